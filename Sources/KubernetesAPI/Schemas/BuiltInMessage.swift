import JSON
import Machinery

/// One message of a built-in kind: what its table says and what is noted besides.
final class BuiltInMessage: Sendable {
    struct Field: Sendable {
        let name: String
        let shape: MessageSchema.Field.Shape
        let type: MessageSchema.FieldType
        /// Whether JSON leaves the field out when it is zero, false, empty or absent.
        let omitsEmpty: Bool
        let notes: SchemaNotes.Field

        /// A structure that Go holds by value is there even when nobody gave it, so OpenAPI does not ask for it.
        var isRequired: Bool {
            if let isRequired = notes.isRequired { return isRequired }
            return shape == .value && type.isStructure ? false : !omitsEmpty
        }
    }

    /// `Pod`, the name of its Go type.
    let name: String
    let description: String
    /// Whether server-side apply owns it as a whole.
    let isAtomic: Bool
    /// In the order of Go's JSON; those of inline messages stand in place of these.
    let fields: [Field]
    private let places: [String: Int]

    init(_ message: MessageSchema.Message, in schema: MessageSchema, _ notes: SchemaNotes) {
        let own = notes.messages[message.name] ?? SchemaNotes.Message()
        name = String(message.name.drop { $0 != "." }.dropFirst())
        description = own.description
        isAtomic = own.isAtomic
        fields = Self.fields(of: message, in: schema, notes)
        places = Dictionary(
            fields.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func place(of name: String) -> Int? { places[name] }

    private static func fields(
        of message: MessageSchema.Message, in schema: MessageSchema, _ notes: SchemaNotes
    ) -> [Field] {
        let own = notes.messages[message.name]?.fields ?? [:]
        return message.fields.flatMap { field -> [Field] in
            if field.shape == .inline, case .message(let reference) = field.type {
                return fields(of: schema[reference], in: schema, notes)
            }
            return [
                Field(
                    name: field.name, shape: field.shape, type: field.type, omitsEmpty: field.omitsEmpty,
                    notes: own[field.name] ?? SchemaNotes.Field())
            ]
        }
    }

    // MARK: All messages

    /// By their places in the schema of messages. Read at the first use of any.
    private static let all = MessageTables.schema.messages.map { BuiltInMessage($0, in: MessageTables.schema, .all) }

    private static let references = Dictionary(
        MessageTables.schema.messages.enumerated().map { ($1.name, MessageSchema.Reference(index: $0)) },
        uniquingKeysWith: { first, _ in first })

    static subscript(reference: MessageSchema.Reference) -> BuiltInMessage { all[reference.index] }

    /// - Returns: `nil` for a kind without a table.
    static func reference(of kind: GroupVersionKind) -> MessageSchema.Reference? {
        MessageTables.schema.message(of: kind).flatMap { references[$0.name] }
    }
}
