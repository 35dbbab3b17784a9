import JSON
import Machinery
import Synchronization

/// Structural schemas derived from the tables of messages and what is noted of them. Each message is derived once, and its
/// schema is part of all that hold it.
enum BuiltInSchemas {
    private struct Cache {
        var messages: [MessageSchema.Reference: StructuralSchema] = [:]
        var roots: [MessageSchema.Reference: StructuralSchema] = [:]
    }

    private static let cache = Mutex(Cache())

    /// Messages that contain themselves, and those that hold them: a schema that is no tree ends here.
    private static let recursive: Set = ["JSONSchemaProps"]

    static func root(of reference: MessageSchema.Reference) -> StructuralSchema? {
        cache.withLock { cache in
            if let known = cache.roots[reference] { return known }
            let schema = try? schema(of: BuiltInMessage[reference], isRoot: true, &cache)
            cache.roots[reference] = schema
            return schema
        }
    }

    private static func schema(
        of reference: MessageSchema.Reference, _ cache: inout Cache
    ) throws(DecodingFailure) -> StructuralSchema {
        if let known = cache.messages[reference] { return known }
        let schema = try schema(of: BuiltInMessage[reference], isRoot: false, &cache)
        cache.messages[reference] = schema
        return schema
    }

    private static func schema(
        of message: BuiltInMessage, isRoot: Bool, _ cache: inout Cache
    ) throws(DecodingFailure) -> StructuralSchema {
        var keywords: JSONObject = ["type": "object"]
        if !message.description.isEmpty { keywords["description"] = .string(message.description) }
        guard !recursive.contains(message.name) else {
            keywords["x-kubernetes-preserve-unknown-fields"] = true
            return try StructuralSchema(keywords: keywords)
        }
        if message.isAtomic { keywords["x-kubernetes-map-type"] = "atomic" }
        let fields = isRoot ? message.fields.filter { $0.name != "metadata" } : message.fields
        let required = fields.filter(\.isRequired).map(\.name).sorted()
        if !required.isEmpty { keywords["required"] = .array(required.map(JSONValue.string)) }
        var properties: [(name: String, schema: StructuralSchema)] = []
        for field in fields { properties.append((field.name, try schema(of: field, &cache))) }
        return try StructuralSchema(keywords: keywords, properties: properties)
    }

    private static func schema(
        of field: BuiltInMessage.Field, _ cache: inout Cache
    ) throws(DecodingFailure) -> StructuralSchema {
        var keywords: JSONObject = [:]
        let notes = field.notes
        if !notes.description.isEmpty { keywords["description"] = .string(notes.description) }
        if let value = notes.defaultValue { keywords["default"] = value }
        if let strategy = notes.patchStrategy { keywords["x-kubernetes-patch-strategy"] = .string(strategy) }
        if let key = notes.patchMergeKey { keywords["x-kubernetes-patch-merge-key"] = .string(key) }
        let value = try schema(of: field.type, values: notes.values, &cache)
        switch field.shape {
        case .list:
            keywords["type"] = "array"
            if notes.isSet { keywords["x-kubernetes-list-type"] = "set" }
            if notes.isAtomic { keywords["x-kubernetes-list-type"] = "atomic" }
            if !notes.listMapKeys.isEmpty {
                keywords["x-kubernetes-list-type"] = "map"
                keywords["x-kubernetes-list-map-keys"] = .array(notes.listMapKeys.map(JSONValue.string))
            }
            return try StructuralSchema(keywords: keywords, items: value)
        case .map:
            keywords["type"] = "object"
            if notes.isAtomic { keywords["x-kubernetes-map-type"] = "atomic" }
            return try StructuralSchema(keywords: keywords, additionalProperties: value)
        case .value, .pointer, .inline:
            if notes.isAtomic {
                keywords[field.type == .strings ? "x-kubernetes-list-type" : "x-kubernetes-map-type"] = "atomic"
            }
            return try value.adding(keywords)
        }
    }

    private static func schema(
        of type: MessageSchema.FieldType, values: [String], _ cache: inout Cache
    ) throws(DecodingFailure) -> StructuralSchema {
        if case .message(let reference) = type { return try schema(of: reference, &cache) }
        var keywords = Self.keywords(of: type)
        if !values.isEmpty { keywords["enum"] = .array(values.map(JSONValue.string)) }
        return try StructuralSchema(keywords: keywords, items: type == .strings ? string : nil)
    }

    private static let string = try? StructuralSchema(keywords: ["type": "string"])

    private static func keywords(of type: MessageSchema.FieldType) -> JSONObject {
        switch type {
        case .bool: ["type": "boolean"]
        case .int32: ["type": "integer", "format": "int32"]
        case .int64: ["type": "integer", "format": "int64"]
        case .double: ["type": "number", "format": "double"]
        case .string, .duration: ["type": "string"]
        // A format of its own, so that owners of fields may write it as a number.
        case .quantity: ["type": "string", "format": "quantity"]
        case .bytes: ["type": "string", "format": "byte"]
        case .strings: ["type": "array"]
        case .intOrString: ["x-kubernetes-int-or-string": true]
        case .time, .microTime: ["type": "string", "format": "date-time"]
        case .json, .message: ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
        case .schemaOrArray, .schemaOrBool, .schemaOrStrings: ["x-kubernetes-preserve-unknown-fields": true]
        }
    }
}
