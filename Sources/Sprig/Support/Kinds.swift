import GoTemplate

extension GoValue {
    /// The type as `printf "%T"` says it.
    var typeName: String {
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
    var kindName: String {
        switch self {
        case .null: "invalid"
        case .bool, .integer, .float, .string: typeName
        case .list: "slice"
        case .map: "map"
        case .object(let object) where object.typeName.hasPrefix("*"): "ptr"
        case .object(let object): object.entries == nil ? "struct" : "map"
        }
    }

    /// Whether the value is the zero value of its type, a length of zero, or nil; structs never are.
    var isEmpty: Bool {
        switch self {
        case .null: true
        case .bool(let value): !value
        case .integer(let value, _): value == 0
        case .float(let value): value == 0
        case .string(let string): string.count == 0
        case .list(let list): list.elements.isEmpty
        case .map(let map): map.values.isEmpty
        case .object(let object): object.entries?.values.isEmpty ?? false
        }
    }

    /// A list's elements.
    ///
    /// - Throws: For anything else, `complaint` and the kind; for nil, what Go says when it looks at the type of nil.
    func elements(orFailing complaint: String) throws(FunctionFailure) -> [GoValue] {
        switch self {
        case .list(let list): return list.elements
        case .null: throw .nilDereference
        default: throw FunctionFailure("\(complaint) \(kindName)")
        }
    }
}

extension FunctionFailure {
    static let nilDereference = FunctionFailure("runtime error: invalid memory address or nil pointer dereference")

    static func sliceBounds(_ what: String) -> FunctionFailure {
        FunctionFailure("runtime error: slice bounds out of range \(what)")
    }
}
