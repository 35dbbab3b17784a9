public import JSON

/// Reads the members of one object by name, each once; what was not asked for is `rest`.
public struct FieldDecoder {
    private let object: JSONObject
    private var known: [String] = []
    /// How many members were asked for: while it is below the count of the object, some are unknown.
    private var found = 0

    public init(_ json: JSONValue) throws(DecodingFailure) {
        guard let object = json.objectValue else { throw .expected("an object", found: json) }
        self.object = object
    }

    /// The member `key`, `nil` where it is absent or `null`.
    public mutating func optional<Value: JSONRepresentable>(
        _ key: String, as type: Value.Type = Value.self
    ) throws(DecodingFailure) -> Value? {
        known.append(key)
        guard let json = object[key] else { return nil }
        found += 1
        guard !json.isNull || type == JSONValue.self else { return nil }
        do {
            return try Value(json: json)
        } catch {
            throw error.nested(in: key)
        }
    }

    public mutating func required<Value: JSONRepresentable>(
        _ key: String, as type: Value.Type = Value.self
    ) throws(DecodingFailure) -> Value {
        guard let value = try optional(key, as: type) else { throw DecodingFailure(path: [key], "is required") }
        return value
    }

    /// The member `key`, or `fallback` where it is absent or `null`.
    public mutating func value<Value: JSONRepresentable>(
        _ key: String, default fallback: Value
    ) throws(DecodingFailure) -> Value {
        try optional(key) ?? fallback
    }

    /// Marks members as known that the type writes itself, such as `apiVersion` and `kind`.
    public mutating func ignore(_ keys: String...) {
        known.append(contentsOf: keys)
        found += keys.count { object[$0] != nil }
    }

    /// The members that were not asked for.
    public var rest: JSONObject {
        guard found < object.count else { return [:] }
        return JSONObject(
            uniqueKeysWithValues: object.lazy.filter { !known.contains($0.key) }.map { ($0.key, $0.value) })
    }
}

/// Writes the members of one object in order. Empty strings, lists and maps are left out, as with Go's `omitempty`.
public struct FieldEncoder {
    private var object = JSONObject()

    public init() {}

    public mutating func set<Value: JSONRepresentable>(_ key: String, _ value: Value?) {
        object[key] = value?.json
    }

    public mutating func setUnlessEmpty(_ key: String, _ value: String) {
        if !value.isEmpty { object[key] = .string(value) }
    }

    public mutating func setUnlessEmpty<Value: JSONRepresentable>(_ key: String, _ values: [Value]) {
        if !values.isEmpty { object[key] = values.json }
    }

    public mutating func setUnlessEmpty<Value: JSONRepresentable>(_ key: String, _ values: [String: Value]) {
        if !values.isEmpty { object[key] = values.json }
    }

    /// Leaves out a struct of which nothing is set.
    public mutating func setUnlessEmpty<Value: JSONRepresentable>(_ key: String, _ value: Value) {
        let json = value.json
        if json != .object([:]) { object[key] = json }
    }

    public func json(adding unknownFields: JSONObject) -> JSONValue {
        guard !unknownFields.isEmpty else { return .object(object) }
        var object = object
        for (key, value) in unknownFields where object[key] == nil { object[key] = value }
        return .object(object)
    }
}
