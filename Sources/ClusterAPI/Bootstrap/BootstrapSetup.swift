public import JSON
public import Machinery

/// A file to write before kubeadm runs. Its content is given here or read from a Secret.
public struct BootstrapFile: JSONRepresentable {
    /// The absolute path.
    // +minLength=1
    // +maxLength=512
    public var path: String

    /// The owner, `user:group`.
    // +minLength=1
    // +maxLength=256
    public var owner: String?

    /// The permissions in octal, such as `"0640"`.
    // +minLength=1
    // +maxLength=16
    public var permissions: String?

    /// How the content is encoded. Absent: it is plain text.
    public var encoding: BootstrapFileEncoding?

    /// Whether the content is added to a file that exists.
    public var append: Bool?

    /// The content.
    // +minLength=1
    // +maxLength=10240
    public var content: String?

    /// Where the content comes from.
    public var contentFrom: BootstrapSecretSource?

    public var unknownFields = JSONObject()
}

/// The encodings of a file's content.
// +enum
public struct BootstrapFileEncoding: OpenEnum {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let base64: Self = "base64"
    public static let gzip: Self = "gzip"
    /// gzip, then base64.
    public static let gzipBase64: Self = "gzip+base64"
}

/// A value that is kept in a Secret.
public struct BootstrapSecretSource: JSONRepresentable {
    /// The Secret and its key.
    public var secret: BootstrapSecretKey

    public var unknownFields = JSONObject()
}

/// One key of a Secret in the namespace of the object that refers to it.
public struct BootstrapSecretKey: JSONRepresentable {
    /// The name of the Secret.
    // +minLength=1
    // +maxLength=253
    public var name: String

    /// The key in the Secret's data.
    // +minLength=1
    // +maxLength=256
    public var key: String

    public var unknownFields = JSONObject()
}

/// A user to add.
public struct BootstrapUser: JSONRepresentable {
    /// The login name.
    // +minLength=1
    // +maxLength=256
    public var name: String

    /// The comment field of `/etc/passwd`.
    // +minLength=1
    // +maxLength=256
    public var gecos: String?

    /// More groups, joined by commas.
    // +minLength=1
    // +maxLength=256
    public var groups: String?

    /// The home directory.
    // +minLength=1
    // +maxLength=256
    public var homeDir: String?

    /// Whether the user cannot log in.
    public var inactive: Bool?

    /// The login shell.
    // +minLength=1
    // +maxLength=256
    public var shell: String?

    /// The password as a hash.
    // +minLength=1
    // +maxLength=256
    public var passwd: String?

    /// Where the password's hash comes from.
    public var passwdFrom: BootstrapSecretSource?

    /// The primary group.
    // +minLength=1
    // +maxLength=256
    public var primaryGroup: String?

    /// Whether logging in with the password is off.
    public var lockPassword: Bool?

    /// A sudo rule, such as `ALL=(ALL) NOPASSWD:ALL`.
    // +minLength=1
    // +maxLength=256
    public var sudo: String?

    /// The SSH keys that may log in.
    // +maxItems=100
    // +items.minLength=1
    // +items.maxLength=2048
    public var sshAuthorizedKeys: [String] = []

    public var unknownFields = JSONObject()
}

/// Time synchronization.
public struct BootstrapNTP: JSONRepresentable {
    /// The servers.
    // +maxItems=100
    // +items.minLength=1
    // +items.maxLength=512
    public var servers: [String] = []

    /// Whether the service runs.
    public var enabled: Bool?

    public var unknownFields = JSONObject()
}

/// Partitions and file systems to make.
public struct BootstrapDiskSetup: JSONRepresentable {
    /// The partition tables.
    // +maxItems=100
    public var partitions: [BootstrapPartition] = []

    /// The file systems.
    // +maxItems=100
    public var filesystems: [BootstrapFilesystem] = []

    public var unknownFields = JSONObject()
}

/// The partitioning of one device.
public struct BootstrapPartition: JSONRepresentable {
    /// The device.
    // +minLength=1
    // +maxLength=256
    public var device: String

    /// Whether one partition takes the whole device; otherwise it is left without partitions.
    public var layout: Bool

    /// Whether a partition table that is there is replaced. Dangerous: the data is lost.
    public var overwrite: Bool?

    /// The kind of partition table: `mbr` (default) or `gpt`.
    // +enum=mbr;gpt
    public var tableType: String?

    public var unknownFields = JSONObject()
}

/// One file system to make.
public struct BootstrapFilesystem: JSONRepresentable {
    /// The device.
    // +minLength=1
    // +maxLength=256
    public var device: String

    /// The type, such as `ext4`.
    // +minLength=1
    // +maxLength=128
    public var filesystem: String

    /// The label. Empty for none.
    // +maxLength=512
    public var label: String?

    /// The partition: a number, `auto`, `any` or `none`.
    // +minLength=1
    // +maxLength=128
    public var partition: String?

    /// Whether a file system that is there is replaced. Dangerous: the data is lost.
    public var overwrite: Bool?

    /// The type of an existing file system that may be replaced, for `partition: auto`.
    // +minLength=1
    // +maxLength=128
    public var replaceFS: String?

    /// More options for `mkfs`.
    // +maxItems=100
    // +items.minLength=1
    // +items.maxLength=256
    public var extraOpts: [String] = []

    public var unknownFields = JSONObject()
}

/// Settings for the format `ignition`.
public struct IgnitionSpec: JSONRepresentable {
    /// Configuration that is merged with the generated one.
    public var containerLinuxConfig: ContainerLinuxConfig?

    public var unknownFields = JSONObject()
}

/// Configuration in the notation of Flatcar's Container Linux Config.
public struct ContainerLinuxConfig: JSONRepresentable {
    /// The configuration as YAML.
    // +minLength=1
    // +maxLength=32768
    public var additionalConfig: String?

    /// Whether warnings of its translation are errors.
    public var strict: Bool?

    public var unknownFields = JSONObject()
}
