import JSON
import Machinery
import YAML

/// The parts of bootstrap data that decide what a machine becomes: the files it writes and the commands it runs.
struct BootInstructions: Sendable {
    /// Far above what machines are given, and above what providers accept as user data.
    private static let limits = YAMLLimits(byteCount: 4 << 20, depth: 64, aliasedValues: 10_000, aliasedBytes: 4 << 20)

    struct File: Sendable {
        var content: [UInt8]
        /// As cloud-init names it; empty where the content is as it should be.
        var encoding: String
        var appends: Bool
    }

    private let files: [String: [File]]
    /// The simple commands that run, in order.
    let commands: [[String]]

    init(files: [String: [File]], commands: [[String]]) {
        self.files = files
        self.commands = commands
    }

    /// Reads a cloud-config.
    ///
    /// - Throws: ``SimulatorError/Code/invalidBootstrapData`` with what is wrong and where.
    init(cloudConfig data: [UInt8], hostname: String) throws(SimulatorError) {
        guard var text = String(validating: data, as: UTF8.self) else {
            throw .invalid("the bootstrap data is not UTF-8 text")
        }
        if text.hasPrefix("## template: jinja\n") { text = JinjaTemplate(hostname: hostname).render(text) }
        guard text.split(separator: "\n").prefix(2).contains(where: { $0.hasPrefix("#cloud-config") }) else {
            throw .invalid("the bootstrap data does not begin with #cloud-config")
        }
        let documents: [YAMLDocument]
        do {
            documents = try YAMLDocument.parse(text, limits: Self.limits)
        } catch {
            throw SimulatorError(
                .invalidBootstrapData, "the cloud-config cannot be read: \(error.description)", cause: error)
        }
        guard documents.count == 1, let root = documents.first?.value.objectValue else {
            throw .invalid("the cloud-config is not one YAML mapping")
        }
        files = try Self.files(root["write_files"])
        commands = try Self.commands(root["runcmd"])
    }

    /// The text of a file as it lies on the machine after the boot; `nil` where nothing wrote it.
    func text(of path: String) throws(SimulatorError) -> String? {
        guard let parts = files[path] else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            if !part.appends { bytes = [] }
            bytes += try Self.decode(part, path)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .invalid("\(path) is not UTF-8 text") }
        return text
    }

    private static func files(_ json: JSONValue?) throws(SimulatorError) -> [String: [File]] {
        guard let json, !json.isNull else { return [:] }
        guard let entries = json.arrayValue else { throw .invalid("write_files is not a list") }
        var files: [String: [File]] = [:]
        for (index, entry) in entries.enumerated() {
            guard let path = entry["path"]?.stringValue, !path.isEmpty else {
                throw .invalid("write_files[\(index)] has no path")
            }
            guard let content = entry["content"] ?? .string("") as JSONValue?, let text = content.scalarText else {
                throw .invalid("write_files[\(index)].content is not a text")
            }
            files[path, default: []].append(
                File(
                    content: Array(text.utf8), encoding: entry["encoding"]?.stringValue ?? "",
                    appends: entry["append"]?.boolValue ?? false))
        }
        return files
    }

    private static func decode(_ file: File, _ path: String) throws(SimulatorError) -> [UInt8] {
        switch file.encoding {
        case "", "text/plain":
            return file.content
        case "base64", "b64":
            guard let bytes = Base64.decode(String(decoding: file.content, as: UTF8.self)) else {
                throw .invalid("\(path) is not base 64")
            }
            return bytes
        default:
            throw .invalid("\(path) has the encoding \"\(file.encoding)\", which a simulated machine cannot read")
        }
    }

    private static func commands(_ json: JSONValue?) throws(SimulatorError) -> [[String]] {
        guard let json, !json.isNull else { return [] }
        guard let entries = json.arrayValue else { throw .invalid("runcmd is not a list") }
        var commands: [[String]] = []
        for (index, entry) in entries.enumerated() {
            if let line = entry.stringValue {
                commands += ShellWords.commands(in: line)
            } else if let words = entry.arrayValue {
                commands.append(words.compactMap(\.scalarText))
            } else if !entry.isNull {
                throw .invalid("runcmd[\(index)] is neither a text nor a list")
            }
        }
        return commands
    }
}

extension SimulatorError {
    static func invalid(_ message: String) -> SimulatorError { SimulatorError(.invalidBootstrapData, message) }
    static func kubeadm(_ message: String) -> SimulatorError { SimulatorError(.kubeadmFailed, message) }
}

extension JSONValue {
    /// A scalar as the text it stands for.
    fileprivate var scalarText: String? {
        switch self {
        case .string(let text): text
        case .integer(let number): String(number)
        case .bool(let value): value ? "true" : "false"
        case .null: ""
        default: nil
        }
    }
}
