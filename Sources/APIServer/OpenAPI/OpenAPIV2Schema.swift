import JSON

/// Schemas of OpenAPI 3.0 as OpenAPI 2.0 can say them, by the rules of Kubernetes for CustomResourceDefinitions.
///
/// What 2.0 cannot say is left out, so the result takes in everything that the original does. Where clients would misread a
/// half of a schema (`kubectl` knows no nullable values, no lists without items and no open objects with properties), the
/// value is left untyped, which to them is anything.
enum OpenAPIV2Schema {
    private static let keywords: Set<String> = [
        "additionalProperties", "default", "description", "enum", "example", "exclusiveMaximum", "exclusiveMinimum",
        "externalDocs", "format", "items", "maxItems", "maxLength", "maxProperties", "maximum", "minItems", "minLength",
        "minProperties", "minimum", "multipleOf", "pattern", "properties", "readOnly", "required", "title", "type",
        "uniqueItems",
    ]

    /// The schema of a whole kind. Of one that is open at its root nothing is told: whatever is, `kubectl` would take the rest
    /// for unknown fields.
    static func definition(_ schema: JSONValue) -> JSONValue {
        guard isOpen(schema) else { return converted(schema) }
        var open: JSONObject = ["type": "object"]
        open["description"] = schema["description"]
        open["x-kubernetes-group-version-kind"] = schema["x-kubernetes-group-version-kind"]
        return .object(open)
    }

    /// A schema inside another; the schemas of custom resources are bounded in depth.
    static func converted(_ schema: JSONValue) -> JSONValue {
        guard let original = schema.objectValue else { return schema }
        if let reference = reference(in: original) {
            var result: JSONObject = [:]
            result["description"] = original["description"]
            for (key, value) in original where key.hasPrefix("x-") { result[key] = value }
            result["$ref"] = .string(reference)
            return .object(result)
        }
        var result = JSONObject()
        for (key, value) in original where keywords.contains(key) || key.hasPrefix("x-") { result[key] = value }
        let isNullable = original["nullable"]?.boolValue == true
        let isOpen = isOpen(schema)
        if isNullable || isOpen {
            result["items"] = nil
            result["properties"] = nil
        }
        if isNullable || isOpen && result["type"] == "object" || result["type"] == "array" && result["items"] == nil {
            result["type"] = nil
        }
        convertMembers(of: &result)
        return .object(result)
    }

    private static func convertMembers(of schema: inout JSONObject) {
        if let properties = schema["properties"]?.objectValue {
            let nullable = Set(properties.filter { $0.value["nullable"]?.boolValue == true }.map(\.key))
            if !nullable.isEmpty, let required = schema["required"]?.arrayValue {
                let rest = required.filter { $0.stringValue.map { !nullable.contains($0) } ?? true }
                schema["required"] = rest.isEmpty ? nil : .array(rest)
            }
            schema["properties"] = .object(
                JSONObject(uniqueKeysWithValues: properties.map { ($0.key, converted($0.value)) }))
        }
        if let items = schema["items"] { schema["items"] = converted(items) }
        if let additional = schema["additionalProperties"], additional.objectValue != nil {
            if additional["nullable"]?.boolValue == true { schema["required"] = nil }
            schema["additionalProperties"] = converted(additional)
        }
    }

    private static func isOpen(_ schema: JSONValue) -> Bool {
        schema["x-kubernetes-preserve-unknown-fields"]?.boolValue == true
    }

    /// The schema that this one stands for: by `$ref`, or by an `allOf` around one that gives it words of its own.
    private static func reference(in schema: JSONObject) -> String? {
        let all = schema["allOf"]?.arrayValue ?? []
        let text = schema["$ref"]?.stringValue ?? (all.count == 1 ? all[0]["$ref"]?.stringValue : nil)
        let prefix = "#/components/schemas/"
        guard let text, text.hasPrefix(prefix) else { return nil }
        return "#/definitions/" + text.dropFirst(prefix.count)
    }
}
