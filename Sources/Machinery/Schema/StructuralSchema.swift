public import JSON

/// The schema of a custom resource, or of a value inside one: OpenAPI v3 as CustomResourceDefinitions restrict it (KEP-1693),
/// ready to default, prune and validate values.
///
/// Reading one is lenient: `violations(at:)` tells what Kubernetes would refuse a CustomResourceDefinition for. A schema is
/// immutable and shared. It is nested at most `maximumDepth` levels deep, which bounds how deep walks of values recurse.
public final class StructuralSchema: Sendable {
    /// The most levels that a schema may have.
    public static let maximumDepth = 200

    public enum ValueType: String, Sendable, CaseIterable {
        case array, boolean, integer, number, object, string
    }

    /// What members beyond the named properties may be.
    public enum AdditionalProperties: Sendable {
        case anything
        case schema(StructuralSchema)
    }

    public enum ListType: String, Sendable, CaseIterable { case atomic, set, map }
    public enum MapType: String, Sendable, CaseIterable { case atomic, granular }

    /// The schema as it was written, `JSONSchemaProps` with every keyword.
    public let openAPI: JSONValue

    /// `nil` where the schema gives none, or one that does not exist.
    public let type: ValueType?
    public let isNullable: Bool
    public let defaultValue: JSONValue?
    public let description: String
    public let properties: [String: StructuralSchema]
    /// The names of the properties as they were written.
    public let propertyNames: [String]
    public let additionalProperties: AdditionalProperties?
    public let items: StructuralSchema?
    /// `x-kubernetes-int-or-string`
    public let isIntOrString: Bool
    /// `x-kubernetes-preserve-unknown-fields`
    public let preservesUnknownFields: Bool
    /// `x-kubernetes-embedded-resource`
    public let isEmbeddedResource: Bool
    /// `x-kubernetes-list-type`
    public let listType: ListType?
    /// `x-kubernetes-list-map-keys`
    public let listMapKeys: [String]
    /// `x-kubernetes-map-type`
    public let mapType: MapType?
    /// `x-kubernetes-validations`, as written; nothing evaluates them here.
    public let validations: [JSONValue]

    let rules: ValueRules
    /// Whether the schema or one below it is of a whole resource.
    let hasEmbeddedResources: Bool
    /// Whether the schema or one below it is of a list whose elements are unique.
    let hasUniqueLists: Bool
    /// Whether the schema or one below it has a default.
    let hasDefaults: Bool
    /// The properties with a default of their own, in order.
    let defaultedProperties: [(name: String, value: JSONValue)]

    /// Reads an OpenAPI v3 schema (`JSONSchemaProps`).
    ///
    /// - Throws: `DecodingFailure` where a keyword has a value of the wrong type, or the schema is nested too deeply.
    public convenience init(openAPI json: JSONValue) throws(DecodingFailure) {
        try self.init(json, depth: 1)
    }

    private convenience init(_ json: JSONValue, depth: Int) throws(DecodingFailure) {
        guard depth <= Self.maximumDepth else {
            throw DecodingFailure("the schema is nested more than \(Self.maximumDepth) levels deep")
        }
        let keywords = try SchemaKeywords(json) { json throws(DecodingFailure) in
            try StructuralSchema(json, depth: depth + 1)
        }
        let (names, properties) = try keywords.schemas(named: "properties")
        try self.init(
            json, keywords,
            Parts(
                propertyNames: names, properties: properties,
                additionalProperties: try keywords.additionalProperties(),
                // A list of schemas, which OpenAPI v3 does not have, is a violation.
                items: keywords.json("items")?.objectValue == nil ? nil : try keywords.schema("items")))
    }

    /// The schemas that one is made of, besides those of the logical keywords.
    struct Parts {
        var propertyNames: [String] = []
        var properties: [String: StructuralSchema] = [:]
        var additionalProperties: AdditionalProperties?
        var items: StructuralSchema?
    }

    init(_ json: JSONValue, _ parser: SchemaKeywords, _ parts: Parts) throws(DecodingFailure) {
        openAPI = json
        type = try parser.value("type", as: String.self).flatMap(ValueType.init)
        isNullable = try parser.flag("nullable")
        defaultValue = parser.json("default")
        description = try parser.value("description") ?? ""
        propertyNames = parts.propertyNames
        properties = parts.properties
        additionalProperties = parts.additionalProperties
        items = parts.items
        isIntOrString = try parser.flag("x-kubernetes-int-or-string")
        preservesUnknownFields = try parser.flag("x-kubernetes-preserve-unknown-fields")
        isEmbeddedResource = try parser.flag("x-kubernetes-embedded-resource")
        listType = try parser.value("x-kubernetes-list-type", as: String.self).flatMap(ListType.init)
        listMapKeys = try parser.value("x-kubernetes-list-map-keys") ?? []
        mapType = try parser.value("x-kubernetes-map-type", as: String.self).flatMap(MapType.init)
        validations = try parser.value("x-kubernetes-validations") ?? []
        rules = try ValueRules(parser)

        let properties = parts.properties
        defaultedProperties = parts.propertyNames.compactMap { name in
            properties[name]?.defaultValue.map { (name, $0) }
        }
        hasDefaults =
            defaultValue != nil || (items?.hasDefaults ?? false) || properties.contains { $0.value.hasDefaults }
            || (additionalProperties?.schema?.hasDefaults ?? false)
        hasEmbeddedResources =
            isEmbeddedResource || (items?.hasEmbeddedResources ?? false)
            || properties.contains { $0.value.hasEmbeddedResources }
            || (additionalProperties?.schema?.hasEmbeddedResources ?? false)
        hasUniqueLists =
            listType == .set || listType == .map || (items?.hasUniqueLists ?? false)
            || properties.contains { $0.value.hasUniqueLists }
            || (additionalProperties?.schema?.hasUniqueLists ?? false)
    }

    /// The schema of the member `name` of an object; `nil` where the schema does not know it.
    func member(_ name: String) -> StructuralSchema? {
        properties[name] ?? additionalProperties?.schema
    }
}

extension StructuralSchema.AdditionalProperties {
    var schema: StructuralSchema? {
        if case .schema(let schema) = self { schema } else { nil }
    }
}

/// The rules for a value that are not its structure.
struct ValueRules: Sendable {
    let format: String
    let enumeration: [JSONValue]
    let maximum: NumberBound?
    let minimum: NumberBound?
    let exclusiveMaximum: Bool
    let exclusiveMinimum: Bool
    let multipleOf: NumberBound?
    let maxLength: Int64?
    let minLength: Int64?
    let pattern: SchemaPattern
    let maxItems: Int64?
    let minItems: Int64?
    let maxProperties: Int64?
    let minProperties: Int64?
    let required: [String]
    let allOf: [StructuralSchema]
    let anyOf: [StructuralSchema]
    let oneOf: [StructuralSchema]
    let not: StructuralSchema?

    init(_ parser: SchemaKeywords) throws(DecodingFailure) {
        format = try parser.value("format") ?? ""
        enumeration = try parser.value("enum") ?? []
        maximum = try parser.value("maximum")
        minimum = try parser.value("minimum")
        exclusiveMaximum = try parser.flag("exclusiveMaximum")
        exclusiveMinimum = try parser.flag("exclusiveMinimum")
        multipleOf = try parser.value("multipleOf")
        maxLength = try parser.value("maxLength")
        minLength = try parser.value("minLength")
        pattern = SchemaPattern(try parser.value("pattern") ?? "")
        maxItems = try parser.value("maxItems")
        minItems = try parser.value("minItems")
        maxProperties = try parser.value("maxProperties")
        minProperties = try parser.value("minProperties")
        required = try parser.value("required") ?? []
        allOf = try parser.schemas(listed: "allOf")
        anyOf = try parser.schemas(listed: "anyOf")
        oneOf = try parser.schemas(listed: "oneOf")
        not = try parser.schema("not")
    }
}

/// A bound of numbers, exact where it is whole.
struct NumberBound: JSONRepresentable {
    let json: JSONValue
    let integer: Int64?
    let double: Double

    init(json: JSONValue) throws(DecodingFailure) {
        guard let double = json.doubleValue else { throw .expected("a number", found: json) }
        self.json = json
        self.double = double
        integer = json.integerValue ?? Int64(exactly: double)
    }
}
