import JSON
import Machinery

extension CELValue {
    /// A value of a document, in the type that its schema gives it.
    ///
    /// - Parameter declaration: `nil` where no schema is known: whole numbers are `int` then.
    init(_ json: JSONValue, _ declaration: SchemaDeclaration?) {
        switch json {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .integer(let value):
            self = declaration?.kind == .double ? .double(Double(value)) : .int(value)
        case .number(let value): self = .double(value.doubleValue)
        case .string(let text): self = declaration.flatMap { Self.formatted(text, $0.kind) } ?? .string(text)
        case .array(let elements): self = .list(.json(elements, declaration))
        case .object(let members): self = .map(.json(members, declaration))
        }
    }

    /// What does not have the form of its format stays a text; the schema refuses it.
    private static func formatted(_ text: String, _ kind: SchemaDeclaration.Kind) -> CELValue? {
        switch kind {
        case .bytes: Base64.decode(text).map(CELValue.bytes)
        case .timestamp: (Instant(rfc3339: text) ?? Instant(rfc3339: "\(text)T00:00:00Z")).map(CELValue.timestamp)
        case .duration: MetaDuration(parsing: text).map { .duration($0.nanoseconds) }
        default: nil
        }
    }
}
