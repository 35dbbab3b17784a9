import JSON
import RE2

extension SchemaCompiler {
    private static let typeNames = ["array", "boolean", "integer", "number", "null", "object", "string"]

    func readTypes(_ keywords: SchemaKeywords, into node: SchemaNode) throws(ChartError) {
        let complaint = SchemaKeywords.invalidType("string/array of strings", "type")
        let types: [JSONValue]
        switch keywords["type"] {
        case nil: return
        case .string(let name): types = [.string(name)]
        case .array(let names): types = names
        default: throw complaint
        }
        for type in types {
            guard let name = type.stringValue else { throw complaint }
            guard Self.typeNames.contains(name) else {
                throw .schema(
                    "has a primitive type that is NOT VALID -- given: /\(name)/ "
                        + "Expected valid values are:[\(Self.typeNames.joined(separator: " "))]")
            }
            guard !node.types.contains(name) else { throw .schema("\(name) type is duplicated") }
            node.types.append(name)
        }
    }

    mutating func readObjectSchemas(_ keywords: SchemaKeywords, into node: SchemaNode) throws(ChartError) {
        if let value = keywords["properties"] {
            guard let properties = value.objectValue else { throw .schema("properties must be of type object") }
            for (name, schema) in properties.sortedByKey() { node.properties.append((name, try child(schema))) }
        }
        node.additionalProperties = try rest("additionalProperties", keywords)
        if let value = keywords["patternProperties"] {
            guard let patterns = value.objectValue else {
                throw SchemaKeywords.invalidType("valid schema", "patternProperties")
            }
            for (pattern, schema) in patterns.sortedByKey() {
                guard let expression = try? RegularExpression(pattern) else {
                    throw .schema("Invalid regex pattern '\(pattern)'")
                }
                node.patternProperties.append((expression, try child(schema)))
            }
        }
        if draft >= .draft6, let names = keywords["propertyNames"] {
            guard names.isSchema else { throw SchemaKeywords.invalidType("valid schema", "patternProperties") }
            node.propertyNames = try child(names)
        }
        try readDependencies(keywords, into: node)
    }

    private mutating func rest(_ name: String, _ keywords: SchemaKeywords) throws(ChartError) -> SchemaNode.Rest? {
        switch keywords[name] {
        case nil: return nil
        case .bool(let isAllowed): return .allowed(isAllowed)
        case .object(let object): return .schema(try child(.object(object)))
        default: throw SchemaKeywords.invalidType("boolean/valid schema", name)
        }
    }

    private mutating func readDependencies(_ keywords: SchemaKeywords, into node: SchemaNode) throws(ChartError) {
        let names = ["dependencies"] + (draft == .modern ? ["dependentRequired", "dependentSchemas"] : [])
        let complaint = ChartError.schema("dependency must be of type schema or array of strings")
        for name in names {
            guard let value = keywords[name] else { continue }
            guard let dependencies = value.objectValue else { throw .schema("\(name) must be of type object") }
            for (property, dependency) in dependencies {
                switch dependency {
                case .array(let elements):
                    let names = elements.compactMap(\.stringValue)
                    guard names.count == elements.count else { throw complaint }
                    node.dependencies[property] = .properties(names)
                case .object, .bool: node.dependencies[property] = .schema(try child(dependency))
                default: throw complaint
                }
            }
        }
    }

    mutating func readArraySchemas(_ keywords: SchemaKeywords, into node: SchemaNode) throws(ChartError) {
        let complaint = SchemaKeywords.invalidType("valid schema/array of schemas", "items")
        if draft == .modern, let prefix = try keywords.array("prefixItems") {
            for schema in prefix { node.prefixItems.append(try child(schema)) }
        }
        switch keywords["items"] {
        case nil: break
        case .array(let schemas):
            for schema in schemas {
                guard schema.isSchema else { throw complaint }
                node.prefixItems.append(try child(schema))
            }
        case let schema? where schema.isSchema:
            let items = try child(schema)
            if node.prefixItems.isEmpty { node.items = items } else { node.additionalItems = .schema(items) }
        default: throw complaint
        }
        if let rest = try rest("additionalItems", keywords) { node.additionalItems = rest }
    }
}
