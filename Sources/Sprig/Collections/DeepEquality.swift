import GoTemplate

extension GoValue {
    /// As Go's `reflect.DeepEqual`: types, values and all that they contain; nil is no empty list.
    func isDeeplyEqual(to other: GoValue, _ walk: Walk) throws(FunctionFailure) -> Bool {
        let walk = try walk.descending()
        switch (self, other) {
        case (.null, .null): return true
        case (.bool(let left), .bool(let right)): return left == right
        case (.integer(let left, let leftType), .integer(let right, let rightType)):
            return left == right && leftType == rightType
        case (.float(let left), .float(let right)): return left == right
        case (.string(let left), .string(let right)): return left.bytes == right.bytes
        case (.list(let left), .list(let right)): return try Self.areEqual(left, right, walk)
        case (.map(let left), .map(let right)): return try Self.areEqual(left, right, walk)
        case (.object(let left), .object(let right)):
            return left.typeName == right.typeName && left.printed == right.printed
        default: return false
        }
    }

    private static func areEqual(_ left: GoList, _ right: GoList, _ walk: Walk) throws(FunctionFailure) -> Bool {
        guard left.elementType == right.elementType, left.isNil == right.isNil,
            left.elements.count == right.elements.count
        else { return false }
        for (left, right) in zip(left.elements, right.elements) where try !left.isDeeplyEqual(to: right, walk) {
            return false
        }
        return true
    }

    private static func areEqual(_ left: GoMap, _ right: GoMap, _ walk: Walk) throws(FunctionFailure) -> Bool {
        if left === right { return true }
        guard left.elementType == right.elementType, left.values.count == right.values.count else { return false }
        for (key, value) in left.values {
            guard let other = right.values[key], try value.isDeeplyEqual(to: other, walk) else { return false }
        }
        return true
    }
}
