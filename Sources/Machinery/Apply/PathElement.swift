public import JSON

/// One step from a value into it, as the owners of fields are written down: `fieldpath.PathElement`.
public enum PathElement: Sendable {
    /// A member of an object.
    case field(String)
    /// The element of an associative list with these members, sorted by name.
    case key([Member])
    /// The element of a set.
    case value(JSONValue)
    /// An element by its place, which lists that merge do not use.
    case index(Int)

    public struct Member: Sendable {
        public var name: String
        public var value: JSONValue

        public init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The element of an associative list.
    public static func key(_ members: KeyValuePairs<String, JSONValue>) -> PathElement {
        .key(sorting: members.map { Member(name: $0.key, value: $0.value) })
    }

    static func key(sorting members: [Member]) -> PathElement {
        .key(members.count < 2 ? members : members.sorted { $0.name.byteOrder(to: $1.name) < 0 })
    }
}

// MARK: - Order

extension PathElement: Hashable, Comparable {
    public static func == (left: PathElement, right: PathElement) -> Bool { left.order(to: right) == 0 }

    /// The order in which elements are written: fields, keys, values and indices, each among themselves.
    public static func < (left: PathElement, right: PathElement) -> Bool { left.order(to: right) < 0 }

    /// Below zero where `self` comes first, zero where the two are the same.
    func order(to other: PathElement) -> Int {
        switch (self, other) {
        case (.field(let left), .field(let right)): left.byteOrder(to: right)
        case (.key(let left), .key(let right)): Self.order(left, right)
        case (.value(let left), .value(let right)): left.mergeOrder(to: right)
        case (.index(let left), .index(let right)): left < right ? -1 : left == right ? 0 : 1
        default: rank - other.rank
        }
    }

    private var rank: Int {
        switch self {
        case .field: 0
        case .key: 1
        case .value: 2
        case .index: 3
        }
    }

    private static func order(_ left: [Member], _ right: [Member]) -> Int {
        for (left, right) in zip(left, right) {
            let names = left.name.byteOrder(to: right.name)
            if names != 0 { return names }
            let values = left.value.mergeOrder(to: right.value)
            if values != 0 { return values }
        }
        return left.count - right.count
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(rank)
        switch self {
        case .field(let name): hasher.combine(name)
        case .key(let members):
            for member in members {
                hasher.combine(member.name)
                member.value.hashForMerge(into: &hasher)
            }
        case .value(let value): value.hashForMerge(into: &hasher)
        case .index(let index): hasher.combine(index)
        }
    }
}

extension PathElement: CustomStringConvertible {
    /// `.spec`, `[containerPort=80,protocol="TCP"]`, `[="a"]`, `[2]`, as conflicts name a field.
    public var description: String {
        switch self {
        case .field(let name): ".\(name)"
        case .key(let members):
            "[\(members.map { "\($0.name)=\($0.value.inFieldPath)" }.joined(separator: ","))]"
        case .value(let value): "[=\(value.inFieldPath)]"
        case .index(let index): "[\(index)]"
        }
    }
}

extension Sequence<PathElement> {
    /// `.spec.containers[name="a"].image`
    var fieldPath: String { reduce(into: "") { $0 += $1.description } }
}

// MARK: - Values in paths

extension String {
    /// Below zero where the bytes of `self` come first, zero where they are the same. `<` would compare by canonical
    /// equivalence, which Go does not know.
    func byteOrder(to other: String) -> Int {
        let fast = utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { right in
                for index in 0..<Swift.min(left.count, right.count) where left[index] != right[index] {
                    return Int(left[index]) - Int(right[index])
                }
                return left.count - right.count
            }
        }
        if let fast = fast ?? nil { return fast }
        if utf8.lexicographicallyPrecedes(other.utf8) { return -1 }
        return utf8.elementsEqual(other.utf8) ? 0 : 1
    }
}

extension JSONValue {
    /// A total order of values: numbers by what they are worth, then texts, booleans, lists, objects, and null.
    fileprivate func mergeOrder(to other: JSONValue) -> Int {
        switch (self, other) {
        case (.integer(let left), .integer(let right)): return left < right ? -1 : left == right ? 0 : 1
        case (.string(let left), .string(let right)): return left.byteOrder(to: right)
        case (.bool(let left), .bool(let right)): return left == right ? 0 : left ? 1 : -1
        case (.array(let left), .array(let right)):
            for (left, right) in zip(left, right) {
                let order = left.mergeOrder(to: right)
                if order != 0 { return order }
            }
            return left.count - right.count
        case (.object(let left), .object(let right)):
            for (left, right) in zip(left.sortedByKey(), right.sortedByKey()) {
                let names = left.key.byteOrder(to: right.key)
                if names != 0 { return names }
                let values = left.value.mergeOrder(to: right.value)
                if values != 0 { return values }
            }
            return left.count - right.count
        default:
            guard mergeRank == 0, other.mergeRank == 0, let left = doubleValue, let right = other.doubleValue else {
                return mergeRank - other.mergeRank
            }
            return left < right ? -1 : left == right ? 0 : 1
        }
    }

    private var mergeRank: Int {
        switch self {
        case .integer, .number: 0
        case .string: 1
        case .bool: 2
        case .array: 3
        case .object: 4
        case .null: 5
        }
    }

    /// Equal values have one hash; containers, which no key should be, share one for each type.
    fileprivate func hashForMerge(into hasher: inout Hasher) {
        hasher.combine(mergeRank)
        switch self {
        case .integer, .number: hasher.combine(doubleValue)
        case .string(let text): hasher.combine(text)
        case .bool(let value): hasher.combine(value)
        case .array, .object, .null: break
        }
    }

    fileprivate var inFieldPath: String {
        switch self {
        case .array(let elements): "[\(elements.map(\.inFieldPath).joined(separator: ","))]"
        case .object(let object): object.sortedByKey().map { "\($0.key)=\($0.value.inFieldPath)" }.joined()
        default: inFieldError
        }
    }
}
