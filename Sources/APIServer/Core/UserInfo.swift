/// Who a request acts as, as authentication found it.
public struct UserInfo: Sendable, Hashable {
    public var name: String
    public var uid: String
    public var groups: [String]
    /// What the authenticator knows beyond the name: scopes, the name of a token.
    public var extra: [String: [String]]

    public init(name: String, uid: String = "", groups: [String] = [], extra: [String: [String]] = [:]) {
        self.name = name
        self.uid = uid
        self.groups = groups
        self.extra = extra
    }

    /// The administrator that every plane starts with.
    public static let systemMaster = UserInfo(
        name: "system:admin", groups: [Group.masters, Group.authenticated])

    /// A request without credentials.
    public static let anonymous = UserInfo(name: "system:anonymous", groups: [Group.unauthenticated])

    /// The groups that Kubernetes itself gives a meaning.
    public enum Group {
        /// May do everything, whatever the rules say.
        public static let masters = "system:masters"
        public static let authenticated = "system:authenticated"
        public static let unauthenticated = "system:unauthenticated"
    }
}
