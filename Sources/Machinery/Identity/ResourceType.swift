/// One API resource in one version: all that a client must know to form its paths and that discovery tells.
public struct ResourceType: Sendable, Hashable {
    public var group: String
    public var version: String
    public var kind: String
    /// The plural name, in lower case, used in paths.
    public var plural: String
    public var singular: String
    public var isNamespaced: Bool
    public var shortNames: [String]
    public var categories: [String]

    /// - Parameter singular: The kind in lower case unless given.
    public init(
        group: String, version: String, kind: String, plural: String, singular: String? = nil,
        isNamespaced: Bool = true,
        shortNames: [String] = [], categories: [String] = []
    ) {
        self.group = group
        self.version = version
        self.kind = kind
        self.plural = plural
        self.singular = singular ?? kind.lowercased()
        self.isNamespaced = isNamespaced
        self.shortNames = shortNames
        self.categories = categories
    }

    public var groupVersion: GroupVersion { GroupVersion(group: group, version: version) }
    public var groupKind: GroupKind { GroupKind(group: group, kind: kind) }
    public var groupResource: GroupResource { GroupResource(group: group, resource: plural) }
    public var groupVersionKind: GroupVersionKind { GroupVersionKind(group: group, version: version, kind: kind) }
    public var apiVersion: String { groupVersion.apiVersion }
}
