import JSON

/// A list, made by an expression or lying in a JSON document, whose elements become values when they are looked at.
enum ListValue: Sendable {
    case native([CELValue])
    case json([JSONValue], SchemaDeclaration?)

    var count: Int {
        switch self {
        case .native(let elements): elements.count
        case .json(let elements, _): elements.count
        }
    }

    /// - Parameter index: In bounds.
    subscript(index: Int) -> CELValue {
        switch self {
        case .native(let elements): elements[index]
        case .json(let elements, let declaration): CELValue(elements[index], declaration?.element)
        }
    }

    var elements: [CELValue] {
        switch self {
        case .native(let elements): elements
        case .json(let elements, let declaration): elements.map { CELValue($0, declaration?.element) }
        }
    }

    /// What the schema says of the list itself.
    var declaration: SchemaDeclaration? {
        if case .json(_, let declaration) = self { declaration } else { nil }
    }
}

/// A key of a map. Numbers that are equal are one key.
enum MapKey: Sendable, Hashable {
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case string(String)

    /// `nil` for what cannot be a key.
    init?(_ value: CELValue) {
        switch value {
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .uint(let value): self = Int64(exactly: value).map(MapKey.int) ?? .uint(value)
        case .double(let value):
            if let whole = Int64(exactly: value) {
                self = .int(whole)
            } else if let whole = UInt64(exactly: value) {
                self = .uint(whole)
            } else {
                return nil
            }
        case .string(let value): self = .string(value)
        default: return nil
        }
    }
}

/// The members of a map that an expression made, in the order they were added.
struct NativeMap: Sendable {
    private(set) var entries: [(key: CELValue, value: CELValue)] = []
    private var places: [MapKey: Int] = [:]

    subscript(key: MapKey) -> CELValue? { places[key].map { entries[$0].value } }

    /// - Returns: Whether the key is new; where it is not, its value stays.
    mutating func insert(_ value: CELValue, for key: CELValue) throws(EvaluationError) -> Bool {
        let mapKey = try Self.mapKey(key)
        guard places[mapKey] == nil else { return false }
        places[mapKey] = entries.count
        entries.append((key, value))
        return true
    }

    /// Of several values for one key, the last one stays.
    mutating func set(_ value: CELValue, for key: CELValue) throws(EvaluationError) {
        guard let place = places[try Self.mapKey(key)] else {
            _ = try insert(value, for: key)
            return
        }
        entries[place].value = value
    }

    mutating func remove(_ key: CELValue) {
        guard let mapKey = MapKey(key), let place = places.removeValue(forKey: mapKey) else { return }
        entries.remove(at: place)
        for (other, index) in places where index > place { places[other] = index - 1 }
    }

    private static func mapKey(_ key: CELValue) throws(EvaluationError) -> MapKey {
        if case .double = key { throw EvaluationError("unsupported key type: double") }
        guard let mapKey = MapKey(key) else {
            throw EvaluationError("unsupported key type: \(key.type.runtimeName)")
        }
        return mapKey
    }
}

/// A map, made by an expression or lying in a JSON document.
enum MapValue: Sendable {
    case native(NativeMap)
    case json(JSONObject, SchemaDeclaration?)

    /// The declaration where the value is an object with named fields.
    var objectDeclaration: SchemaDeclaration? {
        if case .json(_, let declaration?) = self, declaration.kind == .object { declaration } else { nil }
    }

    var count: Int {
        switch self {
        case .native(let map): map.entries.count
        case .json(let object, _): object.count
        }
    }

    subscript(key: CELValue) -> CELValue? {
        switch self {
        case .native(let map): MapKey(key).flatMap { map[$0] }
        case .json(let object, let declaration):
            if case .string(let name) = key { Self.member(name, of: object, declaration) } else { nil }
        }
    }

    /// The field of an object by its escaped name, or the member of a map by its key.
    subscript(field name: String) -> CELValue? {
        switch self {
        case .native(let map): map[.string(name)]
        case .json(let object, let declaration): Self.member(name, of: object, declaration)
        }
    }

    private static func member(_ name: String, of object: JSONObject, _ declaration: SchemaDeclaration?) -> CELValue? {
        guard let declaration else { return object[name].map { CELValue($0, nil) } }
        if declaration.kind == .map { return object[name].map { CELValue($0, declaration.element) } }
        guard let field = declaration.fields[name] else { return nil }
        return object[field.propertyName].map { CELValue($0, field.declaration) }
    }

    var entries: [(key: CELValue, value: CELValue)] {
        switch self {
        case .native(let map): return map.entries
        case .json(let object, let declaration):
            guard let declaration, declaration.kind == .object else {
                return object.map { (.string($0.key), CELValue($0.value, declaration?.element)) }
            }
            return object.map { name, value in
                let escaped = FieldName.escape(name)
                let field = escaped.flatMap { declaration.fields[$0]?.declaration }
                return (.string(escaped ?? name), CELValue(value, field))
            }
        }
    }
}
