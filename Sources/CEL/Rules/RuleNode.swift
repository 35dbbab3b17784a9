import JSON
import Machinery

/// The rules of a schema and of those below it that have any.
struct RuleNode: Sendable {
    /// `object`, `array`, `string`, …; empty where the schema tells none.
    let typeName: String
    let declaration: SchemaDeclaration
    let rules: [CompiledRule]
    let properties: [(name: String, node: RuleNode)]
    private let below: [RuleNode]
    let isMap: Bool
    let listType: StructuralSchema.ListType?
    let listMapKeys: [String]
    let isAtomicMap: Bool

    init(
        _ schema: StructuralSchema, _ declaration: SchemaDeclaration, rules: [CompiledRule],
        properties: [(name: String, node: RuleNode)], values: RuleNode?
    ) {
        typeName = schema.type?.rawValue ?? ""
        self.declaration = declaration
        self.rules = rules
        self.properties = properties
        below = values.map { [$0] } ?? []
        isMap = schema.type == .object
        listType = schema.listType
        listMapKeys = schema.listMapKeys
        isAtomicMap = schema.mapType == .atomic
    }

    /// The rules of the elements of a list, or of the values of a map.
    var elements: RuleNode? { below.first }
}
