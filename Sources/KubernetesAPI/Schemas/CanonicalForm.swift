import Effects
import JSON
import Machinery

/// One walk of a value along its message, as Go's decoder and encoder together would change it.
struct CanonicalForm {
    private(set) var unknownFields: [String] = []
    /// With the indices and keys of elements, for unknown fields.
    private var path: [String] = []
    /// Names of fields alone, as Go's errors show them.
    private var goPath: [String] = []
    /// The Go type that holds the field at hand.
    private var structure = ""

    mutating func resource(
        _ object: JSONObject, as message: BuiltInMessage
    ) throws(DecodingFailure) -> JSONObject {
        var rest = object
        var result = JSONObject()
        for name in ["apiVersion", "kind", "metadata"] {
            if let value = rest.removeValue(forKey: name) { result[name] = value }
        }
        for (name, value) in try self.object(rest, as: message, isResource: true) { result[name] = value }
        return result
    }

    private mutating func object(
        _ object: JSONObject, as message: BuiltInMessage, isResource: Bool = false
    ) throws(DecodingFailure) -> JSONObject {
        let outer = structure
        structure = message.name
        defer { structure = outer }
        var values = [JSONValue?](repeating: nil, count: message.fields.count)
        for (name, value) in object {
            guard let place = message.place(of: name) else {
                unknownFields.append((path + [path.isEmpty ? name : ".\(name)"]).joined())
                continue
            }
            guard !value.isNull else { continue }
            let field = message.fields[place]
            path.append(path.isEmpty ? name : ".\(name)")
            goPath.append(name)
            values[place] = try self.value(value, of: field)
            path.removeLast()
            goPath.removeLast()
        }
        var result = JSONObject()
        for (place, field) in message.fields.enumerated() where !(isResource && field.name == "metadata") {
            if let value = try complete(values[place], field) { result[field.name] = value }
        }
        return result
    }

    /// The value that is written for a field; `nil` where it is left out.
    private mutating func complete(
        _ value: JSONValue?, _ field: BuiltInMessage.Field
    ) throws(DecodingFailure) -> JSONValue? {
        let isUnset = value == nil || (field.shape != .pointer && value?.isZero == true)
        if isUnset, let fallback = field.notes.defaultValue {
            // A default is one of a structure that may have defaults itself.
            return try self.value(fallback, of: field)
        }
        if field.omitsEmpty {
            if let value, field.shape == .pointer || !value.isZero { return value }
            return nil
        }
        if let value { return value }
        guard field.shape == .value else { return nil }
        switch field.type {
        case .bool: return false
        case .int32, .int64, .double: return 0
        case .string: return ""
        case .message(let reference): return .object(try object([:], as: BuiltInMessage[reference]))
        default: return nil
        }
    }

    private mutating func value(
        _ value: JSONValue, of field: BuiltInMessage.Field
    ) throws(DecodingFailure) -> JSONValue {
        switch field.shape {
        case .list:
            guard case .array(let elements) = value else { throw mismatch(value, "[]\(field.type.goName)") }
            var result: [JSONValue] = []
            result.reserveCapacity(elements.count)
            for (index, element) in elements.enumerated() {
                path.append("[\(index)]")
                result.append(try single(element, field.type))
                path.removeLast()
            }
            return .array(result)
        case .map:
            guard case .object(let members) = value else { throw mismatch(value, "map[string]\(field.type.goName)") }
            // Most maps are of strings, which stay as they are.
            if field.type == .string, members.allSatisfy({ $0.value.stringValue != nil }) { return value }
            var result = JSONObject()
            for (key, member) in members {
                path.append("[\(key)]")
                result[key] = try single(member, field.type)
                path.removeLast()
            }
            return .object(result)
        case .value, .pointer, .inline:
            return try single(value, field.type)
        }
    }

    private mutating func single(
        _ value: JSONValue, _ type: MessageSchema.FieldType
    ) throws(DecodingFailure) -> JSONValue {
        switch (type, value) {
        case (.message(let reference), .object(let object)):
            return .object(try self.object(object, as: BuiltInMessage[reference]))
        case (_, .null): return try zero(of: type)
        case (.string, .string), (.bool, .bool), (.int64, .integer), (.double, .integer), (.double, .number):
            return value
        case (.int32, .integer(let number)):
            guard Int32(exactly: number) != nil else { throw mismatch(value, "int32") }
            return value
        case (.bytes, .string(let text)):
            if let problem = Base64.problem(in: text) { throw DecodingFailure(problem) }
            return value
        case (.strings, .array(let elements)):
            for element in elements where element.stringValue == nil { throw mismatch(element, "string") }
            return value
        case (.quantity, .string(let text)): return try quantity(text)
        case (.quantity, .integer), (.quantity, .number): return try quantity(value.text)
        case (.intOrString, .string): return value
        case (.intOrString, .integer(let number)):
            guard Int32(exactly: number) != nil else { throw Self.bareMismatch(value, "int32") }
            return value
        case (.intOrString, _): throw Self.bareMismatch(value, "int32")
        case (.time, .string(let text)), (.microTime, .string(let text)):
            guard let time = Timestamp(rfc3339: text) else {
                let layout = type == .time ? "2006-01-02T15:04:05Z07:00" : "2006-01-02T15:04:05.000000Z07:00"
                throw DecodingFailure(
                    "parsing time \"\(text)\" as \"\(layout)\": cannot parse \"\(text)\" as \"2006\"")
            }
            return .string(type == .time ? time.truncatedToSeconds.rfc3339 : time.rfc3339Micro)
        case (.time, _), (.microTime, _), (.duration, .integer), (.duration, .bool):
            throw Self.bareMismatch(value, "string")
        case (.duration, .string), (.json, _), (.schemaOrArray, _), (.schemaOrBool, _), (.schemaOrStrings, _):
            return value
        default: throw mismatch(value, type.goName)
        }
    }

    /// What `null` stands for in a list or a map.
    private mutating func zero(of type: MessageSchema.FieldType) throws(DecodingFailure) -> JSONValue {
        switch type {
        case .bool: false
        case .int32, .int64, .double, .intOrString: 0
        case .string: ""
        case .quantity: "0"
        case .duration: "0s"
        case .message(let reference): .object(try object([:], as: BuiltInMessage[reference]))
        case .bytes, .strings, .time, .microTime, .json, .schemaOrArray, .schemaOrBool, .schemaOrStrings: .null
        }
    }

    private func quantity(_ text: String) throws(DecodingFailure) -> JSONValue {
        do {
            return try .string(Quantity(parsing: text).description)
        } catch {
            throw DecodingFailure(error.message)
        }
    }

    // MARK: Errors in the words of Go's decoder

    private func mismatch(_ value: JSONValue, _ type: String) -> DecodingFailure {
        DecodingFailure(
            "json: cannot unmarshal \(Self.goName(of: value, for: type)) into Go struct field "
                + "\(structure).\(goPath.joined(separator: ".")) of type \(type)")
    }

    /// The words of types that decode themselves, which do not know where they stand.
    private static func bareMismatch(_ value: JSONValue, _ type: String) -> DecodingFailure {
        DecodingFailure("json: cannot unmarshal \(goName(of: value, for: type)) into Go value of type \(type)")
    }

    private static func goName(of value: JSONValue, for type: String) -> String {
        switch value {
        case .null: "null"
        case .bool: "bool"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        // A number that does not fit a number is shown.
        case .integer, .number: ["int32", "int64"].contains(type) ? "number \(value.text)" : "number"
        }
    }
}

extension JSONValue {
    /// Whether Go's `omitempty` leaves the value out.
    fileprivate var isZero: Bool {
        switch self {
        case .null: true
        case .bool(let value): !value
        case .integer(let value): value == 0
        case .number(let value): value.doubleValue == 0
        case .string(let text): text.isEmpty
        case .array(let elements): elements.isEmpty
        case .object(let members): members.isEmpty
        }
    }
}

extension MessageSchema.FieldType {
    /// The Go type in messages of its decoder. Kubernetes' types of versions are all in packages named `v1`.
    fileprivate var goName: String {
        switch self {
        case .bool: "bool"
        case .int32: "int32"
        case .int64: "int64"
        case .double: "float64"
        case .string: "string"
        case .bytes: "[]uint8"
        case .strings: "[]string"
        case .quantity: "resource.Quantity"
        case .intOrString: "intstr.IntOrString"
        case .time: "v1.Time"
        case .microTime: "v1.MicroTime"
        case .duration: "v1.Duration"
        case .json: "runtime.RawExtension"
        case .schemaOrArray, .schemaOrBool, .schemaOrStrings: "v1.JSONSchemaProps"
        case .message(let reference): "v1.\(BuiltInMessage[reference].name)"
        }
    }
}

extension Base64 {
    /// What is wrong with a text, as Go's `encoding/base64` says it; `nil` where nothing is.
    fileprivate static func problem(in text: String) -> String? {
        if decode(text) != nil { return nil }
        let alphabet: (UInt8) -> Bool = { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
                true
            default: false
            }
        }
        let bytes = Array(text.utf8)
        // A text of the right letters ends too early: Go points behind the last group of four.
        let place = bytes.firstIndex { !alphabet($0) && $0 != UInt8(ascii: "=") } ?? bytes.count / 4 * 4
        return "illegal base64 data at input byte \(place)"
    }
}
