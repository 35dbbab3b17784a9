/// What the parsers of one text share: its tokens, functions, limits and the templates that it defines.
final class ParseContext {
    let source: Source
    let functions: FunctionSet
    let limits: ParseLimits
    let lexer: Lexer
    private(set) var definitions: [String: Definition] = [:]
    private var variableNumbers = [VariableName.root.name: VariableName.root.number]
    private var depth = 0

    init(_ source: Source, _ functions: FunctionSet, _ delimiters: TemplateDelimiters, _ limits: ParseLimits) {
        self.source = source
        self.functions = functions
        self.limits = limits
        lexer = Lexer(
            source.text, delimiters, breakIsKeyword: functions["break"] == nil,
            continueIsKeyword: functions["continue"] == nil)
    }

    /// What a name calls; the caller's functions come before the built-in ones.
    func target(of name: String) -> CallTarget? {
        functions[name].map(CallTarget.function) ?? BuiltIn(rawValue: name).map(CallTarget.builtIn)
    }

    func variable(_ name: String) -> VariableName {
        if let number = variableNumbers[name] { return VariableName(name: name, number: number) }
        let number = variableNumbers.count
        variableNumbers[name] = number
        return VariableName(name: name, number: number)
    }

    /// - Returns: Whether the template could be added: of two of one name, one must be empty.
    func add(_ definition: Definition) -> Bool {
        guard let other = definitions[definition.name] else {
            definitions[definition.name] = definition
            return true
        }
        if other.isEmpty {
            definitions[definition.name] = definition
            return true
        }
        return definition.isEmpty
    }

    /// Takes a step into something nested.
    ///
    /// - Returns: Whether the limit allows it.
    func descend() -> Bool {
        depth += 1
        return depth <= limits.nesting
    }

    func ascend() { depth -= 1 }
}
