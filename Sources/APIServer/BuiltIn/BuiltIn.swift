import JSON
import Machinery

extension StructuralSchema {
    /// The schema of a built-in kind.
    ///
    /// - Precondition: `text` is a schema; a test reads that of every built-in kind.
    static func builtIn(_ text: StaticString) -> StructuralSchema {
        do {
            return try StructuralSchema(openAPI: SchemaText.schema(text))
        } catch {
            preconditionFailure("the schema of a built-in kind cannot be read: \(error)")
        }
    }
}

extension TableColumn {
    /// The object's name.
    static let name = TableColumn(
        "Name", format: "name", description: "The name, unique within its namespace.", value: .path(".metadata.name"))
    /// The time since the object was created.
    static let age = TableColumn(
        "Age", type: "date", description: "How long the object has existed.",
        value: .path(".metadata.creationTimestamp"))
}
