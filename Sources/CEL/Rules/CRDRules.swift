public import JSON
public import Machinery

/// The rules of a custom resource's schema (`x-kubernetes-validations`), compiled once and evaluated for every object.
///
/// A value of this type is immutable: tasks share it freely.
///
///     let rules = CRDRules(compiling: schema, at: "spec.validation.openAPIV3Schema")
///     guard rules.problems.isEmpty else { … }
///     let errors = rules.validate(object, replacing: oldObject)
public struct CRDRules: Sendable {
    /// The cost that the evaluation of one rule may have, in units of cel-go.
    public static let callCostLimit: UInt64 = 1_000_000
    /// The cost that the evaluation of all rules for one object may have.
    public static let objectCostLimit: Int64 = 10_000_000

    /// Rules that do not compile; they are not evaluated.
    public let problems: [FieldError]

    /// What the estimates find too expensive. Kubernetes refuses such definitions; the rules can be evaluated all the same, for
    /// what they really cost is limited too.
    public let costProblems: [FieldError]

    private let root: RuleNode?

    /// Whether there is nothing to evaluate.
    public var isEmpty: Bool { root == nil }

    /// - Parameters:
    ///   - schema: The schema of a whole custom resource.
    ///   - path: Where the schema stands, for the fields of `problems`: `spec.versions[0].schema.openAPIV3Schema`.
    public init(compiling schema: StructuralSchema, at path: String = "") {
        var compiler = RuleCompiler()
        let declaration = SchemaDeclaration.make(schema, isResource: true)
        root = compiler.compile(schema, declaration, at: path, cardinality: 1)
        compiler.checkTotal(at: path)
        problems = compiler.problems
        costProblems = compiler.costProblems
    }

    /// Evaluates all rules.
    ///
    /// - Parameters:
    ///   - object: Defaulted and pruned, and valid by its schema.
    ///   - old: The object that it takes the place of; `nil` when it is created. Rules about `oldSelf` are evaluated
    ///     only where an old value corresponds, unless they have `optionalOldSelf`. Other rules may be broken where
    ///     nothing has changed (KEP-4008).
    ///   - path: The path of the object, for the fields of the errors.
    ///   - costLimit: The cost that all rules may have together.
    /// - Returns: An error for every rule that does not hold or cannot be evaluated, in the words of Kubernetes.
    public func validate(
        _ object: JSONValue, replacing old: JSONValue? = nil, at path: String = "",
        costLimit: Int64 = CRDRules.objectCostLimit
    ) -> [FieldError] {
        guard let root else { return [] }
        var evaluation = RuleEvaluation(budget: costLimit, callLimit: Self.callCostLimit)
        evaluation.visit(object, RuleEvaluation.Counterpart(value: old, ratchets: old != nil), root, at: path)
        return evaluation.errors
    }
}
