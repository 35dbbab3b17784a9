import JSON
import Machinery
import YAML

/// Reads YAML into Go's structs as `sigs.k8s.io/yaml` does, with its words for what does not fit: a field is missing
/// where it is null, names differ in case at will, and numbers and booleans are texts where a text is wanted.
struct GoDecoder {
    /// The type in messages: `Metadata`, or `Dependency`.
    let type: String
    let object: JSONObject
    /// What messages put before the names of fields: the path to a struct in another, with a dot.
    var prefix = ""

    /// The object of a YAML text, empty for an empty text.
    ///
    /// - Throws: `chart`.
    static func object(in bytes: [UInt8], as type: String) throws(ChartError) -> JSONObject {
        switch try value(in: bytes) {
        case .null: return [:]
        case .object(let object): return object
        case let other: throw mismatch(other, "Go value of type \(type)")
        }
    }

    /// The value of the first document of a YAML text.
    static func value(in bytes: [UInt8]) throws(ChartError) -> JSONValue {
        do throws(YAMLError) {
            return try YAMLDocument.firstValue(in: bytes, duplicateKeys: .lastWins)
        } catch {
            throw ChartError(
                .chart, "error converting YAML to JSON: yaml: line \(error.position.line): \(error.message)")
        }
    }

    static func mismatch(_ value: JSONValue, _ target: String) -> ChartError {
        ChartError(
            .chart,
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal \(value.goKind) into \(target)")
    }

    func value(_ name: String) -> JSONValue? {
        let found = object[name] ?? object.first { $0.key.lowercased() == name.lowercased() }?.value
        guard let found, !found.isNull else { return nil }
        return found
    }

    func string(_ name: String) throws(ChartError) -> String {
        guard let value = value(name) else { return "" }
        return try text(value, name)
    }

    func strings(_ name: String) throws(ChartError) -> [String] {
        var texts: [String] = []
        for element in try elements(name, of: "[]string") {
            texts.append(element.isNull ? "" : try text(element, name))
        }
        return texts
    }

    func bool(_ name: String) throws(ChartError) -> Bool {
        guard let value = value(name) else { return false }
        guard let flag = value.boolValue else { throw mismatch(value, name, "bool") }
        return flag
    }

    func stringMap(_ name: String) throws(ChartError) -> [String: String] {
        guard let value = value(name) else { return [:] }
        guard let object = value.objectValue else { throw mismatch(value, name, "map[string]string") }
        var map: [String: String] = [:]
        for (key, member) in object { map[key] = member.isNull ? "" : try text(member, name) }
        return map
    }

    func elements(_ name: String, of type: String) throws(ChartError) -> [JSONValue] {
        guard let value = value(name) else { return [] }
        guard let elements = value.arrayValue else { throw mismatch(value, name, type) }
        return elements
    }

    /// The decoders of the elements of a list of structs.
    ///
    /// - Parameter nullComplaint: What Helm's validation says of an element that is null.
    func structs(_ name: String, of type: String, nullComplaint: String) throws(ChartError) -> [GoDecoder] {
        var decoders: [GoDecoder] = []
        for element in try elements(name, of: "[]*chart.\(type)") {
            switch element {
            case .null: throw .invalid(nullComplaint)
            case .object(let object): decoders.append(GoDecoder(type: type, object: object, prefix: "\(name)."))
            default: throw mismatch(element, name, "chart.\(type)")
            }
        }
        return decoders
    }

    private func text(_ value: JSONValue, _ name: String) throws(ChartError) -> String {
        switch value {
        case .string(let text): return text
        case .bool, .integer: return value.text
        case .number(let number): return number.doubleValue.goText
        case .null, .array, .object: throw mismatch(value, name, "string")
        }
    }

    private func mismatch(_ value: JSONValue, _ name: String, _ type: String) -> ChartError {
        Self.mismatch(value, "Go struct field \(self.type).\(prefix)\(name) of type \(type)")
    }
}
