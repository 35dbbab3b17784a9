import ClusterAPI
import JSON
import Machinery

/// The Ignition configuration of one machine, in version 2.3.0 as Flatcar Container Linux reads it.
///
/// The layout is Cluster API's: kubeadm runs once, from the script `/etc/kubeadm.sh` that the unit `kubeadm.service` starts while
/// `/etc/kubeadm.yml` exists. Ignition has no templates: what depends on the machine is up to the commands before kubeadm.
struct Ignition: Sendable {
    var action: CloudInit.Action
    /// The cluster's certificates, as files.
    var certificateFiles: [BootstrapFile] = []
    /// The user's files, their contents at hand.
    var files: [BootstrapFile] = []
    var spec: KubeadmConfigSpec
    /// The users, their passwords at hand.
    var users: [BootstrapUser] = []

    static let version = "2.3.0"
    static let configurationPath = "/etc/kubeadm.yml"
    static let scriptPath = "/etc/kubeadm.sh"

    /// The JSON text.
    ///
    /// - Throws: ``ControllerStateError`` naming the field that Ignition cannot express.
    func render() throws(ControllerStateError) -> String {
        try check()
        var storage = JSONObject()
        storage.setUnlessEmpty("disks", spec.diskSetup?.partitions.map(Self.disk) ?? [])
        storage["files"] = .array(try allFiles())
        storage.setUnlessEmpty("filesystems", spec.diskSetup?.filesystems.map(Self.filesystem) ?? [])
        var passwd = JSONObject()
        passwd.setUnlessEmpty("users", users.map(Self.user))
        let document: JSONObject = [
            "ignition": ["config": [:], "security": ["tls": [:]], "timeouts": [:], "version": .string(Self.version)],
            "networkd": [:], "passwd": .object(passwd), "storage": .object(storage),
            "systemd": ["units": .array(try units())],
        ]
        guard let more = try additionalConfiguration() else { return JSONValue.object(document).text }
        return JSONValue.object(ContainerLinuxTranslation.append(more, to: document)).text
    }

    /// The user's own configuration, which comes after the generated one and so has the last word.
    private func additionalConfiguration() throws(ControllerStateError) -> JSONObject? {
        guard let config = spec.ignition?.containerLinuxConfig, let text = config.additionalConfig, !text.isEmpty else {
            return nil
        }
        return try ContainerLinuxTranslation.ignition(of: text, strict: config.strict == true)
    }

    // MARK: Units

    private func units() throws(ControllerStateError) -> [JSONValue] {
        var units = [Self.unit("kubeadm.service", Self.kubeadmService)]
        if spec.ntp?.enabled == true { units.append(["enabled": true, "name": "ntpd.service"]) }
        for (index, mount) in spec.mounts.enumerated() { units.append(try self.mount(mount, at: index)) }
        return units
    }

    private static let kubeadmService = """
        [Unit]
        Description=kubeadm
        # The script moves this file away, so that it runs once.
        ConditionPathExists=\(configurationPath)
        After=network.target
        [Service]
        Type=oneshot
        ExecStart=\(scriptPath)
        [Install]
        WantedBy=multi-user.target

        """

    /// A mount is the label of a file system, the mount point, and options.
    private func mount(_ fields: [String], at index: Int) throws(ControllerStateError) -> JSONValue {
        guard fields.count >= 2, fields[1].hasPrefix("/") else {
            throw ControllerStateError(
                "spec.mounts[\(index)] needs the label of a file system and an absolute mount point")
        }
        let label = fields[0]
        let labelled = spec.diskSetup?.filesystems.first { $0.label == label }?.device
        guard let device = labelled ?? (label.hasPrefix("/") ? label : nil) else {
            throw ControllerStateError(
                "spec.mounts[\(index)]: no file system of spec.diskSetup.filesystems has the label \"\(label)\"")
        }
        let options = fields.count > 2 ? "\nOptions=\(fields[2...].joined(separator: ","))" : ""
        let contents = """
            [Unit]
            Description=Mount \(label)

            [Mount]
            What=\(device)
            Where=\(fields[1])\(options)

            [Install]
            WantedBy=multi-user.target

            """
        return Self.unit("\(Self.unitName(ofPath: fields[1])).mount", contents)
    }

    /// The name systemd wants for the unit of a path: slashes become dashes, and all that is unusual a hexadecimal escape.
    static func unitName(ofPath path: String) -> String {
        let parts = path.split(separator: "/").joined(separator: "/")
        guard !parts.isEmpty else { return "-" }
        var name = ""
        for (index, byte) in parts.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "/"): name += "-"
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: ":"):
                name.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: ".") where index > 0: name += "."
            default: name += "\\x" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
            }
        }
        return name
    }

    private static func unit(_ name: String, _ contents: String) -> JSONValue {
        ["contents": .string(contents), "enabled": true, "name": .string(name)]
    }

    // MARK: Files

    private func allFiles() throws(ControllerStateError) -> [JSONValue] {
        var entries: [JSONValue] = []
        for user in users {
            guard let sudo = user.sudoRule else { continue }
            entries.append(IgnitionFile("/etc/sudoers.d/\(user.name)", "\(user.name) \(sudo)\n", mode: 0o600).json)
        }
        let withPassword = users.filter { $0.lockPassword == false }.map(\.name)
        if !withPassword.isEmpty {
            entries.append(
                IgnitionFile("/etc/ssh/sshd_config", IgnitionTexts.sshd(users: withPassword), mode: 0o600).json)
        }
        for file in certificateFiles + files.map(\.withFinalLineBreak) { entries.append(try IgnitionFile(file).json) }
        entries.append(IgnitionFile(Self.scriptPath, script, mode: 0o700).json)
        entries.append(IgnitionFile(Self.configurationPath, "---\n" + configuration, mode: 0o600).json)
        if let ntp = spec.ntp, ntp.enabled == true, !ntp.servers.isEmpty {
            entries.append(IgnitionFile("/etc/ntp.conf", IgnitionTexts.ntp(servers: ntp.servers), mode: 0o644).json)
        }
        return entries
    }

    private var configuration: String {
        switch action {
        case .initialize(let configuration), .join(let configuration): configuration
        }
    }

    private var script: String {
        let subcommand =
            switch action {
            case .initialize: "init"
            case .join: "join"
            }
        let verbosity = spec.verbosity.map { " --v \($0)" } ?? ""
        let lines =
            ["#!/bin/bash", "set -e"] + spec.preKubeadmCommands + [
                "kubeadm \(subcommand) --config \(Self.configurationPath)\(verbosity)",
                "mkdir -p /run/cluster-api && echo success > /run/cluster-api/bootstrap-success.complete",
                "mv \(Self.configurationPath) /tmp/",
            ] + spec.postKubeadmCommands
        return lines.map { $0.hasSuffix("\n") ? $0 : $0 + "\n" }.joined()
    }

    // MARK: Users and disks

    private static func user(_ user: BootstrapUser) -> JSONValue {
        var object = JSONObject()
        object["gecos"] = user.gecos.map(JSONValue.string)
        let groups = (user.groups ?? "").split(separator: ",").map { group in
            String(group.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        object.setUnlessEmpty("groups", groups.filter { !$0.isEmpty }.map(JSONValue.string))
        object["homeDir"] = user.homeDir.map(JSONValue.string)
        object["name"] = .string(user.name)
        object["passwordHash"] = user.passwd.map(JSONValue.string)
        object["primaryGroup"] = user.primaryGroup.map(JSONValue.string)
        object["shell"] = user.shell.map(JSONValue.string)
        object.setUnlessEmpty("sshAuthorizedKeys", user.sshAuthorizedKeys.map(JSONValue.string))
        return .object(object)
    }

    private static func disk(_ partition: BootstrapPartition) -> JSONValue {
        var object: JSONObject = ["device": .string(partition.device)]
        if partition.layout { object["partitions"] = [[:]] }
        if partition.overwrite == true { object["wipeTable"] = true }
        return .object(object)
    }

    private static func filesystem(_ filesystem: BootstrapFilesystem) -> JSONValue {
        var mount: JSONObject = [
            "device": .string(filesystem.device), "format": .string(filesystem.filesystem),
        ]
        mount["label"] = filesystem.label.flatMap { $0.isEmpty ? nil : .string($0) }
        mount.setUnlessEmpty("options", filesystem.extraOpts.map(JSONValue.string))
        if filesystem.overwrite == true { mount["wipeFilesystem"] = true }
        var object: JSONObject = ["mount": .object(mount)]
        object["name"] = filesystem.label.flatMap { $0.isEmpty ? nil : .string($0) }
        return .object(object)
    }
}
