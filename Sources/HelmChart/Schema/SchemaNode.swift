import JSON
import RE2

/// A schema that has been read.
final class SchemaNode {
    /// What a schema says that is `true` or `false`.
    var pass: Bool?
    /// What `$ref` leads to. Up to draft 7 nothing beside it counts.
    var reference: SchemaNode?
    var referenceStandsAlone = true
    var types: [String] = []

    var properties: [(name: String, schema: SchemaNode)] = []
    var patternProperties: [(pattern: RegularExpression, schema: SchemaNode)] = []
    var additionalProperties: Rest?
    var propertyNames: SchemaNode?
    var required: [String] = []
    var dependencies: [String: Dependency] = [:]
    var minProperties: Int?
    var maxProperties: Int?

    /// The schema of all items.
    var items: SchemaNode?
    /// The schemas of the first items.
    var prefixItems: [SchemaNode] = []
    var additionalItems: Rest?
    var contains: SchemaNode?
    var minItems: Int?
    var maxItems: Int?
    var uniqueItems = false

    var multipleOf: JSONValue?
    var minimum: JSONValue?
    var maximum: JSONValue?
    var exclusiveMinimum: JSONValue?
    var exclusiveMaximum: JSONValue?

    var minLength: Int?
    var maxLength: Int?
    var pattern: RegularExpression?
    /// Nil also where formats are annotations.
    var format: String?

    /// As JSON with sorted keys and canonical numbers, as `enum` is.
    var constant: String?
    var enumeration: [String] = []
    var anyOf: [SchemaNode] = []
    var oneOf: [SchemaNode] = []
    var allOf: [SchemaNode] = []
    var not: SchemaNode?
    var condition: SchemaNode?
    var consequence: SchemaNode?
    var alternative: SchemaNode?

    /// What there may be beyond what is named.
    enum Rest {
        case allowed(Bool)
        case schema(SchemaNode)
    }

    enum Dependency {
        case properties([String])
        case schema(SchemaNode)
    }
}

/// The versions of JSON Schema, as far as they differ here.
enum SchemaDraft: Int, Comparable {
    case draft4 = 4
    case draft6 = 6
    case draft7 = 7
    /// No version is named: everything up to draft 7 holds, also the forms of draft 4.
    case any = 8
    /// 2019-09 and 2020-12.
    case modern = 9

    static func < (left: SchemaDraft, right: SchemaDraft) -> Bool { left.rawValue < right.rawValue }

    /// - Parameter url: What `$schema` says. One that is not known stands for any version.
    init(url: String?) {
        var url = url ?? ""
        if url.hasSuffix("#") { url.removeLast() }
        switch url {
        case "http://json-schema.org/draft-04/schema": self = .draft4
        case "http://json-schema.org/draft-06/schema": self = .draft6
        case "http://json-schema.org/draft-07/schema": self = .draft7
        case "https://json-schema.org/draft/2019-09/schema", "https://json-schema.org/draft/2020-12/schema":
            self = .modern
        default: self = .any
        }
    }
}
