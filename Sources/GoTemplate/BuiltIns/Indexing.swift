/// `index`, `slice` and `len`.
enum Indexing {
    static func index(_ item: Operand, _ indexes: ArraySlice<Operand>) throws(FunctionFailure) -> Operand {
        guard !item.isNull else { throw FunctionFailure("index of untyped nil") }
        var item = item.unboxed
        for index in indexes {
            switch item.value {
            case .null: throw FunctionFailure("index of nil pointer")
            case .string(let string):
                let place = try place(index.value, limit: string.count)
                guard place < string.count else { throw FunctionFailure("reflect: string index out of range") }
                item = Operand(value: .integer(Int64(string.byte(at: place)), .uint8))
            case .list(let list):
                let place = try place(index.value, limit: list.elements.count)
                guard place < list.elements.count else { throw FunctionFailure("reflect: slice index out of range") }
                item = Operand(element: list.elements[place], of: list.elementType)
            default:
                guard let map = item.value.entries else {
                    throw FunctionFailure("can't index item of type \(item.value.pointedTypeName)")
                }
                item = try entry(index.value, of: map)
            }
        }
        return item
    }

    private static func entry(_ key: GoValue, of map: GoMap) throws(FunctionFailure) -> Operand {
        switch key {
        case .null: throw FunctionFailure("value is nil; should be of type string")
        case .string(let key):
            guard let value = map.values[key.text] else { return map.elementType.zero }
            return Operand(element: value, of: map.elementType)
        default: throw FunctionFailure("value has type \(key.typeName); should be string")
        }
    }

    /// An index from zero up to a limit, which Go allows here, and then refuses as an index but not as an end.
    private static func place(_ index: GoValue, limit: Int) throws(FunctionFailure) -> Int {
        switch index {
        case .integer(let value, _):
            guard value >= 0, value <= limit else { throw FunctionFailure("index out of range: \(value)") }
            return Int(value)
        case .null: throw FunctionFailure("cannot index slice/array with nil")
        default: throw FunctionFailure("cannot index slice/array with type \(index.typeName)")
        }
    }

    /// - Parameter indexes: None out of an interface, which Go does not look into here.
    static func slice(
        _ item: GoValue, _ indexes: ArraySlice<Operand>, _ call: any FunctionCall
    ) throws(FunctionFailure) -> Operand {
        if case .null = item { throw FunctionFailure("slice of untyped nil") }
        guard indexes.count <= 3 else { throw FunctionFailure("too many slice indexes: \(indexes.count)") }
        let count: Int
        switch item {
        case .string(let string):
            guard indexes.count < 3 else { throw FunctionFailure("cannot 3-index slice a string") }
            count = string.count
        case .list(let list): count = list.elements.count
        default: throw FunctionFailure("can't slice item of type \(item.typeName)")
        }
        var bounds = [0, count, count]
        for (place, index) in indexes.enumerated() {
            if index.isBoxed { throw FunctionFailure("cannot index slice/array with type interface {}") }
            bounds[place] = try self.place(index.value, limit: count)
        }
        for place in 0..<max(1, indexes.count - 1) where bounds[place] > bounds[place + 1] {
            throw FunctionFailure("invalid slice index: \(bounds[place]) > \(bounds[place + 1])")
        }
        switch item {
        case .string(let string):
            try call.charge(bytes: bounds[1] - bounds[0])
            return Operand(value: .string(string.slice(bounds[0]..<bounds[1])))
        case .list(var list):
            try call.charge(bytes: (bounds[1] - bounds[0]) * MemoryLayout<GoValue>.stride)
            list.elements = Array(list.elements[bounds[0]..<bounds[1]])
            return Operand(value: .list(list))
        default: return .none
        }
    }

    static func length(_ item: Operand) throws(FunctionFailure) -> Int {
        switch item.value {
        case .null where item.isBoxed: throw FunctionFailure("len of nil pointer")
        case .null: throw FunctionFailure("reflect: call of reflect.Value.Type on zero Value")
        case .string(let string): return string.count
        case .list(let list): return list.elements.count
        default:
            guard let map = item.value.entries else {
                throw FunctionFailure("len of type \(item.value.pointedTypeName)")
            }
            return map.values.count
        }
    }
}

extension GoValue {
    /// The type, or what it points to.
    fileprivate var pointedTypeName: String {
        typeName.hasPrefix("*") ? String(typeName.dropFirst()) : typeName
    }
}
