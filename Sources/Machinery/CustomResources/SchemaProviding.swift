public import JSON

/// A type whose JSON form has a structural schema, as a CRD carries it (OpenAPI v3, apiextensions.k8s.io/v1).
public protocol SchemaProviding {
    static var schema: JSONValue { get }
}

/// Reads the schema texts of generated code.
public enum SchemaText {
    /// The schema that `text` describes, with `{"$ref": "Name", …}` replaced by the named schema; members beside `$ref`
    /// override those of the schema they refer to.
    ///
    /// - Parameters:
    ///   - text: A JSON text that the generator wrote.
    ///   - references: The schemas of the types that `text` refers to.
    public static func schema(_ text: StaticString, references: [String: JSONValue] = [:]) -> JSONValue {
        resolve(parse(text), references)
    }

    /// - Precondition: `text` is JSON. The generator writes it, and a test reads the schema of every type.
    static func parse(_ text: StaticString) -> JSONValue {
        do {
            return try JSONValue(parsing: text.withUTF8Buffer { [UInt8]($0) })
        } catch {
            preconditionFailure("generated text is not JSON: \(error)")
        }
    }

    private static func resolve(_ value: JSONValue, _ references: [String: JSONValue]) -> JSONValue {
        switch value {
        case .array(let elements): return .array(elements.map { resolve($0, references) })
        case .object(let object):
            guard let name = object["$ref"]?.stringValue else {
                return .object(
                    JSONObject(uniqueKeysWithValues: object.lazy.map { ($0.key, resolve($0.value, references)) }))
            }
            guard var schema = references[name]?.objectValue else { preconditionFailure("no schema is named \(name)") }
            for (key, member) in object where key != "$ref" { schema[key] = member }
            return .object(schema)
        default: return value
        }
    }
}
