import ClusterAPI
import JSON
import Machinery
import YAML

/// The cloud-config of one machine.
///
/// The order of its parts is Cluster API's, which users' own files and commands rely on: certificates, the user's files,
/// kubeadm's configuration, a placeholder; then boot commands, the commands around kubeadm, and the rest of the system's
/// settings. Every text goes through the YAML writer, so nothing a user wrote can end its own scalar.
struct CloudInit: Sendable {
    enum Action: Sendable {
        case initialize(configuration: String)
        case join(configuration: String)
    }

    var action: Action
    /// The cluster's certificates, as files.
    var certificateFiles: [BootstrapFile] = []
    /// The user's files, their contents at hand.
    var files: [BootstrapFile] = []
    var spec: KubeadmConfigSpec
    /// The users, their passwords at hand.
    var users: [BootstrapUser] = []
    /// The version of kubeadm's configuration, which tells what `kubeadm join` can do.
    var version = KubeadmAPIVersion.v1beta4

    static let initPath = "/run/kubeadm/kubeadm.yaml"
    static let joinPath = "/run/kubeadm/kubeadm-join-config.yaml"
    private static let successCommand = "echo success > /run/cluster-api/bootstrap-success.complete"

    /// The text, beginning with the header that has cloud-init render it as a Jinja template.
    func render() -> String {
        "## template: jinja\n#cloud-config\n\n" + JSONValue.object(document).yaml(templated: true)
    }

    private var document: JSONObject {
        var document = JSONObject()
        document["write_files"] = .array(allFiles.map(Self.file))
        if !spec.bootCommands.isEmpty { document["bootcmd"] = spec.bootCommands.json }
        document["runcmd"] = (spec.preKubeadmCommands + [kubeadmCommand] + spec.postKubeadmCommands).json
        document["ntp"] = spec.ntp.map(Self.ntp)
        if !users.isEmpty { document["users"] = .array(users.map(Self.user)) }
        document["disk_setup"] = spec.diskSetup.flatMap(Self.disks)
        document["fs_setup"] = spec.diskSetup.flatMap(Self.filesystems)
        if !spec.mounts.isEmpty { document["mounts"] = spec.mounts.json }
        return document
    }

    private var allFiles: [BootstrapFile] {
        let (path, configuration) =
            switch action {
            case .initialize(let configuration): (Self.initPath, configuration)
            case .join(let configuration): (Self.joinPath, configuration)
            }
        var kubeadm = BootstrapFile(path: path)
        kubeadm.owner = "root:root"
        kubeadm.permissions = "0640"
        kubeadm.content = configuration
        var placeholder = BootstrapFile(path: "/run/cluster-api/placeholder")
        placeholder.owner = "root:root"
        placeholder.permissions = "0640"
        placeholder.content =
            "This placeholder file is used to create the /run/cluster-api sub directory in a way that is "
            + "compatible with both Linux and Windows (mkdir -p /run/cluster-api does not work with Windows)"
        return certificateFiles + files.map(\.withFinalLineBreak)
            + [retryScript?.file, kubeadm, placeholder].compactMap { $0 }
    }

    /// Only what joins is tried again.
    private var retryScript: RetryJoinScript? {
        guard case .join = action, spec.useExperimentalRetryJoin == true else { return nil }
        return RetryJoinScript(
            isControlPlane: spec.joinConfiguration?.controlPlane != nil, version: version,
            verbosity: spec.verbosity.map { Int($0) })
    }

    private var kubeadmCommand: String {
        let verbosity = spec.verbosity.map { " --v \($0)" } ?? ""
        return switch action {
        case .initialize: "kubeadm init --config \(Self.initPath)\(verbosity) && \(Self.successCommand)"
        case .join where retryScript != nil: "\(RetryJoinScript.path) && \(Self.successCommand)"
        case .join: "kubeadm join --config \(Self.joinPath)\(verbosity) && \(Self.successCommand)"
        }
    }

    private static func file(_ file: BootstrapFile) -> JSONValue {
        var object: JSONObject = ["path": .string(file.path)]
        object["encoding"] = file.encoding.map { .string($0.rawValue) }
        object["owner"] = file.owner.map(JSONValue.string)
        object["permissions"] = file.permissions.map(JSONValue.string)
        if file.append == true { object["append"] = true }
        object["content"] = .string(file.content ?? "")
        return .object(object)
    }

    private static func ntp(_ ntp: BootstrapNTP) -> JSONValue {
        var object = JSONObject()
        object["enabled"] = ntp.enabled.map(JSONValue.bool)
        if !ntp.servers.isEmpty { object["servers"] = ntp.servers.json }
        // cloud-init's schema takes nothing at all, and no empty mapping.
        return object.isEmpty ? .null : .object(object)
    }

    private static func user(_ user: BootstrapUser) -> JSONValue {
        var object: JSONObject = ["name": .string(user.name)]
        object["passwd"] = user.passwd.map(JSONValue.string)
        object["gecos"] = user.gecos.map(JSONValue.string)
        object["groups"] = user.groups.map(JSONValue.string)
        object["homedir"] = user.homeDir.map(JSONValue.string)
        // The days after which an expired password is no longer taken; anything but a text is ignored.
        if user.inactive == true { object["inactive"] = "0" }
        object["lock_passwd"] = user.lockPassword.map(JSONValue.bool)
        object["shell"] = user.shell.map(JSONValue.string)
        object["primary_group"] = user.primaryGroup.map(JSONValue.string)
        object["sudo"] = user.sudoRule.map(JSONValue.string)
        if !user.sshAuthorizedKeys.isEmpty { object["ssh_authorized_keys"] = user.sshAuthorizedKeys.json }
        return .object(object)
    }

    private static func disks(_ setup: BootstrapDiskSetup) -> JSONValue? {
        guard !setup.partitions.isEmpty else { return nil }
        var object = JSONObject()
        for partition in setup.partitions {
            var fields = JSONObject()
            fields["table_type"] = partition.tableType.map(JSONValue.string)
            fields["layout"] = .bool(partition.layout)
            fields["overwrite"] = partition.overwrite.map(JSONValue.bool)
            object[partition.device] = .object(fields)
        }
        return .object(object)
    }

    private static func filesystems(_ setup: BootstrapDiskSetup) -> JSONValue? {
        guard !setup.filesystems.isEmpty else { return nil }
        return .array(
            setup.filesystems.map { filesystem in
                var object = JSONObject()
                object["label"] = filesystem.label.map(JSONValue.string)
                object["filesystem"] = .string(filesystem.filesystem)
                object["device"] = .string(filesystem.device)
                object["partition"] = filesystem.partition.map(JSONValue.string)
                object["overwrite"] = filesystem.overwrite.map(JSONValue.bool)
                object["replace_fs"] = filesystem.replaceFS.map(JSONValue.string)
                if !filesystem.extraOpts.isEmpty { object["extra_opts"] = filesystem.extraOpts.json }
                return .object(object)
            })
    }
}
