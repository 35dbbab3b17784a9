import JSON

/// Short forms for writing OpenAPI schemas.
enum Schema {
    static func string(_ description: String, format: String? = nil) -> JSONValue {
        scalar("string", description, format)
    }

    static func integer(_ description: String, format: String = "int64") -> JSONValue {
        scalar("integer", description, format)
    }

    static func boolean(_ description: String) -> JSONValue {
        scalar("boolean", description, nil)
    }

    static func array(_ description: String, of items: JSONValue) -> JSONValue {
        ["type": "array", "description": .string(description), "items": items]
    }

    static func map(_ description: String, of values: JSONValue) -> JSONValue {
        ["type": "object", "description": .string(description), "additionalProperties": values]
    }

    /// A named schema in a place where it needs words of its own.
    static func reference(_ name: String, _ description: String) -> JSONValue {
        ["description": .string(description), "allOf": [reference(name)]]
    }

    static func reference(_ name: String) -> JSONValue {
        ["$ref": .string("#/components/schemas/\(name)")]
    }

    static func object(_ description: String, required: [String] = [], _ properties: [(String, JSONValue)]) -> JSONValue
    {
        var schema: JSONObject = ["type": "object", "description": .string(description)]
        if !required.isEmpty { schema["required"] = .array(required.map(JSONValue.string)) }
        schema["properties"] = .object(JSONObject(uniqueKeysWithValues: properties))
        return .object(schema)
    }

    private static func scalar(_ type: String, _ description: String, _ format: String?) -> JSONValue {
        var schema: JSONObject = ["type": .string(type), "description": .string(description)]
        if let format { schema["format"] = .string(format) }
        return .object(schema)
    }
}

extension JSONValue {
    /// The schema with one more member, such as an `x-kubernetes-` extension.
    func with(_ key: String, _ value: JSONValue) -> JSONValue {
        var object = objectValue ?? [:]
        object[key] = value
        return .object(object)
    }
}
