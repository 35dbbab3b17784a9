import JSON
import Machinery

/// `v1` ConfigMap.
enum ConfigMapKind {
    static let definition: ResourceDefinition = {
        let names = ResourceType(group: "", version: "v1", kind: "ConfigMap", plural: "configmaps", shortNames: ["cm"])
        var definition = ResourceDefinition.builtIn(
            names, schema: schema,
            columns: [
                .name,
                .count("Data", description: "The number of entries.") {
                    $0.count(at: "data") + $0.count(at: "binaryData")
                },
                .age,
            ])
        definition.rules.validate = { object, old in
            DataRules.validateKeys(object, ["data", "binaryData"])
                + DataRules.validateImmutability(of: object, since: old, ["data", "binaryData"])
        }
        return definition
    }()

    private static let schema: StaticString = #"""
        {"description": "Configuration as texts under keys.", "type": "object", "properties": {
        "data": {"description": "The texts.", "type": "object", "additionalProperties": {"type": "string"}},
        "binaryData": {"description": "Bytes, in base 64.", "type": "object", "additionalProperties": {"type": "string", "format": "byte"}},
        "immutable": {"description": "Whether the entries can no longer change.", "type": "boolean"}
        }}
        """#
}

/// The rules that ConfigMaps and Secrets share.
enum DataRules {
    /// The most bytes that the entries may have together.
    static let maximumBytes = 1024 * 1024

    static func validateKeys(_ object: Unstructured, _ fields: [String]) -> [FieldError] {
        var errors: [FieldError] = []
        var keys: Set<String> = []
        var size = 0
        for field in fields {
            for (key, value) in object.fields[field]?.objectValue ?? [:] {
                let path = "\(field)[\(key)]"
                errors += NameRule.configMapKey.problems(in: key).map { .invalid(path, .string(key), $0) }
                if !keys.insert(key).inserted {
                    errors.append(.invalid(path, .string(key), "duplicate of key present in data"))
                }
                size += value.stringValue?.utf8.count ?? 0
            }
        }
        if size > maximumBytes { errors.append(.tooLong("", maximum: maximumBytes)) }
        return errors
    }

    static func validateImmutability(of object: Unstructured, since old: Unstructured?, _ fields: [String])
        -> [FieldError]
    {
        guard let old, old.fields["immutable"]?.boolValue == true else { return [] }
        var errors: [FieldError] = []
        if object.fields["immutable"]?.boolValue != true {
            errors.append(.forbidden("immutable", "field is immutable when `immutable` is set"))
        }
        for field in fields where (object.fields[field] ?? [:]) != (old.fields[field] ?? [:]) {
            errors.append(.forbidden(field, "field is immutable when `immutable` is set"))
        }
        return errors
    }
}
