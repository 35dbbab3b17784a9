public import JSON

/// An expression over the members of a JSON object, compiled once and evaluated with any number of such objects.
///
/// The functions and macros are those of Kubernetes' validation rules. The variables are `dyn`: their types are those that the
/// values have when the expression is evaluated, and lists and maps may be of mixed types. Whole numbers are `int`, all others
/// `double`.
///
/// A value of this type is immutable: tasks share it freely.
///
///     let program = try CELProgram(compiling: "replicas < 5", variables: ["replicas"])
///     let result = try program.evaluate(["replicas": 3])
public struct CELProgram: Sendable {
    /// What an evaluation came to.
    public struct Result: Sendable, Hashable {
        /// The value as a document: times and durations as texts, bytes in base 64, optional values as what they hold or
        /// `null`, and keys of maps as texts.
        public let value: JSONValue
        /// The type of the value: `int`, `list`, `google.protobuf.Timestamp`.
        public let type: String
        /// In units of cel-go.
        public let cost: UInt64
    }

    private let expression: Expression

    /// - Parameters:
    ///   - text: At most 100,000 code points.
    ///   - variables: The names that the expression may use.
    ///   - zones: The time zones that timestamps are asked for.
    /// - Throws: `CELFailure` with everything that is wrong.
    public init(
        compiling text: String, variables: some Sequence<String>, zones: any TimeZoneSource = SystemTimeZones.shared
    ) throws(CELFailure) {
        var environment = CheckingEnvironment()
        for name in variables { environment.variables[name] = .dyn }
        environment.validatesLiterals = false
        do throws(CompileError) {
            expression = try Expression(text, in: environment, zones: zones, locatesErrors: true)
        } catch {
            throw CELFailure(error)
        }
    }

    /// The type that the value will have, as far as it is known: `bool`, `list(int)`, `dyn`.
    public var resultType: String { expression.checked.type.description }

    /// - Parameters:
    ///   - data: The values of the variables; one that is missing is an error only where it is used.
    ///   - costLimit: The most that the evaluation may cost, in units of cel-go.
    /// - Throws: `CELFailure` where there is no value.
    public func evaluate(
        _ data: JSONObject, costLimit: UInt64 = CRDRules.callCostLimit
    ) throws(CELFailure) -> Result {
        let variables = expression.program.variableNames.map { name in data[name].map { CELValue($0, nil) } }
        let (outcome, cost) = expression.program.evaluate(variables, limit: costLimit)
        do throws(EvaluationError) {
            let value = try outcome.get()
            return Result(value: try value.document(), type: value.type.runtimeName, cost: cost)
        } catch {
            throw CELFailure(error, in: expression.checked.tree.source)
        }
    }

    /// Compiles an expression over the members of an object and evaluates it with them.
    public static func evaluate(
        _ text: String, with data: JSONObject, costLimit: UInt64 = CRDRules.callCostLimit,
        zones: any TimeZoneSource = SystemTimeZones.shared
    ) throws(CELFailure) -> Result {
        try CELProgram(compiling: text, variables: data.map(\.key), zones: zones)
            .evaluate(data, costLimit: costLimit)
    }
}
