/// The directory of one plane: its database, its certificate authority, its admin kubeconfig, its pid and its log.
///
/// All other state of a plane is API objects in the database.
public struct PlaneHome: Sendable, Hashable {
    /// The directory, as the user gave it.
    public let path: String

    public init(path: String) {
        self.path = path
    }

    /// The home that the environment names: `SLIPWAY_HOME`, else `$XDG_DATA_HOME/slipway`, else `~/.local/share/slipway`.
    public init(environment: [String: String]) throws(HomeError) {
        if let home = environment["SLIPWAY_HOME"], !home.isEmpty {
            self.init(path: home)
        } else if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
            self.init(path: "\(data)/slipway")
        } else if let home = environment["HOME"], !home.isEmpty {
            self.init(path: "\(home)/.local/share/slipway")
        } else {
            throw HomeError(
                .unreadable, "neither SLIPWAY_HOME nor HOME is set: name the plane's directory with --home")
        }
    }

    public var databaseDirectory: String { "\(path)/data" }
    public var adminKubeconfigPath: String { "\(path)/admin.kubeconfig" }
    public var logPath: String { "\(path)/slipway.log" }
    var certificateAuthorityPath: String { "\(path)/ca.crt" }
    var certificateAuthorityKeyPath: String { "\(path)/ca.key" }
    var pidPath: String { "\(path)/slipway.pid" }

    /// Creates the directory with mode 0700, or makes an existing one private.
    public func prepare() throws(HomeError) {
        try PrivateFiles.makeDirectory(path)
    }

    /// The admin kubeconfig, `nil` before the first start.
    public func adminKubeconfig() throws(HomeError) -> String? {
        try PrivateFiles.read(adminKubeconfigPath).map { String(decoding: $0, as: UTF8.self) }
    }
}
