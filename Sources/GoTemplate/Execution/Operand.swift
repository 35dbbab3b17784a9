/// A value as Go's reflection sees it in an execution.
struct Operand {
    var value: GoValue
    /// Whether the value stands in an `interface{}`, as elements of maps and lists do, which Go's errors tell of. Null that
    /// does is a nil interface; null that does not is no value at all.
    var isBoxed = false

    /// No value, not even a nil one.
    static var none: Operand { Operand(value: .null) }

    init(value: GoValue, isBoxed: Bool = false) {
        self.value = value
        self.isBoxed = isBoxed
    }

    /// What a function or field gives, whose type must be an interface if that is nil.
    init(result: GoValue) {
        value = result
        if case .null = result { isBoxed = true }
    }

    /// An element of a map or list.
    init(element: GoValue, of type: GoElementType) {
        value = element
        isBoxed = type == .any
    }

    /// The value out of its interface.
    var unboxed: Operand { Operand(value: value) }

    var isNull: Bool { if case .null = value { true } else { false } }

    /// Whether there is no value at all.
    var isNone: Bool { isNull && !isBoxed }

    /// The type as an error tells it that does not look into interfaces.
    var staticTypeName: String { isBoxed ? "interface {}" : value.typeName }
}

extension GoElementType {
    /// What a map or list gives for an element that it does not have.
    var zero: Operand {
        switch self {
        case .any: Operand(value: .null, isBoxed: true)
        case .string: Operand(value: .string(""))
        case .int: Operand(value: .integer(0, .int))
        case .uint8: Operand(value: .integer(0, .uint8))
        case .map: Operand(value: .map(GoMap()))
        }
    }
}

extension GoValue {
    /// The map that this is, also as an object of a map's type.
    var entries: GoMap? {
        switch self {
        case .map(let map): map
        case .object(let object): object.entries
        default: nil
        }
    }
}
