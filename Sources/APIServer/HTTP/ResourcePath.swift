import Machinery

/// What the path of a resource request names.
struct ResourcePath: Sendable, Hashable {
    var groupVersion: GroupVersion
    /// Empty for requests outside a namespace.
    var namespace = ""
    var plural: String
    /// `nil` for requests on the whole collection.
    var name: String?
    var subresource: String?
    /// Whether the path asks for a watch in the manner of clients older than `?watch=true`: `/api/v1/watch/pods`.
    var isWatch = false

    /// Reads `/api/v1/…` and `/apis/<group>/<version>/…`.
    ///
    /// - Returns: `nil` for other paths, and for those that end at the version.
    init?(_ path: [String]) {
        var rest = path[...]
        switch rest.popFirst() {
        case "api":
            guard let version = rest.popFirst() else { return nil }
            groupVersion = GroupVersion(group: "", version: version)
        case "apis":
            guard let group = rest.popFirst(), let version = rest.popFirst() else { return nil }
            groupVersion = GroupVersion(group: group, version: version)
        default:
            return nil
        }
        if rest.count > 1, rest.first == "watch" {
            isWatch = true
            rest = rest.dropFirst()
        }
        let parts = Array(rest)
        // `namespaces/NAME/status` is the status of the namespace; `namespaces/NAME/pods` are the pods in it.
        if parts.count > 2, parts[0] == "namespaces", !Self.namespaceSubresources.contains(parts[2]) {
            namespace = parts[1]
            rest = rest.dropFirst(2)
        }
        guard let plural = rest.popFirst(), !path.contains("") else { return nil }
        self.plural = plural
        name = rest.popFirst()
        subresource = rest.popFirst()
        guard rest.isEmpty, !isWatch || subresource == nil else { return nil }
    }

    private static let namespaceSubresources: Set = ["status", "finalize"]
}
