import JSON
import Machinery

/// Compiles the rules of a schema and of all below it, and adds up what they can cost.
struct RuleCompiler {
    private(set) var problems: [FieldError] = []
    /// What the estimates find too expensive.
    private(set) var costProblems: [FieldError] = []
    private var totalCost: UInt64 = 0
    private var expensive: [(field: String, cost: UInt64)] = []
    /// The list around the schema whose elements have no old values that correspond.
    private var uncorrelatedList: String?

    /// The most that one rule may cost, by the estimate.
    static let ruleLimit: UInt64 = 10_000_000
    /// The most that all rules of a schema may cost together.
    static let schemaLimit: UInt64 = 100_000_000

    /// - Parameter cardinality: How often the value can occur; `nil` where nothing bounds it.
    /// - Returns: `nil` where there are no rules.
    mutating func compile(
        _ schema: StructuralSchema, _ declaration: SchemaDeclaration?, at path: String, cardinality: UInt64?
    ) -> RuleNode? {
        guard schema.hasRules else { return nil }
        var properties: [(name: String, node: RuleNode)] = []
        for name in schema.propertyNames {
            guard let property = schema.properties[name] else { continue }
            let known = FieldName.escape(name).flatMap { declaration?.fields[$0]?.declaration }
            let own = known ?? SchemaDeclaration.make(property, isResource: property.isEmbeddedResource)
            if let node = compile(property, own, at: path.child("properties[\(name)]"), cardinality: cardinality) {
                properties.append((name, node))
            }
        }
        var values: RuleNode?
        let inner = cardinality.flatMap { outer in schema.elementBound.map { CostRange.product(outer, $0) } }
        if let items = schema.items {
            let outer = uncorrelatedList
            if outer == nil, schema.listType != .map { uncorrelatedList = path }
            values = compile(items, declaration?.element, at: path.child("items"), cardinality: inner)
            uncorrelatedList = outer
        } else if let additional = schema.additionalProperties?.valueSchema {
            values = compile(
                additional, declaration?.element, at: path.child("additionalProperties"), cardinality: inner)
        }
        guard let declaration else {
            if !schema.validations.isEmpty {
                problems.append(
                    .internalError(
                        path.child("x-kubernetes-validations"),
                        "internal error: failed to construct type information for x-kubernetes-validations rules: "
                            + "unable to convert structural schema to CEL declarations"))
            }
            return nil
        }
        var rules: [CompiledRule] = []
        for (index, json) in schema.validations.enumerated() {
            let place = path.child("x-kubernetes-validations[\(index)]")
            let text = RuleText(json)
            if let rule = compile(text, json, schema, declaration, at: place, cardinality: cardinality) {
                rules.append(rule)
            }
        }
        return RuleNode(schema, declaration, rules: rules, properties: properties, values: values)
    }

    private mutating func compile(
        _ text: RuleText, _ json: JSONValue, _ schema: StructuralSchema, _ declaration: SchemaDeclaration,
        at place: String, cardinality: UInt64?
    ) -> CompiledRule? {
        guard !text.rule.trimmed.isEmpty else { return nil }
        let isOptional = text.optionalOldSelf ?? false
        let type = declaration.type
        let environment = CheckingEnvironment(
            variables: ["self": type, "oldSelf": isOptional ? .optional(type) : type])
        let expression: Expression
        do throws(CompileError) {
            expression = try Expression(text.rule, in: environment)
        } catch {
            problems.append(.invalid("\(place).rule", json, "compilation failed: \(error)"))
            return nil
        }
        guard expression.checked.type == .bool else {
            problems.append(.invalid("\(place).rule", json, "cel expression must evaluate to a bool"))
            return nil
        }
        let estimate = CostEstimator.estimate(expression.checked, root: declaration).most
        let occurrences = cardinality ?? SchemaDeclaration.maximumRequest / (declaration.minimumSize + 1)
        observe(CostRange.product(estimate, occurrences), "estimated rule cost", at: "\(place).rule")
        let usesOldSelf = expression.checked.variables.contains("oldSelf")
        if usesOldSelf, let list = uncorrelatedList {
            problems.append(
                .invalid(
                    "\(place).rule", .string(text.rule),
                    "oldSelf cannot be used on the uncorrelatable portion of the schema within \(list)"))
        }
        if !usesOldSelf, let given = text.optionalOldSelf {
            problems.append(
                .invalid("\(place).optionalOldSelf", .bool(given), "may not be set if oldSelf is not used in rule"))
        }
        return CompiledRule(
            program: expression.program, usesOldSelf: usesOldSelf, isOldSelfOptional: isOptional,
            messageProgram: message(text, json, environment, declaration, at: "\(place).messageExpression"),
            name: text.name, message: text.message.isEmpty ? "failed rule: \(text.name)" : text.trimmedMessage,
            fieldPath: Self.normalized(text.fieldPath, schema), reason: text.reasonKind)
    }

    private mutating func message(
        _ text: RuleText, _ json: JSONValue, _ environment: CheckingEnvironment, _ declaration: SchemaDeclaration,
        at place: String
    ) -> Program? {
        guard !text.messageExpression.isEmpty else { return nil }
        do throws(CompileError) {
            let expression = try Expression(text.messageExpression, in: environment)
            guard expression.checked.type == .string else {
                problems.append(.invalid(place, json, "messageExpression must evaluate to a string"))
                return nil
            }
            let estimate = CostEstimator.estimate(expression.checked, root: declaration).most
            observe(estimate, "estimated messageExpression cost", at: place)
            return expression.program
        } catch {
            problems.append(.invalid(place, json, "messageExpression compilation failed: \(error)"))
            return nil
        }
    }

    private static func normalized(_ fieldPath: String, _ schema: StructuralSchema) -> String {
        guard !fieldPath.isEmpty else { return "" }
        let (found, names, _) = schema.field(at: fieldPath, allowsBrackets: true)
        guard found != nil else { return "" }
        var current: StructuralSchema? = schema
        return names.reduce(into: "") { path, name in
            let isMember = current?.properties[name] != nil
            path += isMember ? ".\(name)" : "[\(name)]"
            current = current?.properties[name] ?? current?.additionalProperties?.valueSchema
        }
    }
}

// MARK: - Costs

extension RuleCompiler {
    private mutating func observe(_ cost: UInt64, _ name: String, at field: String) {
        if cost > Self.ruleLimit {
            costProblems.append(.forbidden(field, Self.excess(name, cost, Self.ruleLimit)))
        }
        totalCost = CostRange.sum(totalCost, cost)
        guard cost >= Self.schemaLimit / 100 else { return }
        expensive.append((field, cost))
        expensive.sort { $0.cost > $1.cost }
        expensive = Array(expensive.prefix(4))
    }

    /// What is wrong with all rules together.
    mutating func checkTotal(at path: String) {
        guard totalCost > Self.schemaLimit else { return }
        for (field, _) in expensive {
            costProblems.append(
                .forbidden(
                    field, "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema"))
        }
        costProblems.append(
            .forbidden(
                path,
                Self.excess(
                    "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema", totalCost,
                    Self.schemaLimit)))
    }

    private static func excess(_ name: String, _ cost: UInt64, _ limit: UInt64) -> String {
        let factor = Double(cost) / Double(limit)
        let text: String
        if factor > 100 {
            text = "more than 100x"
        } else {
            let digits = factor < 1.5 ? 1_000_000.0 : 10
            let scaled = UInt64((factor * digits).rounded(.toNearestOrEven))
            let fraction = String(scaled % UInt64(digits) + UInt64(digits)).dropFirst()
            text = "\(scaled / UInt64(digits)).\(fraction)x"
        }
        return
            "\(name) exceeds budget by factor of \(text) (try simplifying the rule, or adding maxItems, maxProperties, "
            + "and maxLength where arrays, maps, and strings are declared)"
    }
}

extension StructuralSchema {
    fileprivate var hasRules: Bool {
        !validations.isEmpty || items?.hasRules == true || properties.contains { $0.value.hasRules }
            || additionalProperties?.valueSchema?.hasRules == true
    }

    /// The most elements that one value has; `nil` where nothing bounds them.
    fileprivate var elementBound: UInt64? {
        let keyword = type == .array ? "maxItems" : "maxProperties"
        return openAPI[keyword]?.integerValue.map { UInt64(max($0, 0)) }
    }
}

extension String {
    /// The path of what lies below this one.
    fileprivate func child(_ name: String) -> String { isEmpty ? name : "\(self).\(name)" }
}
