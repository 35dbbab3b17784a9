public import GoTemplate
public import JSON

extension JSONValue {
    /// The value for templates: integers are `int64`, all other numbers `float64`.
    public var goValue: GoValue {
        switch self {
        case .null: .null
        case .bool(let value): .bool(value)
        case .integer(let value): .integer(value, .int64)
        case .number(let number): .float(number.doubleValue)
        case .string(let text): .text(text)
        case .array(let elements): .list(GoList(elements.map(\.goValue)))
        case .object(let object): .map(object.goMap)
        }
    }
}

extension JSONObject {
    /// A new map for templates; see `JSONValue.goValue`.
    public var goMap: GoMap {
        var values: [String: GoValue] = [:]
        values.reserveCapacity(count)
        for (key, value) in self { values[key] = value.goValue }
        return GoMap(values)
    }
}
