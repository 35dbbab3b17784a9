import Machinery

/// `meta.k8s.io` TableOptions, from the query.
struct TableOptions: Sendable, Hashable {
    /// What a row carries besides its cells.
    enum IncludeObject: String, Sendable { case none = "None", metadata = "Metadata", object = "Object" }

    var includeObject = IncludeObject.metadata

    init() {}

    init(_ query: QueryParameters) throws(APIStatus) {
        guard let text = query["includeObject"], !text.isEmpty else { return }
        guard let value = IncludeObject(rawValue: text) else {
            throw .badRequest("unrecognized includeObject value: \"\(text)\"")
        }
        includeObject = value
    }
}
