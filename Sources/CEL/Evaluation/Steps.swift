import RE2

/// The closures that programs are made of. Every one charges what cel-go charges for it.
enum Steps {
    static func slot(_ slot: Int, _ name: String) -> Step {
        { frame throws(EvaluationError) in
            try frame.charge(1)
            if let value = frame.slots[slot] {
                if frame.failures.isEmpty { return value }
                if let failure = frame.failures[slot] { throw failure }
                return value
            }
            throw frame.failures[slot] ?? EvaluationError("no such attribute(s): \(name)")
        }
    }

    static func select(_ operand: @escaping Step, _ field: String) -> Step {
        { frame throws(EvaluationError) in
            let container = try operand(&frame)
            try frame.charge(1)
            switch container {
            case .map(let map):
                guard let value = map[field: field] else { throw EvaluationError("no such key: \(field)") }
                return value
            case .optional(let optional):
                guard let inner = optional.value else { return CELValue.absent }
                return try optionalField(inner, field)
            default: throw .noOverload
            }
        }
    }

    static func test(_ operand: @escaping Step, _ field: String) -> Step {
        { frame throws(EvaluationError) in
            switch try operand(&frame) {
            case .map(let map): return .bool(map[field: field] != nil)
            case .optional(let optional):
                guard case .map(let map)? = optional.value else { return .bool(false) }
                return .bool(map[field: field] != nil)
            default: throw .noOverload
            }
        }
    }

    static func optionalSelect(_ operand: @escaping Step, _ field: String) -> Step {
        { frame throws(EvaluationError) in
            var container = try operand(&frame)
            if case .optional(let optional) = container {
                guard let inner = optional.value else { return CELValue.absent }
                container = inner
            }
            let value = try optionalField(container, field)
            // What is not there costs nothing.
            if case .optional(.some) = value { try frame.charge(1) }
            return value
        }
    }

    /// The left side where it has a value, or else the right one, which is not evaluated before. What is no optional value
    /// is taken for one that is there, as by cel-go.
    static func optionalOr(_ left: @escaping Step, _ right: @escaping Step, unwraps: Bool) -> Step {
        { frame throws(EvaluationError) in
            let value = try left(&frame)
            guard case .optional(let optional) = value else { return value }
            guard let inner = optional.value else { return try right(&frame) }
            return unwraps ? inner : value
        }
    }

    private static func optionalField(_ container: CELValue, _ field: String) throws(EvaluationError) -> CELValue {
        guard case .map(let map) = container else { throw .noOverload }
        return map[field: field].map(CELValue.present) ?? CELValue.absent
    }

    /// `&&` and `||`: a decisive side makes the errors of the other one go away.
    static func logical(_ left: @escaping Step, _ right: @escaping Step, decisive: Bool) -> Step {
        { frame throws(EvaluationError) in
            var failure: EvaluationError?
            for side in [left, right] {
                do throws(EvaluationError) {
                    guard case .bool(let value) = try side(&frame) else { throw .noOverload }
                    if value == decisive { return .bool(decisive) }
                } catch {
                    if error.isCancellation { throw error }
                    if failure == nil { failure = error }
                }
            }
            if let failure { throw failure }
            return .bool(!decisive)
        }
    }

    static func conditional(_ condition: @escaping Step, _ first: @escaping Step, _ second: @escaping Step) -> Step {
        { frame throws(EvaluationError) in
            guard case .bool(let holds) = try condition(&frame) else { throw .noOverload }
            return holds ? try first(&frame) : try second(&frame)
        }
    }

    static func notStrictlyFalse(_ operand: @escaping Step) -> Step {
        { frame throws(EvaluationError) in
            var value = CELValue.bool(true)
            do throws(EvaluationError) {
                let found = try operand(&frame)
                if case .bool = found { value = found }
            } catch {
                if error.isCancellation { throw error }
            }
            try frame.charge(1)
            return value
        }
    }

    /// An element of a list or a member of a map. As a way to a value it is charged once its container is known.
    static func index(
        _ operation: @escaping Arithmetic.Operation, _ container: @escaping Step, _ key: @escaping Step
    ) -> Step {
        { frame throws(EvaluationError) in
            let one = try container(&frame)
            let other = try key(&frame)
            try frame.charge(1)
            guard let result = try operation(one, other) else { throw .noOverload }
            return result
        }
    }

    static func binary(
        _ operation: @escaping Arithmetic.Operation, _ left: @escaping Step, _ right: @escaping Step,
        cost: @escaping @Sendable (CELValue, CELValue) -> UInt64
    ) -> Step {
        { frame throws(EvaluationError) in
            let one: CELValue
            do throws(EvaluationError) {
                one = try left(&frame)
            } catch {
                try chargeFailure(&frame, error, right, cost)
                throw error
            }
            let other: CELValue
            do throws(EvaluationError) {
                other = try right(&frame)
            } catch {
                if !error.isCancellation { try frame.charge(cost(one, .null)) }
                throw error
            }
            try frame.charge(cost(one, other))
            guard let result = try operation(one, other) else { throw .noOverload }
            return result
        }
    }

    /// After an error on the left, cel-go evaluates the right side too, and charges the call.
    private static func chargeFailure(
        _ frame: inout Frame, _ error: EvaluationError, _ right: Step, _ cost: (CELValue, CELValue) -> UInt64
    ) throws(EvaluationError) {
        if error.isCancellation { throw error }
        var other = CELValue.null
        do throws(EvaluationError) {
            other = try right(&frame)
        } catch {
            if error.isCancellation { throw error }
        }
        try frame.charge(cost(.null, other))
    }

    /// - Parameter isChargedFirst: Whether the cost, which then does not depend on the result, is charged before the work.
    static func call(
        _ implementation: @escaping FunctionLibrary.Implementation, _ arguments: [Step],
        cost: @escaping @Sendable ([CELValue], CELValue) -> UInt64, isChargedFirst: Bool = false
    ) -> Step {
        { frame throws(EvaluationError) in
            let values = try evaluate(arguments, &frame, cost)
            if isChargedFirst {
                try frame.charge(cost(values, .null))
                guard let result = try implementation(values) else { throw .noOverload }
                return result
            }
            let result: CELValue
            do throws(EvaluationError) {
                guard let value = try implementation(values) else { throw .noOverload }
                result = value
            } catch {
                if !error.isCancellation { try frame.charge(cost(values, .null)) }
                throw error
            }
            try frame.charge(cost(values, result))
            return result
        }
    }

    /// The arguments of a call. Of one or two, cel-go evaluates all and charges the call whether or not they are errors; of
    /// more, it evaluates none past an error.
    private static func evaluate(
        _ arguments: [Step], _ frame: inout Frame, _ cost: ([CELValue], CELValue) -> UInt64
    ) throws(EvaluationError) -> [CELValue] {
        var values: [CELValue] = []
        values.reserveCapacity(arguments.count)
        var failure: EvaluationError?
        for argument in arguments {
            do throws(EvaluationError) {
                values.append(try argument(&frame))
            } catch {
                if error.isCancellation { throw error }
                if failure == nil { failure = error }
                values.append(.null)
                if arguments.count > 2 { break }
            }
        }
        if let failure {
            if values.count == arguments.count { try frame.charge(cost(values, .null)) }
            throw failure
        }
        return values
    }

    static func matches(_ operand: @escaping Step, _ expression: RegularExpression, patternSize: Int) -> Step {
        let patternCost = CallCost.scaled(UInt64(patternSize), 0.25)
        return { frame throws(EvaluationError) in
            let value = try operand(&frame)
            guard case .string(let text) = value else { throw .noOverload }
            try frame.charge(CallCost.scaled(value.size + 1, 0.1) * patternCost)
            return .bool(expression.matches(text))
        }
    }

    static func containsConstant(_ operand: @escaping Step, _ list: ListValue) -> Step {
        { frame throws(EvaluationError) in
            .bool(list.contains(try operand(&frame)))
        }
    }

    static func list(_ elements: [Step], _ optionals: Set<Int>) -> Step {
        { frame throws(EvaluationError) in
            var values: [CELValue] = []
            values.reserveCapacity(elements.count)
            for (place, element) in elements.enumerated() {
                let value = try element(&frame)
                guard optionals.contains(place) else {
                    values.append(value)
                    continue
                }
                guard case .optional(let optional) = value else {
                    throw EvaluationError("cannot initialize optional list element from non-optional value")
                }
                if let inner = optional.value { values.append(inner) }
            }
            try frame.charge(10)
            return .list(values)
        }
    }

    static func map(_ keys: [Step], _ values: [Step], _ isOptional: [Bool]) -> Step {
        { frame throws(EvaluationError) in
            var map = NativeMap()
            for (place, keyStep) in keys.enumerated() {
                let key = try keyStep(&frame)
                var value = try values[place](&frame)
                if isOptional[place] {
                    guard case .optional(let optional) = value else {
                        throw EvaluationError(
                            "cannot initialize optional entry '\(key.inError)' from non-optional value")
                    }
                    guard let inner = optional.value else {
                        map.remove(key)
                        continue
                    }
                    value = inner
                }
                try map.set(value, for: key)
            }
            try frame.charge(30)
            return .map(.native(map))
        }
    }

    /// The value is there when it is asked for; an error in it is thrown only then.
    static func letting(_ slot: Int, _ initial: @escaping Step, _ body: @escaping Step) -> Step {
        { frame throws(EvaluationError) in
            do throws(EvaluationError) {
                frame.slots[slot] = try initial(&frame)
                frame.failures[slot] = nil
            } catch {
                if error.isCancellation { throw error }
                frame.slots[slot] = nil
                frame.failures[slot] = error
            }
            defer {
                frame.slots[slot] = nil
                frame.failures[slot] = nil
            }
            return try body(&frame)
        }
    }
}
