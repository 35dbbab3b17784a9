import JSON
import Machinery

/// Which objects of a resource a list or a watch is about: its label and field selectors.
struct Selection: Sendable {
    private let labels: LabelRequirements
    private let fields: FieldSelector

    /// - Throws: `APIStatus` 400 for a selector that cannot be read or that names a field the resource cannot be selected by.
    init(labelSelector: String, fieldSelector: String, of served: ServedResource) throws {
        do {
            labels = try LabelRequirements(parsing: labelSelector)
            fields = try FieldSelector(parsing: fieldSelector)
        } catch {
            throw APIStatus.badRequest(error.message)
        }
        let known = ["metadata.name", "metadata.namespace"] + served.version.selectableFields
        for term in fields.terms where !known.contains(term.path) {
            // Kinds of Kubernetes that have no fields of their own to select by speak so.
            let isGeneral = served.definition.isBuiltIn && served.version.selectableFields.isEmpty
            throw APIStatus.badRequest(
                isGeneral
                    ? "\"\(term.path)\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
                    : "field label not supported: \(term.path)")
        }
    }

    var selectsAll: Bool { labels.isEmpty && fields.isEmpty }

    /// Whether it looks at more than the metadata.
    var readsContent: Bool { fields.terms.contains { !$0.path.hasPrefix("metadata.") } }

    /// The one name that can match, where the selector requires one.
    var requiredName: String? { fields.requiredValue(of: "metadata.name") }

    func matches(_ stored: [UInt8]) throws -> Bool {
        if selectsAll { return true }
        let metadata = try StoredMetadata(of: stored)
        guard labels.matches({ metadata.label($0) }) else { return false }
        if fields.isEmpty { return true }
        // Only fields outside of metadata need the whole object.
        let object: JSONValue? = readsContent ? try JSONValue(parsing: stored, limits: ObjectCodec.limits) : nil
        return fields.matches { path in
            switch path {
            case "metadata.name": metadata.string("name")
            case "metadata.namespace": metadata.string("namespace")
            default: object?.value(at: path.split(separator: ".").map(String.init))?.selectableText ?? ""
            }
        }
    }
}

extension JSONValue {
    /// A scalar as field selectors compare it.
    fileprivate var selectableText: String {
        switch self {
        case .string(let text): text
        case .bool, .integer, .number: text
        case .null, .array, .object: ""
        }
    }
}
