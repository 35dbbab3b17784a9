/// One execution of a template, with the state that Go's has: the node being evaluated, for errors, and a stack of
/// variables.
final class Execution {
    let set: TemplateSet
    let missingKey: ExecutionOptions.MissingKey
    let budget: Budget
    private let options: ExecutionOptions
    /// What has been printed.
    var output: [UInt8] = []
    /// The template being executed.
    private(set) var definition: Definition
    /// What is being evaluated.
    var node: Node?
    private var variables: [Variable] = []
    /// Where the variables of the template being executed begin.
    private var base = 0

    private struct Variable {
        let number: Int
        var value: Operand
    }

    init(_ set: TemplateSet, _ definition: Definition, _ options: ExecutionOptions, _ budget: Budget) {
        self.set = set
        self.definition = definition
        self.options = options
        missingKey = options.missingKey
        self.budget = budget
    }

    /// Executes a template from its beginning.
    func run(_ definition: Definition, data: GoValue) throws(TemplateError) -> [UInt8] {
        try enter(definition, dot: Operand(value: data))
        return output
    }

    // MARK: - Templates

    /// Executes a template with variables of its own, and comes back to the one being executed.
    func enter(_ definition: Definition, dot: Operand) throws(TemplateError) {
        guard budget.depth < budget.limits.depth else {
            throw failure("exceeded maximum template depth (\(budget.limits.depth))")
        }
        try descend()
        let outer = (self.definition, base, variables.count, node)
        budget.depth += 1
        self.definition = definition
        base = variables.count
        node = nil
        variables.append(Variable(number: VariableName.root.number, value: dot))
        defer {
            budget.depth -= 1
            ascend()
            self.definition = outer.0
            base = outer.1
            variables.removeSubrange(outer.2...)
            node = outer.3
        }
        _ = try run(definition.body, dot: dot)
    }

    /// Takes a step into what is nested; `ascend` takes it back.
    func descend() throws(TemplateError) {
        guard budget.nesting < budget.limits.nesting else {
            throw failure("nested deeper than the allowed \(budget.limits.nesting) levels")
        }
        budget.nesting += 1
    }

    func ascend() { budget.nesting -= 1 }

    func failure(_ message: String) -> TemplateError {
        TemplateError(executing: definition, at: node, message: message)
    }

    /// Does what may fail for want of something that the execution may not have, at the node being evaluated.
    func attempt<Result>(
        _ body: () throws(FunctionFailure) -> Result
    ) throws(TemplateError) -> Result {
        do throws(FunctionFailure) {
            return try body()
        } catch {
            throw failure(error.message)
        }
    }

    func takeSteps(_ count: Int = 1) throws(TemplateError) {
        guard budget.takeSteps(count) else {
            throw failure("more than the allowed \(budget.limits.steps) steps would be taken")
        }
    }

    // MARK: - Variables

    var variableCount: Int { variables.count }

    func forgetVariables(beyond count: Int) {
        if variables.count > count { variables.removeSubrange(count...) }
    }

    func declare(_ variable: VariableName, _ value: Operand) {
        variables.append(Variable(number: variable.number, value: value))
    }

    /// Sets the variable that was declared so many before the end.
    func setVariable(fromEnd offset: Int, _ value: Operand) {
        variables[variables.count - offset].value = value
    }

    func assign(_ variable: VariableName, _ value: Operand) throws(TemplateError) {
        variables[try index(of: variable)].value = value
    }

    func value(of variable: VariableName) throws(TemplateError) -> Operand {
        variables[try index(of: variable)].value
    }

    private func index(of variable: VariableName) throws(TemplateError) -> Int {
        var index = variables.count - 1
        while index >= base {
            if variables[index].number == variable.number {
                // A search through very many variables is work too.
                try takeSteps((variables.count - index) / 64)
                return index
            }
            index -= 1
        }
        throw failure("undefined variable: \(variable.name)")
    }
}

extension Execution: FunctionCall {
    func charge(bytes: Int) throws(FunctionFailure) { try budget.charge(bytes: bytes) }

    func execute(template name: String, data: GoValue) throws(FunctionFailure) -> String {
        do throws(TemplateError) {
            return try execute(set.definition(name), in: set, data: data)
        } catch {
            throw FunctionFailure(error)
        }
    }

    func execute(text: String, data: GoValue) throws(FunctionFailure) -> String {
        do throws(TemplateError) {
            var set = set
            let definition = try set.addText(text, name: set.name)
            return try execute(definition, in: set, data: data)
        } catch {
            throw FunctionFailure(error)
        }
    }

    private func execute(
        _ definition: Definition, in set: TemplateSet, data: GoValue
    ) throws(TemplateError) -> String {
        let execution = Execution(set, definition, options, budget)
        return String(decoding: try execution.run(definition, data: data), as: UTF8.self)
    }
}
