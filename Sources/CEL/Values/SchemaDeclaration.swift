import JSON
import Machinery

/// What rules see of a schema: the type of its values, and how large they can be.
final class SchemaDeclaration: Sendable {
    enum Kind: Sendable {
        case dyn, bool, int, double, string, bytes, timestamp, duration, list, map, object
    }

    struct Field: Sendable {
        let propertyName: String
        let declaration: SchemaDeclaration
    }

    let kind: Kind
    /// The name of an object type, by the path that leads to it.
    let name: String
    /// By their escaped names.
    let fields: [String: Field]
    /// The elements of a list or the values of a map.
    let element: SchemaDeclaration?
    /// The most elements, members, or bytes of a text.
    let maximumElements: UInt64
    /// The bytes that the smallest value takes in a document.
    let minimumSize: UInt64
    let listType: StructuralSchema.ListType?
    let listMapKeys: [String]

    init(
        _ kind: Kind, name: String = "", fields: [String: Field] = [:], element: SchemaDeclaration? = nil,
        maximumElements: UInt64 = 0, minimumSize: UInt64 = 1, listType: StructuralSchema.ListType? = nil,
        listMapKeys: [String] = []
    ) {
        self.kind = kind
        self.name = name
        self.fields = fields
        self.element = element
        self.maximumElements = maximumElements
        self.minimumSize = minimumSize
        self.listType = listType
        self.listMapKeys = listMapKeys
    }

    var type: CELType {
        switch kind {
        case .dyn: .dyn
        case .bool: .bool
        case .int: .int
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        case .timestamp: .timestamp
        case .duration: .duration
        case .list: .list(element?.type ?? .dyn)
        case .map: .map(.string, element?.type ?? .dyn)
        case .object: .object(self)
        }
    }
}

extension SchemaDeclaration: Hashable {
    static func == (left: SchemaDeclaration, right: SchemaDeclaration) -> Bool { left === right }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

// MARK: - Reading schemas

extension SchemaDeclaration {
    /// The largest request, in bytes, which bounds what a schema leaves unbounded.
    static let maximumRequest: UInt64 = 3 * 1024 * 1024

    /// - Parameter isResource: Whether the value is a whole object, so that rules see its type and name.
    /// - Returns: `nil` where rules see nothing of the value: its schema tells no type.
    static func make(
        _ schema: StructuralSchema, isResource: Bool, name: String = "selfType"
    ) -> SchemaDeclaration? {
        if schema.isIntOrString {
            return SchemaDeclaration(
                .dyn, maximumElements: schema.bound("maxLength").map { $0 * 4 } ?? maximumRequest - 2, minimumSize: 1)
        }
        switch schema.type {
        case .array: return list(schema, name)
        case .object:
            if let values = schema.additionalProperties?.valueSchema { return map(schema, values, name) }
            return object(schema, isResource: isResource, name)
        case .string: return text(schema)
        case .boolean: return SchemaDeclaration(.bool, minimumSize: 4)
        case .number: return SchemaDeclaration(.double)
        case .integer: return SchemaDeclaration(.int)
        case nil: return nil
        }
    }

    private static func list(_ schema: StructuralSchema, _ name: String) -> SchemaDeclaration? {
        guard let items = schema.items,
            let element = make(items, isResource: items.isEmbeddedResource, name: "\(name).@idx")
        else { return nil }
        return SchemaDeclaration(
            .list, element: element,
            maximumElements: schema.bound("maxItems") ?? (maximumRequest - 2) / (element.minimumSize + 1),
            minimumSize: 2, listType: schema.listType, listMapKeys: schema.listMapKeys)
    }

    private static func map(
        _ schema: StructuralSchema, _ values: StructuralSchema, _ name: String
    ) -> SchemaDeclaration? {
        guard let element = make(values, isResource: values.isEmbeddedResource, name: "\(name).@elem") else {
            return nil
        }
        return SchemaDeclaration(
            .map, element: element,
            maximumElements: schema.bound("maxProperties") ?? (maximumRequest - 2) / (element.minimumSize + 6),
            minimumSize: 2)
    }

    private static func object(
        _ schema: StructuralSchema, isResource: Bool, _ name: String
    ) -> SchemaDeclaration {
        var fields: [String: Field] = [:]
        var minimumSize: UInt64 = 2
        let required = Set(schema.openAPI["required"]?.arrayValue?.compactMap(\.stringValue) ?? [])
        for propertyName in schema.propertyNames {
            guard let property = schema.properties[propertyName],
                let declaration = make(
                    property, isResource: property.isEmbeddedResource, name: "\(name).\(propertyName)")
            else { continue }
            if let escaped = FieldName.escape(propertyName) {
                fields[escaped] = Field(propertyName: propertyName, declaration: declaration)
            }
            if required.contains(propertyName), property.defaultValue == nil {
                minimumSize += UInt64(propertyName.utf8.count) + declaration.minimumSize + 4
            }
        }
        if isResource { addTypeAndName(to: &fields, name) }
        return SchemaDeclaration(.object, name: name, fields: fields, minimumSize: minimumSize)
    }

    private static func addTypeAndName(to fields: inout [String: Field], _ name: String) {
        let text = SchemaDeclaration(.string, maximumElements: maximumRequest - 2, minimumSize: 2)
        fields["apiVersion"] = Field(propertyName: "apiVersion", declaration: text)
        fields["kind"] = Field(propertyName: "kind", declaration: text)
        var metadata = fields["metadata"]?.declaration.fields ?? [:]
        for member in ["name", "generateName"] where metadata[member] == nil {
            metadata[member] = Field(propertyName: member, declaration: text)
        }
        fields["metadata"] = Field(
            propertyName: "metadata",
            declaration: SchemaDeclaration(.object, name: "\(name).metadata", fields: metadata, minimumSize: 2))
    }

    private static func text(_ schema: StructuralSchema) -> SchemaDeclaration {
        let maximum = schema.bound("maxLength")
        switch schema.openAPI["format"]?.stringValue {
        case "byte":
            return SchemaDeclaration(.bytes, maximumElements: maximum ?? maximumRequest - 2, minimumSize: 2)
        case "duration": return SchemaDeclaration(.duration, maximumElements: 32, minimumSize: 3)
        case "date": return SchemaDeclaration(.timestamp, maximumElements: 12, minimumSize: 12)
        case "date-time": return SchemaDeclaration(.timestamp, maximumElements: 32, minimumSize: 21)
        default: break
        }
        let values = schema.openAPI["enum"]?.arrayValue?.compactMap(\.stringValue) ?? []
        let longest = values.map { UInt64($0.utf8.count) }.max()
        return SchemaDeclaration(
            .string, maximumElements: maximum.map { $0 * 4 } ?? longest ?? maximumRequest - 2, minimumSize: 2)
    }
}

extension StructuralSchema {
    /// A bound among the keywords, at least 0 and small enough to reckon with.
    fileprivate func bound(_ keyword: String) -> UInt64? {
        openAPI[keyword]?.integerValue.map { UInt64(min(max($0, 0), 1 << 60)) }
    }
}

extension StructuralSchema.AdditionalProperties {
    var valueSchema: StructuralSchema? {
        if case .schema(let schema) = self { schema } else { nil }
    }
}
