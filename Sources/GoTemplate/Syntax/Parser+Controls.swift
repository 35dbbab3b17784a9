/// Actions that begin with a keyword.
extension Parser {
    /// What follows a left delimiter.
    mutating func action() throws(TemplateError) -> Statement {
        let token = nextNonSpace()
        guard case .keyword(let keyword) = token.kind else { return try plainAction() }
        switch keyword {
        case .block: return .node(try block())
        case .break: return .node(try leaveRange(token, .break))
        case .continue: return .node(try leaveRange(token, .continue))
        case .else: return try elseAction()
        case .end:
            let delimiter = nextNonSpace()
            guard delimiter.isRightDelimiter else { throw unexpected(delimiter, in: "end") }
            return .end
        case .if: return .node(try control(.if))
        case .range: return .node(try control(.range))
        case .template: return .node(try template())
        case .with: return .node(try control(.with))
        case .define, .dot, .nil: return try plainAction()
        }
    }

    private mutating func plainAction() throws(TemplateError) -> Statement {
        backUp()
        let position = peek().position
        let (pipeline, node) = try pipeline(in: "command", until: .delimiter)
        return .node(Node(position, .action(pipeline, node)))
    }

    private mutating func leaveRange(_ token: Token, _ form: Node.Form) throws(TemplateError) -> Node {
        let delimiter = nextNonSpace()
        guard delimiter.isRightDelimiter else { throw unexpected(delimiter, in: "{{\(token.text)}}") }
        guard rangeDepth > 0 else { throw failure("{{\(token.text)}} outside {{range}}") }
        return Node(token.position, form)
    }

    /// `else`, after which an `if` or `with` in the same action is left to be read.
    private mutating func elseAction() throws(TemplateError) -> Statement {
        let token = peekNonSpace()
        if token.isKeyword(.if) || token.isKeyword(.with) { return .otherwise }
        let delimiter = nextNonSpace()
        guard delimiter.isRightDelimiter else { throw unexpected(delimiter, in: "else") }
        return .otherwise
    }

    /// `if`, `with` or `range`, whose keyword has been read.
    private mutating func control(_ keyword: Branch.Keyword) throws(TemplateError) -> Node {
        try nested { (parser) throws(TemplateError) in try parser.nestedControl(keyword) }
    }

    private mutating func nestedControl(_ keyword: Branch.Keyword) throws(TemplateError) -> Node {
        let known = variables.count
        defer { forgetVariables(beyond: known) }
        let (_, pipeline) = try pipeline(in: keyword.rawValue, until: .delimiter)
        if keyword == .range { rangeDepth += 1 }
        let (body, end) = try list()
        if keyword == .range { rangeDepth -= 1 }
        let otherwise = end == .otherwise ? try self.otherwise(of: keyword) : nil
        let branch = Branch(keyword: keyword, pipeline: pipeline, body: body, otherwise: otherwise)
        return Node(pipeline.position, keyword == .range ? .range(branch) : .branch(branch))
    }

    /// What follows `else`. The `end` of an `if` behind it ends both.
    private mutating func otherwise(of keyword: Branch.Keyword) throws(TemplateError) -> [Node] {
        if keyword == .if, peek().isKeyword(.if) {
            _ = next()
            return [try control(.if)]
        }
        if keyword == .with, peek().isKeyword(.with) {
            _ = next()
            return [try control(.with)]
        }
        let (nodes, end) = try list()
        guard end == .end else { throw failure("expected end; found {{else}}") }
        return nodes
    }

    /// `block`: defines a template and executes it.
    private mutating func block() throws(TemplateError) -> Node {
        let place = "block clause"
        let token = nextNonSpace()
        let name = try templateName(token, in: place)
        let (_, pipeline) = try pipeline(in: place, until: .delimiter)
        var parser = Parser(context)
        let (body, end) = try parser.nestedList()
        // Go tells the line of the `block` here, and of the `else` where a `define` has one.
        guard end == .end else { throw failure("unexpected {{else}} in \(place)") }
        try parser.add(body, as: name)
        return Node(token.position, .template(TemplateCall(name: name, pipeline: pipeline)))
    }

    private mutating func template() throws(TemplateError) -> Node {
        let place = "template clause"
        let token = nextNonSpace()
        let name = try templateName(token, in: place)
        guard !nextNonSpace().isRightDelimiter else {
            return Node(token.position, .template(TemplateCall(name: name, pipeline: nil)))
        }
        backUp()
        let (_, pipeline) = try pipeline(in: place, until: .delimiter)
        return Node(token.position, .template(TemplateCall(name: name, pipeline: pipeline)))
    }
}
