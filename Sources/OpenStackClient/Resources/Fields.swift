public import JSON

/// A value of a field, in both directions.
public protocol FieldValue: Sendable {
    /// `nil` where the value is of another kind.
    init?(json: JSONValue)
    var json: JSONValue { get }
}

/// Something a service answers. Fields that it does not know do not matter.
public protocol CloudResource: FieldValue {
    /// - Throws: `FieldError` where a field is missing that a resource cannot be without, or is of another kind.
    init(_ fields: Fields) throws
}

extension CloudResource {
    public init?(json: JSONValue) {
        guard let object = json.objectValue, let value = try? Self(Fields(object)) else { return nil }
        self = value
    }

    /// Resources are read; they are not written back.
    public var json: JSONValue { .null }
}

/// A text out of a set that the cloud may extend.
public protocol OpenName: FieldValue, Hashable, RawRepresentable, ExpressibleByStringLiteral, CustomStringConvertible
where RawValue == String {
    init(rawValue: String)
}

extension OpenName {
    public init(stringLiteral value: String) { self.init(rawValue: value) }
    public init?(json: JSONValue) {
        guard let text = json.stringValue else { return nil }
        self.init(rawValue: text)
    }
    public var json: JSONValue { .string(rawValue) }
    public var description: String { rawValue }
}

/// The fields of an object that a service answered.
public struct Fields: Sendable {
    private let object: JSONObject

    public init(_ object: JSONObject) {
        self.object = object
    }

    /// A field that must be there.
    public subscript<Value: FieldValue>(name: String) -> Value {
        get throws {
            guard let value: Value = try self[optional: name] else { throw FieldError(name: name, problem: .missing) }
            return value
        }
    }

    /// A field that may be missing or `null`.
    public subscript<Value: FieldValue>(optional name: String) -> Value? {
        get throws {
            guard let json = object[name], !json.isNull else { return nil }
            if let type = Value.self as? any CloudResource.Type, let object = json.objectValue {
                return try type.init(Fields(object)) as? Value
            }
            guard let value = Value(json: json) else { throw FieldError(name: name, problem: .otherKind) }
            return value
        }
    }

    public subscript<Value: FieldValue>(name: String, default value: Value) -> Value {
        get throws { try self[optional: name] ?? value }
    }

    /// The field as it is.
    public func raw(_ name: String) -> JSONValue? { object[name] }

    /// The fields that hold text, but for those of a schema.
    func texts(except known: Set<String>) -> [String: String] {
        var texts: [String: String] = [:]
        for (name, value) in object where !known.contains(name) { texts[name] = value.stringValue }
        return texts
    }

    /// The fields of an object in the field; none where it is missing or no object.
    public func nested(_ name: String) -> Fields { Fields(object[name]?.objectValue ?? JSONObject()) }
}

public struct FieldError: Error, Sendable, CustomStringConvertible {
    enum Problem: Sendable { case missing, otherKind }
    let name: String
    let problem: Problem

    public var description: String {
        problem == .missing
            ? "the field \"\(name)\" is missing" : "the field \"\(name)\" is of another kind than expected"
    }
}

extension JSONObject {
    /// Sets a field where there is a value; leaves it out where there is none.
    mutating func set(_ name: String, _ value: (some FieldValue)?) {
        if let value { self[name] = value.json }
    }
}
