public import Effects
public import JSON

extension String: FieldValue {
    public init?(json: JSONValue) {
        switch json {
        case .string(let value): self = value
        // Old releases answer some identifiers as numbers.
        case .integer(let value): self = String(value)
        default: return nil
        }
    }
    public var json: JSONValue { .string(self) }
}

extension Int: FieldValue {
    public init?(json: JSONValue) {
        switch json {
        case .integer(let value): self.init(value)
        case .string(let text): self.init(text)
        default: return nil
        }
    }
    public var json: JSONValue { .integer(Int64(self)) }
}

extension Double: FieldValue {
    public init?(json: JSONValue) {
        guard let value = json.doubleValue else { return nil }
        self = value
    }
    public var json: JSONValue { isFinite ? .number(JSONNumber(self)) : .null }
}

extension Bool: FieldValue {
    public init?(json: JSONValue) {
        switch json {
        case .bool(let value): self = value
        // Cinder writes "true" and "True".
        case .string(let text) where ["true", "false"].contains(text.lowercased()): self = text.lowercased() == "true"
        default: return nil
        }
    }
    public var json: JSONValue { .bool(self) }
}

extension JSONValue: FieldValue {
    public init?(json: JSONValue) { self = json }
    public var json: JSONValue { self }
}

extension Array: FieldValue where Element: FieldValue {
    public init?(json: JSONValue) {
        guard let values = json.arrayValue else { return nil }
        var elements: [Element] = []
        for value in values {
            guard let element = Element(json: value) else { return nil }
            elements.append(element)
        }
        self = elements
    }
    public var json: JSONValue { .array(map(\.json)) }
}

extension Dictionary: FieldValue where Key == String, Value: FieldValue {
    public init?(json: JSONValue) {
        guard let object = json.objectValue else { return nil }
        self.init()
        for (key, value) in object {
            guard let value = Value(json: value) else { return nil }
            self[key] = value
        }
    }

    /// In the order of the keys.
    public var json: JSONValue {
        .object(JSONObject(uniqueKeysWithValues: sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) }))
    }
}

extension Timestamp: FieldValue {
    /// RFC 3339, or without an offset, which then is UTC: services do both.
    public init?(json: JSONValue) {
        guard let text = json.stringValue, let time = Timestamp(rfc3339: text) ?? Timestamp(rfc3339: text + "Z") else {
            return nil
        }
        self = time
    }
    public var json: JSONValue { .string(rfc3339) }
}
