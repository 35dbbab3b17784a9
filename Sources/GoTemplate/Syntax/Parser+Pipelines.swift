/// Pipelines, commands and their operands.
extension Parser {
    enum PipelineEnd {
        case delimiter
        case parenthesis
    }

    /// Variables, then commands that pass their values on.
    mutating func pipeline(
        in place: String, until end: PipelineEnd
    ) throws(TemplateError) -> (Pipeline, Node) {
        let position = peekNonSpace().position
        let (declared, assigns) = try declarations(in: place)
        var commands: [Node] = []
        while true {
            let token = nextNonSpace()
            switch (token.kind, end) {
            case (.rightDelimiter, .delimiter), (.rightParenthesis, .parenthesis):
                try check(commands, in: place)
                let pipeline = Pipeline(declared: declared, assigns: assigns, commands: commands)
                return (pipeline, Node(position, .pipeline(pipeline)))
            case (.bool, _), (.characterConstant, _), (.complex, _), (.keyword(.dot), _), (.field, _),
                (.identifier, _), (.number, _), (.keyword(.nil), _), (.rawString, _), (.string, _), (.variable, _),
                (.leftParenthesis, _):
                backUp()
                commands.append(try command())
            default: throw unexpected(token, in: place)
            }
        }
    }

    private func check(_ commands: [Node], in place: String) throws(TemplateError) {
        guard !commands.isEmpty else { throw failure("missing value for \(place)") }
        for (index, command) in commands.enumerated().dropFirst() {
            guard case .command(let words) = command.form else { continue }
            switch words[0].form {
            case .bool, .dot, .nil, .number, .string:
                throw failure("non executable command in pipeline stage \(index + 1)")
            default: break
            }
        }
    }

    /// `$x := `, `$x = `, and for `range` also `$i, $x := `.
    private mutating func declarations(in place: String) throws(TemplateError) -> ([VariableName], assigns: Bool) {
        var declared: [VariableName] = []
        while true {
            let token = peekNonSpace()
            guard case .variable = token.kind else { return (declared, false) }
            _ = next()
            // A space behind the variable matters only if no sign of a declaration comes, and is then given back.
            let follower = peek()
            let sign = peekNonSpace()
            switch sign.kind {
            case .assign, .declare:
                _ = nextNonSpace()
                declared.append(declare(token.text))
                if case .assign = sign.kind { return (declared, true) }
                return (declared, false)
            case .character where sign.text == ",":
                _ = nextNonSpace()
                declared.append(declare(token.text))
                guard place == "range", declared.count < 2 else {
                    throw failure("too many declarations in \(place)")
                }
                switch peekNonSpace().kind {
                case .variable, .rightDelimiter, .rightParenthesis: continue
                default: throw failure("range can only initialize variables")
                }
            default:
                if follower.isSpace { giveBack(token, follower) } else { giveBack(token) }
                return (declared, false)
            }
        }
    }

    /// Operands up to a pipe, which is read, or to the end of the pipeline, which is not.
    private mutating func command() throws(TemplateError) -> Node {
        let position = peekNonSpace().position
        var words: [Node] = []
        while true {
            _ = peekNonSpace()
            if let operand = try operand() { words.append(operand) }
            let token = next()
            switch token.kind {
            case .space: continue
            case .rightDelimiter, .rightParenthesis: backUp()
            case .pipe: break
            default: throw unexpected(token, in: "operand")
            }
            guard !words.isEmpty else { throw failure("empty command") }
            return Node(position, .command(words))
        }
    }

    /// A term and fields of it; nil if none comes next.
    private mutating func operand() throws(TemplateError) -> Node? {
        guard let term = try term() else { return nil }
        let first = peek()
        guard first.isField else { return term }
        var names: [String] = []
        while peek().isField { names.append(String(next().text.dropFirst())) }
        switch term.form {
        case .field(let own): return Node(first.position, .field(own + names))
        case .variable(let reference):
            let fields = reference.fields + names
            return Node(first.position, .variable(VariableReference(reference.variable, fields: fields)))
        case .bool, .string, .number, .nil, .dot:
            throw failure("unexpected . after term \(GoFormat.quoted(GoString(term.text)))")
        default: return Node(first.position, .chain(term, names))
        }
    }

    private mutating func term() throws(TemplateError) -> Node? {
        let token = nextNonSpace()
        let form: Node.Form
        switch token.kind {
        case .identifier:
            guard let target = context.target(of: token.text) else {
                throw failure("function \(GoFormat.quoted(GoString(token.text))) not defined")
            }
            form = .function(FunctionReference(name: token.text, target: target))
        case .keyword(.dot): form = .dot
        case .keyword(.nil): form = .nil
        case .variable:
            let variable = context.variable(token.text)
            guard knows(variable) else {
                throw failure("undefined variable \(GoFormat.quoted(GoString(token.text)))")
            }
            form = .variable(VariableReference(variable))
        case .field: form = .field([String(token.text.dropFirst())])
        case .bool: form = .bool(token.text == "true")
        case .characterConstant, .complex, .number: form = .number(try number(token))
        case .leftParenthesis:
            return try nested { (parser) throws(TemplateError) in
                try parser.pipeline(in: "parenthesized pipeline", until: .parenthesis).1
            }
        case .string, .rawString: form = .string(StringConstant(literal: token.text, value: try unquoted(token)))
        default:
            backUp()
            return nil
        }
        return Node(token.position, form)
    }

    private func number(_ token: Token) throws(TemplateError) -> NumberConstant {
        do throws(LiteralError) {
            switch token.kind {
            case .characterConstant: return try NumberConstant(character: token.text)
            case .complex: throw NumberConstant.refusal(ofComplex: token.text)
            default: return try NumberConstant(number: token.text)
            }
        } catch {
            throw failure(error.message)
        }
    }
}
