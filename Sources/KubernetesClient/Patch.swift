public import JSON

/// The body of a patch request with its media type.
public enum Patch: Sendable, Hashable {
    /// RFC 6902: an array of operations.
    case json(JSONValue)
    /// RFC 7386.
    case merge(JSONValue)
    /// Kubernetes' strategic merge patch, for built-in kinds.
    case strategicMerge(JSONValue)
    /// Server-side apply.
    case apply(JSONValue)

    public var body: JSONValue {
        switch self {
        case .json(let body), .merge(let body), .strategicMerge(let body), .apply(let body): body
        }
    }

    public var mediaType: String {
        switch self {
        case .json: "application/json-patch+json"
        case .merge: "application/merge-patch+json"
        case .strategicMerge: "application/strategic-merge-patch+json"
        case .apply: "application/apply-patch+yaml"
        }
    }
}
