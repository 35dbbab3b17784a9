/// Which lists of a kind a strategic merge patch merges element by element. It replaces all others.
///
/// Clients compute such patches by the same rules, which they know from the server's OpenAPI documents or, for
/// Kubernetes' own kinds, by heart. So the rules are those of `k8s.io/api`, and the documents are made from the same notes.
public struct StrategicMergeRules: Sendable, Hashable {
    public enum List: Sendable, Hashable {
        /// Of scalars, each at most once.
        case set
        /// Of objects that the member `key` tells apart.
        case map(key: String)
    }

    private var lists: [String: List]

    /// - Parameter lists: By path: names of members joined by dots, elements of lists left out: `spec.containers.env`.
    public init(_ lists: [String: List]) {
        self.lists = lists
    }

    public subscript(path: String) -> List? { lists[path] }
}
