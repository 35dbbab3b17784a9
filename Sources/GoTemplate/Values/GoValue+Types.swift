extension GoValue {
    /// The type as `printf "%T"` says it.
    public var typeName: String {
        switch self {
        case .null: "<nil>"
        case .bool: "bool"
        case .integer(_, let type): type.rawValue
        case .float: "float64"
        case .string: "string"
        case .list(let list): "[]" + list.elementType.rawValue
        case .map(let map): "map[string]" + map.elementType.rawValue
        case .object(let object): object.typeName
        }
    }

    /// The kind as Go's `reflect.Kind` names it.
    public var kindName: String {
        switch self {
        case .null: "invalid"
        case .bool, .integer, .float, .string: typeName
        case .list: "slice"
        case .map: "map"
        case .object(let object) where object.typeName.hasPrefix("*"): "ptr"
        case .object(let object): object.entries == nil ? "struct" : "map"
        }
    }

    /// Whether templates take the value for true: it is no zero, no nil and not of length zero. Structs always are true.
    public var isTrue: Bool {
        switch self {
        case .null: false
        case .bool(let value): value
        case .integer(let value, _): value != 0
        case .float(let value): value != 0
        case .string(let string): string.count > 0
        case .list(let list): !list.elements.isEmpty
        case .map(let map): !map.values.isEmpty
        case .object(let object): object.entries.map { !$0.values.isEmpty } ?? true
        }
    }
}
