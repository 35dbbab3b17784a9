/// Reads an expression by recursive descent and expands its macros on the way.
struct Parser {
    private(set) var tree: SyntaxTree
    let tokens: [Token]
    var position = 0
    private var issues: [CompileIssue]
    private let limits: SyntaxLimits
    private var level = 0

    /// The parse has ended at an error; `issues` tells which.
    struct Stop: Error {}

    static func parse(_ text: String, limits: SyntaxLimits = SyntaxLimits()) throws(CompileError) -> SyntaxTree {
        let source = SourceText(text)
        let size = text.unicodeScalars.count
        guard size <= limits.size else {
            throw CompileError(
                source: SourceText(""),
                issues: [
                    CompileIssue(
                        offset: 0,
                        message: "expression code point size exceeds limit: size: \(size), limit \(limits.size)")
                ])
        }
        var parser = Parser(source, limits: limits)
        return try parser.run()
    }

    private init(_ source: SourceText, limits: SyntaxLimits) {
        var lexer = Lexer(source)
        tokens = lexer.tokens()
        issues = lexer.issues
        tree = SyntaxTree(source: source)
        self.limits = limits
    }

    private mutating func run() throws(CompileError) -> SyntaxTree {
        // After a broken token, what follows is not worth reporting.
        if issues.isEmpty {
            do throws(Stop) {
                tree.root = try expression()
                if current.kind != .end {
                    _ = report("Syntax error: extraneous input '\(text(of: current))' expecting <EOF>", at: offset)
                }
            } catch {}
        }
        guard issues.isEmpty else {
            throw CompileError(source: tree.source, issues: Array(issues.prefix(limits.errors)))
        }
        return tree
    }
}

// MARK: - Tokens and nodes

extension Parser {
    var current: Token { tokens[position] }
    var offset: Int { current.range.lowerBound }

    func text(of token: Token) -> String {
        token.kind == .end ? "<EOF>" : String(decoding: tree.source.bytes[token.range], as: UTF8.self).escapedForError
    }

    func isAt(_ symbol: String) -> Bool { current.kind == .symbol(symbol) }

    mutating func take(_ symbol: String) -> Bool {
        guard isAt(symbol) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ symbol: String) throws(Stop) {
        guard take(symbol) else {
            throw report("Syntax error: mismatched input '\(text(of: current))' expecting '\(symbol)'", at: offset)
        }
    }

    mutating func report(_ message: String, at offset: Int) -> Stop {
        issues.append(CompileIssue(offset: offset, message: message))
        return Stop()
    }

    mutating func add(_ node: SyntaxNode, at offset: Int) throws(Stop) -> NodeID {
        guard tree.nodes.count < limits.nodes else {
            throw report("expression exceeds the limit of \(limits.nodes) nodes", at: offset)
        }
        let id = tree.add(node, at: offset)
        guard tree.depths[id] <= limits.depth else {
            throw report("expression recursion limit exceeded: \(limits.depth)", at: offset)
        }
        return id
    }

    func offset(of id: NodeID) -> Int { tree.offsets[id] }

    mutating func call(_ function: String, _ arguments: [NodeID], at offset: Int) throws(Stop) -> NodeID {
        try add(.call(function: function, target: nil, arguments: arguments), at: offset)
    }
}

// MARK: - Operators

extension Parser {
    static let expected =
        "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, "
        + "IDENTIFIER}"

    mutating func expression() throws(Stop) -> NodeID {
        level += 1
        defer { level -= 1 }
        guard level <= limits.depth else {
            throw report("expression recursion limit exceeded: \(limits.depth)", at: offset)
        }
        let condition = try logical("||")
        let mark = offset
        guard take("?") else { return condition }
        let first = try logical("||")
        try expect(":")
        let second = try expression()
        return try call(Operator.conditional, [condition, first, second], at: mark)
    }

    /// A chain of `||` or `&&`, as a balanced tree.
    private mutating func logical(_ symbol: String) throws(Stop) -> NodeID {
        var terms = [symbol == "||" ? try logical("&&") : try relation()]
        var marks: [Int] = []
        while isAt(symbol) {
            marks.append(offset)
            position += 1
            terms.append(symbol == "||" ? try logical("&&") : try relation())
        }
        return try balance(symbol == "||" ? Operator.or : Operator.and, terms[...], marks[...])
    }

    private mutating func balance(
        _ function: String, _ terms: ArraySlice<NodeID>, _ marks: ArraySlice<Int>
    ) throws(Stop) -> NodeID {
        guard terms.count > 1 else { return terms[terms.startIndex] }
        let middle = (terms.count - 1) / 2
        let mark = marks.startIndex + middle
        let left = try balance(function, terms.prefix(middle + 1), marks[..<mark])
        let right = try balance(function, terms.dropFirst(middle + 1), marks[(mark + 1)...])
        return try call(function, [left, right], at: marks[mark])
    }

    private mutating func relation() throws(Stop) -> NodeID {
        var left = try sum()
        while case .symbol(let symbol) = current.kind, ["<", "<=", ">", ">=", "==", "!=", "in"].contains(symbol) {
            let mark = offset
            position += 1
            let right = try sum()
            left = try call(Operator.binary[symbol] ?? symbol, [left, right], at: mark)
        }
        return left
    }

    private mutating func sum() throws(Stop) -> NodeID {
        var left = try product()
        while case .symbol(let symbol) = current.kind, symbol == "+" || symbol == "-" {
            let mark = offset
            position += 1
            let right = try product()
            left = try call(Operator.binary[symbol] ?? symbol, [left, right], at: mark)
        }
        return left
    }

    private mutating func product() throws(Stop) -> NodeID {
        var left = try unary()
        while case .symbol(let symbol) = current.kind, ["*", "/", "%"].contains(symbol) {
            let mark = offset
            position += 1
            let right = try unary()
            left = try call(Operator.binary[symbol] ?? symbol, [left, right], at: mark)
        }
        return left
    }

    /// Pairs of one operator cancel out.
    private mutating func unary() throws(Stop) -> NodeID {
        let mark = offset
        if isAt("!") {
            var count = 0
            while take("!") { count += 1 }
            let operand = try member()
            return count % 2 == 0 ? operand : try call(Operator.not, [operand], at: mark)
        }
        if isAt("-"), !isNegativeLiteral {
            var count = 0
            while take("-") { count += 1 }
            let operand = try member()
            return count % 2 == 0 ? operand : try call(Operator.negate, [operand], at: mark)
        }
        return try member()
    }

    var isNegativeLiteral: Bool {
        guard isAt("-") else { return false }
        return switch tokens[position + 1].kind {
        case .int, .double: true
        default: false
        }
    }
}
