/// What an execution may still do, with all that functions execute within it.
final class Budget {
    let limits: ExecutionLimits
    private var bytes: Int
    private var steps: Int
    /// How many templates are being executed within each other.
    var depth = 0
    /// How many templates, control structures and parentheses are.
    var nesting = 0

    init(_ limits: ExecutionLimits) {
        self.limits = limits
        bytes = limits.bytes
        steps = limits.steps
    }

    func charge(bytes count: Int) throws(FunctionFailure) {
        guard count <= bytes else {
            bytes = 0
            throw FunctionFailure("more than the allowed \(limits.bytes) bytes would be made")
        }
        bytes -= count
    }

    /// - Returns: Whether so many steps more are allowed.
    func takeSteps(_ count: Int) -> Bool {
        steps -= count
        return steps >= 0
    }
}
