/// An expression that is parsed, checked and compiled.
struct Expression: Sendable {
    let checked: CheckedExpression
    let program: Program

    /// - Parameter locatesErrors: Whether errors of evaluations tell their place, which costs time.
    /// - Throws: `CompileError`, in the words of cel-go.
    init(
        _ text: String, in environment: CheckingEnvironment = CheckingEnvironment(),
        limits: SyntaxLimits = SyntaxLimits(), zones: any TimeZoneSource = SystemTimeZones.shared,
        locatesErrors: Bool = false
    ) throws(CompileError) {
        let tree = try Parser.parse(text, limits: limits)
        checked = try Checker.check(tree, in: environment)
        if environment.validatesLiterals {
            let issues = LiteralValidation.issues(in: checked)
            guard issues.isEmpty else { throw CompileError(source: tree.source, issues: Array(issues.prefix(100))) }
        }
        do throws(EvaluationError) {
            program = try Planner.plan(
                checked, variables: environment.variables.keys.sorted(), zones: zones, locatesErrors: locatesErrors)
        } catch {
            throw CompileError(
                source: tree.source, issues: [CompileIssue(offset: error.offset ?? 0, message: error.message)])
        }
    }

    /// - Returns: The value or the error, with the cost either way.
    func evaluate(
        _ variables: [String: CELValue] = [:], limit: UInt64 = .max
    ) -> (result: Result<CELValue, EvaluationError>, cost: UInt64) {
        program.evaluate(program.variableNames.map { variables[$0] }, limit: limit)
    }
}
