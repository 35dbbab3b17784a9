/// The operators of numbers, texts, times and lists. `nil` where there is none for the types.
enum Arithmetic {
    typealias Operation = @Sendable (CELValue, CELValue) throws(EvaluationError) -> CELValue?

    static let operations: [String: Operation] = [
        Operator.add: add, Operator.subtract: subtract, Operator.multiply: multiply, Operator.divide: divide,
        Operator.modulo: modulo,
        Operator.equals: { left, right throws(EvaluationError) in .bool(try equal(left, right)) },
        Operator.notEquals: { left, right throws(EvaluationError) in .bool(!(try equal(left, right))) },
        Operator.less: { left, right throws(EvaluationError) in try compare(left, right) { $0 < 0 } },
        Operator.lessEquals: { left, right throws(EvaluationError) in try compare(left, right) { $0 <= 0 } },
        Operator.greater: { left, right throws(EvaluationError) in try compare(left, right) { $0 > 0 } },
        Operator.greaterEquals: { left, right throws(EvaluationError) in try compare(left, right) { $0 >= 0 } },
        Operator.index: index,
        Operator.contains: contains,
    ]

    private static func equal(_ left: CELValue, _ right: CELValue) throws(EvaluationError) -> Bool {
        var steps = Bounds.steps
        let isEqual = left.isEqual(to: right, &steps)
        guard steps >= 0 else { throw .costExceeded }
        return isEqual
    }

    /// -1, 0 or 1; `nil` for values that have no order.
    static func order(_ left: CELValue, _ right: CELValue) -> Int? {
        switch (left, right) {
        case (.bool(let left), .bool(let right)): Numbers.order(left ? 1 : 0, right ? 1 : 0)
        case (.string(let left), .string(let right)):
            left.isSame(as: right) ? 0 : left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
        case (.bytes(let left), .bytes(let right)):
            left == right ? 0 : left.lexicographicallyPrecedes(right) ? -1 : 1
        case (.timestamp(let left), .timestamp(let right)): Numbers.order(left, right)
        case (.duration(let left), .duration(let right)): Numbers.order(left, right)
        default: Numbers.compare(left, right)
        }
    }

    private static func compare(
        _ left: CELValue, _ right: CELValue, _ holds: (Int) -> Bool
    ) throws(EvaluationError) -> CELValue? {
        if let order = order(left, right) { return .bool(holds(order)) }
        // Not-a-number is neither less nor greater than any number.
        return left.isNumber && right.isNumber ? .bool(false) : nil
    }

    @Sendable static func add(_ left: CELValue, _ right: CELValue) throws(EvaluationError) -> CELValue? {
        switch (left, right) {
        case (.int(let left), .int(let right)): return .int(try exact(left.addingReportingOverflow(right)))
        case (.uint(let left), .uint(let right)): return .uint(try exact(left.addingReportingOverflow(right)))
        case (.double(let left), .double(let right)): return .double(left + right)
        case (.string(let left), .string(let right)):
            try Bounds.check(text: left.utf8.count + right.utf8.count)
            return .string(left + right)
        case (.bytes(let left), .bytes(let right)):
            try Bounds.check(text: left.count + right.count)
            return .bytes(left + right)
        case (.list(let left), .list(let right)):
            try Bounds.check(elements: left.count + right.count)
            return .list(left.adding(right))
        case (.timestamp(let time), .duration(let duration)), (.duration(let duration), .timestamp(let time)):
            return .timestamp(try inRange(time.adding(duration)))
        case (.duration(let left), .duration(let right)):
            return .duration(try exactDuration(left.addingReportingOverflow(right)))
        default: return nil
        }
    }

    @Sendable static func subtract(_ left: CELValue, _ right: CELValue) throws(EvaluationError) -> CELValue? {
        switch (left, right) {
        case (.int(let left), .int(let right)): return .int(try exact(left.subtractingReportingOverflow(right)))
        case (.uint(let left), .uint(let right)): return .uint(try exact(left.subtractingReportingOverflow(right)))
        case (.double(let left), .double(let right)): return .double(left - right)
        case (.timestamp(let time), .duration(let duration)):
            return .timestamp(try inRange(time.subtracting(duration)))
        case (.timestamp(let left), .timestamp(let right)):
            guard let difference = left.since(right) else { throw EvaluationError("timestamp overflow") }
            return .duration(difference)
        case (.duration(let left), .duration(let right)):
            return .duration(try exactDuration(left.subtractingReportingOverflow(right)))
        default: return nil
        }
    }

    @Sendable static func multiply(_ left: CELValue, _ right: CELValue) throws(EvaluationError) -> CELValue? {
        switch (left, right) {
        case (.int(let left), .int(let right)): .int(try exact(left.multipliedReportingOverflow(by: right)))
        case (.uint(let left), .uint(let right)): .uint(try exact(left.multipliedReportingOverflow(by: right)))
        case (.double(let left), .double(let right)): .double(left * right)
        default: nil
        }
    }

    @Sendable static func divide(_ left: CELValue, _ right: CELValue) throws(EvaluationError) -> CELValue? {
        switch (left, right) {
        case (.int(let left), .int(let right)):
            guard right != 0 else { throw .divisionByZero }
            return .int(try exact(left.dividedReportingOverflow(by: right)))
        case (.uint(let left), .uint(let right)):
            guard right != 0 else { throw .divisionByZero }
            return .uint(left / right)
        case (.double(let left), .double(let right)): return .double(left / right)
        default: return nil
        }
    }

    @Sendable static func modulo(_ left: CELValue, _ right: CELValue) throws(EvaluationError) -> CELValue? {
        switch (left, right) {
        case (.int(let left), .int(let right)):
            guard right != 0 else { throw .modulusByZero }
            return .int(try exact(left.remainderReportingOverflow(dividingBy: right)))
        case (.uint(let left), .uint(let right)):
            guard right != 0 else { throw .modulusByZero }
            return .uint(left % right)
        default: return nil
        }
    }

    static func negate(_ value: CELValue) throws(EvaluationError) -> CELValue? {
        switch value {
        case .int(let value): .int(try exact(Int64(0).subtractingReportingOverflow(value)))
        case .double(let value): .double(-value)
        case .duration(let value): .duration(try exactDuration(Int64(0).subtractingReportingOverflow(value)))
        default: nil
        }
    }

    @Sendable static func index(_ container: CELValue, _ key: CELValue) throws(EvaluationError) -> CELValue? {
        switch container {
        case .list(let list):
            guard let index = place(key) else {
                throw EvaluationError("unsupported index type '\(key.type.runtimeName)' in list")
            }
            guard index >= 0, index < list.count else { throw EvaluationError("index out of bounds: \(index)") }
            return list[Int(index)]
        case .map(let map):
            guard let value = map[key] else { throw .noKey(key) }
            return value
        case .optional(let optional):
            guard let value = optional.value else { return CELValue.absent }
            return try optionalIndex(value, key)
        default: return nil
        }
    }

    static func optionalIndex(_ container: CELValue, _ key: CELValue) throws(EvaluationError) -> CELValue? {
        switch container {
        case .list(let list):
            guard let index = place(key), index >= 0, index < list.count else { return CELValue.absent }
            return .present(list[Int(index)])
        case .map(let map): return map[key].map(CELValue.present) ?? CELValue.absent
        case .optional(let optional):
            guard let value = optional.value else { return CELValue.absent }
            return try optionalIndex(value, key)
        default: return nil
        }
    }

    /// The whole number that an index is.
    private static func place(_ key: CELValue) -> Int64? {
        switch key {
        case .int(let value): value
        case .uint(let value): Int64(exactly: value) ?? .max
        case .double(let value): Int64(exactly: value)
        default: nil
        }
    }

    @Sendable static func contains(_ value: CELValue, _ container: CELValue) throws(EvaluationError) -> CELValue? {
        switch container {
        case .list(let list):
            var steps = Bounds.steps
            let isFound = list.contains(value, &steps)
            guard steps >= 0 else { throw .costExceeded }
            return .bool(isFound)
        case .map(let map): return .bool(map[value] != nil)
        default: return nil
        }
    }

    private static func exact(_ result: (partialValue: Int64, overflow: Bool)) throws(EvaluationError) -> Int64 {
        guard !result.overflow else { throw .integerOverflow }
        return result.partialValue
    }

    private static func exact(_ result: (partialValue: UInt64, overflow: Bool)) throws(EvaluationError) -> UInt64 {
        guard !result.overflow else { throw .unsignedOverflow }
        return result.partialValue
    }

    private static func exactDuration(
        _ result: (partialValue: Int64, overflow: Bool)
    ) throws(EvaluationError) -> Int64 {
        guard !result.overflow else { throw EvaluationError("duration overflow") }
        return result.partialValue
    }

    private static func inRange(_ time: Instant?) throws(EvaluationError) -> Instant {
        guard let time else { throw EvaluationError("timestamp overflow") }
        return time
    }
}

extension CELValue {
    fileprivate var isNumber: Bool {
        switch self {
        case .int, .uint, .double: true
        default: false
        }
    }
}
