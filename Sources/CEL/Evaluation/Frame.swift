/// What one evaluation reads and writes: the variables, the values that folds bind, and the cost so far.
struct Frame {
    /// The slots of the variables of the environment, then those that folds bind.
    var slots: [CELValue?]
    /// Why a slot has no value.
    var failures: [Int: EvaluationError] = [:]
    private(set) var cost: UInt64 = 0
    let limit: UInt64

    init(variables: [CELValue?], slotCount: Int, limit: UInt64) {
        slots = variables
        slots.reserveCapacity(slotCount)
        while slots.count < slotCount { slots.append(nil) }
        self.limit = limit
    }

    /// Evaluates what cel-go resolves without counting it.
    mutating func unbilled(_ step: Step) throws(EvaluationError) -> CELValue {
        let saved = cost
        defer { cost = saved }
        return try step(&self)
    }

    mutating func charge(_ amount: UInt64) throws(EvaluationError) {
        let (sum, overflow) = cost.addingReportingOverflow(amount)
        cost = overflow ? .max : sum
        if cost > limit { throw .costExceeded }
    }
}

/// A compiled expression: closures that call one another.
typealias Step = @Sendable (inout Frame) throws(EvaluationError) -> CELValue

/// An expression ready to be evaluated, many times and from many tasks at once.
struct Program: Sendable {
    let step: Step
    let slotCount: Int
    let variableNames: [String]

    /// - Parameters:
    ///   - variables: In the order of `variableNames`; `nil` for one that has no value.
    ///   - limit: The most units of cost.
    /// - Returns: The value or the error, with the cost either way.
    func evaluate(
        _ variables: [CELValue?], limit: UInt64 = .max
    ) -> (result: Result<CELValue, EvaluationError>, cost: UInt64) {
        var frame = Frame(variables: variables, slotCount: slotCount, limit: limit)
        do throws(EvaluationError) {
            let value = try step(&frame)
            return (.success(value), frame.cost)
        } catch {
            return (.failure(error), frame.cost)
        }
    }
}
