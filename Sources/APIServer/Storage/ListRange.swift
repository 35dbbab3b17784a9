import JSON
import KubernetesClient
import Machinery
import ObjectStore

/// Which part of the store, at which revision, a list reads: the meaning of `resourceVersion`, `resourceVersionMatch`,
/// `limit` and `continue` (Kubernetes API concepts, "Resource versions").
struct ListRange {
    var query: RangeQuery
    /// The list must be at least this new.
    var minimum: Revision?
    /// For a page that goes on where another ended: the token with which it could do so at the newest state.
    private(set) var inconsistentToken: String?

    /// - Parameter prefix: Of the objects to list.
    /// - Throws: `APIStatus` for options that contradict each other or cannot be read.
    init(_ options: ListOptions, prefix: StoreKey) throws {
        // A limit that is no limit is none, as in Kubernetes.
        query = RangeQuery(prefix: prefix, limit: options.limit.flatMap { $0 > 0 ? $0 : nil })
        let asked = try Revision(parsing: options.resourceVersion)
        try Self.checkMatch(options, asked: asked)
        if !options.continueToken.isEmpty {
            guard asked == nil || asked == Revision(0) else {
                throw APIStatus.badRequest("specifying resource version is not allowed when using continue")
            }
            let token = try ContinueToken(parsing: options.continueToken)
            query.after = StoreKey(prefix.text + token.after)
            query.revision = token.revision
            inconsistentToken = ContinueToken(revision: nil, after: token.after).text
        } else if let asked, asked > Revision(0) {
            // Clients older than resourceVersionMatch mean the exact version when they page.
            let isExact = options.resourceVersionMatch.map { $0 == .exact } ?? (query.limit != nil)
            if isExact { query.revision = asked } else { minimum = asked }
        }
    }

    /// The token with which a client goes on after `key`.
    func token(revision: Revision, after key: StoreKey) -> String {
        ContinueToken(revision: revision, after: String(key.text.dropFirst(query.prefix.text.count))).text
    }

    private static func checkMatch(_ options: ListOptions, asked: Revision?) throws {
        guard let match = options.resourceVersionMatch else { return }
        let field = "resourceVersionMatch"
        if asked == nil {
            throw invalid(.forbidden(field, "resourceVersionMatch is forbidden unless resourceVersion is provided"))
        }
        if !options.continueToken.isEmpty {
            throw invalid(.forbidden(field, "resourceVersionMatch is forbidden when continue is provided"))
        }
        if match == .exact, asked == Revision(0) {
            throw invalid(
                .forbidden(field, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""))
        }
    }

    private static func invalid(_ error: FieldError) -> APIStatus {
        .invalid(GroupKind(group: "meta.k8s.io", kind: "ListOptions"), name: "", [error])
    }
}

extension Revision {
    /// Reads a `resourceVersion` that a client sent; empty is `nil`.
    init?(parsing text: String) throws {
        if text.isEmpty { return nil }
        guard let value = UInt64(text) else {
            throw APIStatus.badRequest(
                "invalid resource version: resourceVersion: Invalid value: \"\(text)\": strconv.ParseUint: parsing "
                    + "\"\(text)\": invalid syntax")
        }
        self.init(value)
    }
}
