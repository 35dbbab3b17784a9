/// Comparisons by Go's kinds: integers with and without sign compare with each other, floats only with floats.
struct Comparison {
    private static let badType = FunctionFailure("invalid type for comparison")
    private static let incompatible = FunctionFailure("incompatible types for comparison")

    private let call: any FunctionCall

    init(_ call: any FunctionCall) { self.call = call }

    /// - Parameter values: At least one, and two for all but `eq`.
    func compare(_ relation: BuiltIn, _ values: [GoValue]) throws(FunctionFailure) -> Bool {
        guard values.count > 1 else { throw FunctionFailure("missing argument for comparison") }
        switch relation {
        case .ne: return try !isEqual(values[0], values[1])
        case .lt: return try isLess(values[0], values[1])
        case .le: return try isAtMost(values[0], values[1])
        case .gt: return try !isAtMost(values[0], values[1])
        case .ge: return try !isLess(values[0], values[1])
        default:
            for value in values.dropFirst() where try isEqual(values[0], value) { return true }
            return false
        }
    }

    private func isAtMost(_ left: GoValue, _ right: GoValue) throws(FunctionFailure) -> Bool {
        if try isLess(left, right) { return true }
        return try isEqual(left, right)
    }

    private func isEqual(_ left: GoValue, _ right: GoValue) throws(FunctionFailure) -> Bool {
        switch (left, right) {
        case (.bool(let left), .bool(let right)): return left == right
        case (.integer(let left, let leftType), .integer(let right, let rightType)):
            return Self.widened(left, leftType) == Self.widened(right, rightType)
        case (.float(let left), .float(let right)): return left == right
        case (.string(let left), .string(let right)): return left == right
        case (.null, .null): return true
        case (.null, .list(let list)), (.list(let list), .null): return list.isNil
        case (.null, _), (_, .null): return false
        case (.list, .list), (.map, .map), (.object, .object): return try isEqualReference(left, right)
        case (.list, .map), (.map, .list), (.object, .list), (.object, .map), (.list, .object), (.map, .object):
            return try isEqualReference(left, right)
        default: throw Self.incompatible
        }
    }

    /// Lists, maps and objects, most of which Go cannot compare.
    private func isEqualReference(_ left: GoValue, _ right: GoValue) throws(FunctionFailure) -> Bool {
        guard left.kindName == right.kindName else {
            throw FunctionFailure(
                "non-comparable types \(try text(left)): \(left.typeName), \(right.typeName): \(try printed(right))")
        }
        switch (left, right) {
        case (.list(let left), .list(let right)) where left.isNil || right.isNil: return left.isNil == right.isNil
        case (.object(let left), .object(let right)) where left.entries == nil && right.entries == nil:
            return left.typeName == right.typeName && left.printed == right.printed
        default:
            throw FunctionFailure("non-comparable type \(try text(right)): \(right.typeName)")
        }
    }

    private func printed(_ value: GoValue) throws(FunctionFailure) -> String {
        try GoFormat.printed(value, call).text
    }

    private func text(_ value: GoValue) throws(FunctionFailure) -> String {
        try GoFormat.formatted("%s", [value], call).text
    }

    private func isLess(_ left: GoValue, _ right: GoValue) throws(FunctionFailure) -> Bool {
        guard left.isBasic, right.isBasic else { throw Self.badType }
        switch (left, right) {
        case (.bool, .bool): throw Self.badType
        case (.integer(let left, let leftType), .integer(let right, let rightType)):
            return Self.widened(left, leftType) < Self.widened(right, rightType)
        case (.float(let left), .float(let right)): return left < right
        case (.string(let left), .string(let right)):
            return left.precedes(right)
        default: throw Self.incompatible
        }
    }

    private static func widened(_ value: Int64, _ type: GoIntegerType) -> Int128 {
        type.isUnsigned ? Int128(UInt64(bitPattern: value)) : Int128(value)
    }
}

extension GoValue {
    /// Whether Go has an order or at least an equality for values of the kind.
    fileprivate var isBasic: Bool {
        switch self {
        case .bool, .integer, .float, .string: true
        case .null, .list, .map, .object: false
        }
    }
}
