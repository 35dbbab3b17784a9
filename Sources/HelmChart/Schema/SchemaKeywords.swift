import JSON

/// The members of a schema, with the complaints about those of the wrong type.
struct SchemaKeywords {
    private let object: JSONObject

    init(_ object: JSONObject) { self.object = object }

    subscript(name: String) -> JSONValue? { object[name] }

    static func invalidType(_ expected: String, _ name: String) -> ChartError {
        .schema("Invalid type. Expected: \(expected), given: \(name)")
    }

    func expectString(_ name: String) throws(ChartError) {
        _ = try string(name, complaint: Self.invalidType("string", name))
    }

    func string(_ name: String, complaint: ChartError) throws(ChartError) -> String? {
        guard let value = object[name] else { return nil }
        guard let text = value.stringValue else { throw complaint }
        return text
    }

    func bool(_ name: String) throws(ChartError) -> Bool? {
        guard let value = object[name] else { return nil }
        guard let flag = value.boolValue else { throw .schema("\(name) must be of a boolean") }
        return flag
    }

    func array(_ name: String) throws(ChartError) -> [JSONValue]? {
        guard let value = object[name] else { return nil }
        guard let elements = value.arrayValue else { throw .schema("\(name) must be of an array") }
        return elements
    }

    func schema(_ name: String) throws(ChartError) -> JSONValue? {
        guard let value = object[name] else { return nil }
        guard value.isSchema else { throw .schema("\(name) must be of an object") }
        return value
    }

    func count(_ name: String) throws(ChartError) -> Int? {
        guard let value = object[name] else { return nil }
        guard case .integer(let count) = value else { throw .schema("\(name) must be of an integer") }
        guard count >= 0 else { throw .schema("\(name) must be greater than or equal to 0") }
        return Int(count)
    }

    func number(_ name: String, complaint: ChartError) throws(ChartError) -> JSONValue? {
        guard let value = object[name] else { return nil }
        guard value.doubleValue?.isFinite == true else { throw complaint }
        return value
    }
}
