import ClusterAPI
import JSON
import Machinery

/// A file of an Ignition configuration, its content in the configuration itself.
struct IgnitionFile: Sendable {
    var path: String
    var content: [UInt8]
    var mode: Int?
    var user: String?
    var group: String?
    var appends = false

    init(_ path: String, _ text: String, mode: Int) {
        self.path = path
        self.mode = mode
        content = Array(text.utf8)
    }

    /// - Throws: ``ControllerStateError`` for permissions that are not octal and content that is not in its encoding.
    init(_ file: BootstrapFile) throws(ControllerStateError) {
        path = file.path
        appends = file.append == true
        if let permissions = file.permissions {
            guard let mode = Int(permissions, radix: 8), (0...0o7777).contains(mode) else {
                throw ControllerStateError(
                    "the permissions \"\(permissions)\" of the file \(file.path) are not an octal number such as 0640")
            }
            self.mode = mode
        }
        let owner = (file.owner ?? "").split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        user = owner.first.flatMap { $0.isEmpty ? nil : String($0) }
        group = owner.count > 1 && !owner[1].isEmpty ? String(owner[1]) : nil
        let text = file.content ?? ""
        switch file.encoding {
        case nil:
            content = Array(text.utf8)
        case .base64:
            guard let bytes = Base64.decode(text) else {
                throw ControllerStateError("the content of the file \(file.path) is not base64")
            }
            content = bytes
        case .some(let encoding):
            throw ControllerStateError(
                "the file \(file.path) has the encoding \(encoding.rawValue), which Ignition cannot read: use base64")
        }
    }

    var json: JSONValue {
        var object: JSONObject = ["filesystem": "root"]
        object["group"] = group.map { ["name": .string($0)] }
        object["path"] = .string(path)
        object["user"] = user.map { ["name": .string($0)] }
        if appends { object["append"] = true }
        object["contents"] = ["source": .string("data:," + Self.escape(content)), "verification": [:]]
        // Ignition's own default where the user says nothing.
        object["mode"] = .integer(Int64(mode ?? 0o644))
        return .object(object)
    }

    private static let unreserved = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()".utf8)

    /// Percent-encodes all but what RFC 2396 calls unreserved.
    static func escape(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        for byte in bytes {
            if unreserved.contains(byte) {
                text.append(byte)
            } else {
                text += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// Files of the system that the specification says in other words.
enum IgnitionTexts {
    /// OpenSSH with passwords for some users only.
    static func sshd(users: [String]) -> String {
        """
        Subsystem sftp internal-sftp
        ClientAliveInterval 180
        UseDNS no
        UsePAM yes
        # PAM prints both.
        PrintLastLog no
        PrintMotd no

        Match User \(users.joined(separator: ","))
          PasswordAuthentication yes

        """
    }

    /// An NTP client that serves nobody.
    static func ntp(servers: [String]) -> String {
        servers.map { "server \($0)\n" }.joined() + """

            restrict default nomodify nopeer noquery notrap limited kod
            restrict 127.0.0.1
            restrict [::1]

            """
    }
}
