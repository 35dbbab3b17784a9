import JSON
import Machinery

/// `v1` ConfigMap.
enum ConfigMapKind {
    static let definition: ResourceDefinition = {
        let names = ResourceType(group: "", version: "v1", kind: "ConfigMap", plural: "configmaps", shortNames: ["cm"])
        var definition = ResourceDefinition.builtIn(
            names,
            columns: [
                .name,
                .count("Data", description: "The number of entries.") {
                    $0.count(at: "data") + $0.count(at: "binaryData")
                },
                .age,
            ])
        definition.rules.validate = { object, old in
            DataRules.validateKeys(object, ["data", "binaryData"], sizeField: "")
                + DataRules.validateImmutability(of: object, since: old, ["data", "binaryData"])
        }
        return definition
    }()
}

/// The rules that ConfigMaps and Secrets share.
enum DataRules {
    /// The most bytes that the entries may have together.
    static let maximumBytes = 1024 * 1024

    /// - Parameters:
    ///   - fields: Those with entries. All but a field named `data` on its own hold text; bytes count as they are.
    ///   - sizeField: The field that is blamed where the entries are too large together.
    static func validateKeys(_ object: Unstructured, _ fields: [String], sizeField: String) -> [FieldError] {
        var errors: [FieldError] = []
        var keys: Set<String> = []
        var size = 0
        for field in fields {
            let isText = field == "data" && fields.count > 1
            for (key, value) in object.fields[field]?.objectValue ?? [:] {
                let path = "\(field)[\(key)]"
                errors += NameRule.configMapKey.problems(in: key).map { .invalid(path, .string(key), $0) }
                if !keys.insert(key).inserted {
                    errors.append(.invalid(path, .string(key), "duplicate of key present in data"))
                }
                let text = value.stringValue ?? ""
                size += isText ? text.utf8.count : decodedCount(text)
            }
        }
        if size > maximumBytes { errors.append(.tooLong(sizeField, maximum: maximumBytes)) }
        return errors
    }

    /// How many bytes a text in base 64 stands for.
    private static func decodedCount(_ text: String) -> Int {
        text.utf8.count / 4 * 3 - text.utf8.suffix(2).count { $0 == UInt8(ascii: "=") }
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
