/// Parses one template; what it defines within itself has a parser of its own, which reads on from the same tokens.
struct Parser {
    let context: ParseContext
    /// The last token read, then those that were given back.
    private var tokens: [Token]
    private var givenBack = 0
    /// The numbers of the variables that are known here.
    private(set) var variables = [VariableName.root.number]
    /// How often each is among them.
    private var declarations = [VariableName.root.number: 1]
    /// The line of the action that is being read; zero outside of actions.
    private var actionLine = 0
    var rangeDepth = 0

    init(_ context: ParseContext) {
        self.context = context
        tokens = Array(repeating: Token(kind: .end, position: 0, text: "", line: 0), count: 3)
    }

    // MARK: - Tokens

    mutating func next() -> Token {
        if givenBack > 0 { givenBack -= 1 } else { tokens[0] = context.lexer.nextToken() }
        return tokens[givenBack]
    }

    mutating func peek() -> Token {
        if givenBack > 0 { return tokens[givenBack - 1] }
        givenBack = 1
        tokens[0] = context.lexer.nextToken()
        return tokens[0]
    }

    mutating func backUp() { givenBack += 1 }

    /// Gives back a token before the one that was peeked at.
    mutating func giveBack(_ token: Token) {
        tokens[1] = token
        givenBack = 2
    }

    /// Gives back two tokens before the one that was peeked at.
    mutating func giveBack(_ first: Token, _ second: Token) {
        tokens[1] = second
        tokens[2] = first
        givenBack = 3
    }

    mutating func nextNonSpace() -> Token {
        var token = next()
        while token.isSpace { token = next() }
        return token
    }

    mutating func peekNonSpace() -> Token {
        let token = nextNonSpace()
        backUp()
        return token
    }

    // MARK: - Variables

    func knows(_ variable: VariableName) -> Bool { declarations[variable.number] != nil }

    mutating func declare(_ name: String) -> VariableName {
        let variable = context.variable(name)
        variables.append(variable.number)
        declarations[variable.number, default: 0] += 1
        return variable
    }

    /// Forgets what was declared since there were so many.
    mutating func forgetVariables(beyond count: Int) {
        while variables.count > count {
            let number = variables.removeLast()
            let remaining = (declarations[number] ?? 1) - 1
            declarations[number] = remaining > 0 ? remaining : nil
        }
    }

    // MARK: - Errors

    func failure(_ message: String) -> TemplateError {
        TemplateError(parsing: context.source.name, line: tokens[0].line, message: message)
    }

    func unexpected(_ token: Token, in place: String) -> TemplateError {
        guard case .error = token.kind else { return failure("unexpected \(token.description) in \(place)") }
        var extra = ""
        if actionLine != 0, actionLine != token.line {
            extra = " in action started at \(context.source.name):\(actionLine)"
            if token.text.hasSuffix(" action") { extra.removeFirst(" in action".count) }
        }
        return failure(token.text + extra)
    }

    /// Reads something nested.
    mutating func nested<Result>(
        _ body: (inout Parser) throws(TemplateError) -> Result
    ) throws(TemplateError) -> Result {
        guard context.descend() else {
            throw failure("nested deeper than \(context.limits.nesting) levels")
        }
        defer { context.ascend() }
        return try body(&self)
    }

    // MARK: - Templates

    /// Reads the whole text.
    mutating func parse() throws(TemplateError) {
        var body: [Node] = []
        _ = peek()
        while !peek().isEnd {
            if peek().isLeftDelimiter {
                let delimiter = next()
                if nextNonSpace().isKeyword(.define) {
                    var parser = Parser(context)
                    try parser.parseDefinition()
                    continue
                }
                giveBack(delimiter)
            }
            switch try textOrAction() {
            case .node(let node): body.append(node)
            case .end: throw failure("unexpected {{end}}")
            case .otherwise: throw failure("unexpected {{else}}")
            }
        }
        try add(body, as: context.source.name)
    }

    /// Reads a `define`, whose keyword has been read.
    private mutating func parseDefinition() throws(TemplateError) {
        let place = "define clause"
        let name = try templateName(nextNonSpace(), in: place)
        let delimiter = nextNonSpace()
        guard delimiter.isRightDelimiter else { throw unexpected(delimiter, in: place) }
        let (body, end) = try nestedList()
        guard end == .end else { throw failure("unexpected {{else}} in \(place)") }
        try add(body, as: name)
    }

    /// The statements of a `define` or `block`.
    mutating func nestedList() throws(TemplateError) -> ([Node], ListEnd) {
        try nested { (parser) throws(TemplateError) in try parser.list() }
    }

    func add(_ body: [Node], as name: String) throws(TemplateError) {
        guard context.add(Definition(name: name, source: context.source, body: body)) else {
            throw failure("template: multiple definition of template \(GoFormat.quoted(GoString(name)))")
        }
    }

    mutating func templateName(_ token: Token, in place: String) throws(TemplateError) -> String {
        switch token.kind {
        case .string, .rawString: return try unquoted(token).text
        default: throw unexpected(token, in: place)
        }
    }

    func unquoted(_ token: Token) throws(TemplateError) -> GoString {
        guard let string = GoLiteral.string(token.text) else { throw failure("invalid syntax") }
        return string
    }

    // MARK: - Statements

    /// What a statement is, or which end of a list.
    enum Statement {
        case node(Node)
        case end
        case otherwise
    }

    enum ListEnd {
        case end
        case otherwise
    }

    /// Statements up to `end` or `else`.
    mutating func list() throws(TemplateError) -> ([Node], ListEnd) {
        var nodes: [Node] = []
        while !peekNonSpace().isEnd {
            switch try textOrAction() {
            case .node(let node): nodes.append(node)
            case .end: return (nodes, .end)
            case .otherwise: return (nodes, .otherwise)
            }
        }
        throw failure("unexpected EOF")
    }

    private mutating func textOrAction() throws(TemplateError) -> Statement {
        let token = nextNonSpace()
        switch token.kind {
        case .text: return .node(Node(token.position, .text(Array(token.text.utf8))))
        case .leftDelimiter:
            actionLine = token.line
            defer { actionLine = 0 }
            return try action()
        default: throw unexpected(token, in: "input")
        }
    }
}
