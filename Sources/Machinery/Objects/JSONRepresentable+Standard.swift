public import Effects
public import JSON

extension DecodingFailure {
    static func expected(_ what: String, found json: JSONValue) -> DecodingFailure {
        let found =
            switch json {
            case .null: "null"
            case .bool: "a boolean"
            case .integer, .number: "a number"
            case .string: "a string"
            case .array: "a list"
            case .object: "an object"
            }
        return DecodingFailure("expected \(what), found \(found)")
    }
}

extension JSONValue: JSONRepresentable {
    public init(json: JSONValue) { self = json }
    public var json: JSONValue { self }
}

extension JSONObject: JSONRepresentable {
    public init(json: JSONValue) throws(DecodingFailure) {
        guard let object = json.objectValue else { throw .expected("an object", found: json) }
        self = object
    }
    public var json: JSONValue { .object(self) }
}

extension String: JSONRepresentable {
    public init(json: JSONValue) throws(DecodingFailure) {
        guard let value = json.stringValue else { throw .expected("a string", found: json) }
        self = value
    }
    public var json: JSONValue { .string(self) }
}

extension Bool: JSONRepresentable {
    public init(json: JSONValue) throws(DecodingFailure) {
        guard let value = json.boolValue else { throw .expected("a boolean", found: json) }
        self = value
    }
    public var json: JSONValue { .bool(self) }
}

extension Int64: JSONRepresentable {
    public init(json: JSONValue) throws(DecodingFailure) {
        guard let value = json.integerValue else { throw .expected("a whole number", found: json) }
        self = value
    }
    public var json: JSONValue { .integer(self) }
}

extension Int32: JSONRepresentable {
    public init(json: JSONValue) throws(DecodingFailure) {
        let wide = try Int64(json: json)
        guard let value = Int32(exactly: wide) else {
            throw DecodingFailure("\(wide) is out of the range of 32-bit integers")
        }
        self = value
    }
    public var json: JSONValue { .integer(Int64(self)) }
}

extension Timestamp: JSONRepresentable {
    public init(json: JSONValue) throws(DecodingFailure) {
        let text = try String(json: json)
        guard let value = Timestamp(rfc3339: text) else { throw DecodingFailure("expected an RFC 3339 timestamp") }
        self = value
    }
    public var json: JSONValue { .string(rfc3339) }
}

extension Array: JSONRepresentable where Element: JSONRepresentable {
    public init(json: JSONValue) throws(DecodingFailure) {
        guard let elements = json.arrayValue else { throw .expected("a list", found: json) }
        self = []
        reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            do {
                append(try Element(json: element))
            } catch {
                throw error.nested(in: "[\(index)]")
            }
        }
    }
    public var json: JSONValue { .array(map(\.json)) }
}

/// Written with sorted keys, so that nothing is ordered by hash.
extension Dictionary: JSONRepresentable where Key == String, Value: JSONRepresentable {
    public init(json: JSONValue) throws(DecodingFailure) {
        guard let object = json.objectValue else { throw .expected("an object", found: json) }
        self = [:]
        for (key, value) in object {
            do {
                self[key] = try Value(json: value)
            } catch {
                throw error.nested(in: key)
            }
        }
    }
    public var json: JSONValue {
        .object(JSONObject(uniqueKeysWithValues: sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) }))
    }
}

extension RawRepresentable where RawValue == String, Self: JSONRepresentable {
    public init(json: JSONValue) throws(DecodingFailure) {
        let text = try String(json: json)
        guard let value = Self(rawValue: text) else { throw DecodingFailure("unsupported value \"\(text)\"") }
        self = value
    }
    public var json: JSONValue { .string(rawValue) }
}
