/// Reads an expression by recursive descent and expands its macros on the way.
struct Parser {
    private(set) var tree: SyntaxTree
    private let tokens: [Token]
    private var position = 0
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
    private var current: Token { tokens[position] }
    private var offset: Int { current.range.lowerBound }

    private func text(of token: Token) -> String {
        token.kind == .end ? "<EOF>" : String(decoding: tree.source.bytes[token.range], as: UTF8.self).escapedForError
    }

    private func isAt(_ symbol: String) -> Bool { current.kind == .symbol(symbol) }

    private mutating func take(_ symbol: String) -> Bool {
        guard isAt(symbol) else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ symbol: String) throws(Stop) {
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
    private static let expected =
        "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"

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
            while isAt("-"), !isNegativeLiteral {
                position += 1
                count += 1
            }
            let operand = try member()
            return count % 2 == 0 ? operand : try call(Operator.negate, [operand], at: mark)
        }
        return try member()
    }

    private var isNegativeLiteral: Bool {
        guard isAt("-") else { return false }
        return switch tokens[position + 1].kind {
        case .int, .double: true
        default: false
        }
    }
}

// MARK: - Members and primaries

extension Parser {
    private mutating func member() throws(Stop) -> NodeID {
        var operand = try primary()
        while true {
            let mark = offset
            if take(".") {
                operand = take("?") ? try optionalSelect(operand, at: mark) : try selectOrCall(operand, at: mark)
            } else if take("[") {
                let isOptional = take("?")
                let index = try expression()
                try expect("]")
                operand = try call(isOptional ? Operator.optionalIndex : Operator.index, [operand, index], at: mark)
            } else {
                return operand
            }
        }
    }

    private mutating func optionalSelect(_ operand: NodeID, at mark: Int) throws(Stop) -> NodeID {
        let (field, _) = try fieldName()
        let name = try add(.constant(.string(field)), at: mark)
        return try call(Operator.optionalSelect, [operand, name], at: mark)
    }

    private mutating func selectOrCall(_ operand: NodeID, at mark: Int) throws(Stop) -> NodeID {
        let (name, isQuoted) = try fieldName()
        let parenthesis = offset
        guard !isQuoted, take("(") else {
            return try add(.select(operand: operand, field: name, isTest: false), at: mark)
        }
        let arguments = try list(until: ")")
        if let expanded = try expandMemberMacro(name, operand, arguments, at: parenthesis) { return expanded }
        return try add(.call(function: name, target: operand, arguments: arguments), at: parenthesis)
    }

    private mutating func fieldName() throws(Stop) -> (name: String, isQuoted: Bool) {
        defer { position = min(position + 1, tokens.count - 1) }
        switch current.kind {
        case .identifier(let name): return (name, false)
        case .quotedIdentifier(let name): return (name, true)
        default:
            throw report("Syntax error: mismatched input '\(text(of: current))' expecting IDENTIFIER", at: offset)
        }
    }

    private mutating func list(until close: String) throws(Stop) -> [NodeID] {
        var elements: [NodeID] = []
        if take(close) { return elements }
        repeat { elements.append(try expression()) } while take(",")
        try expect(close)
        return elements
    }

    private mutating func primary() throws(Stop) -> NodeID {
        let token = current
        let start = offset
        switch token.kind {
        case .symbol("("):
            position += 1
            let inner = try expression()
            try expect(")")
            return inner
        case .symbol("["):
            position += 1
            return try listLiteral(at: start)
        case .symbol("{"):
            position += 1
            return try mapLiteral(at: start)
        case .symbol("."), .identifier:
            return try identifierOrCall()
        case .symbol("-") where isNegativeLiteral:
            position += 1
            return try number(isNegative: true, at: start)
        case .int, .uint, .double:
            return try number(isNegative: false, at: start)
        default: break
        }
        let constant: Constant
        switch token.kind {
        case .symbol("true"): constant = .bool(true)
        case .symbol("false"): constant = .bool(false)
        case .symbol("null"): constant = .null
        case .string(let text): constant = .string(text)
        case .bytes(let bytes): constant = .bytes(bytes)
        default:
            let verb = token.kind == .end ? "mismatched" : position == 0 ? "extraneous" : "mismatched"
            throw report("Syntax error: \(verb) input '\(text(of: token))' expecting \(Self.expected)", at: start)
        }
        position += 1
        return try add(.constant(constant), at: start)
    }

    private mutating func number(isNegative: Bool, at start: Int) throws(Stop) -> NodeID {
        let sign = isNegative ? "-" : ""
        let kind = current.kind
        position += 1
        switch kind {
        case .int(let digits, let isHexadecimal):
            guard let value = Int64(sign + digits, radix: isHexadecimal ? 16 : 10) else {
                throw report("Syntax error: invalid int literal", at: start)
            }
            return try add(.constant(.int(value)), at: start)
        case .uint(let digits, let isHexadecimal):
            guard let value = UInt64(digits, radix: isHexadecimal ? 16 : 10) else {
                throw report("Syntax error: invalid uint literal", at: start)
            }
            return try add(.constant(.uint(value)), at: start)
        case .double(let digits):
            guard let value = Double(sign + digits), value.isFinite else {
                throw report("Syntax error: invalid double literal", at: start)
            }
            return try add(.constant(.double(value)), at: start)
        default:
            throw report("Syntax error: mismatched input '\(text(of: current))' expecting NUM_INT", at: start)
        }
    }

    private mutating func listLiteral(at start: Int) throws(Stop) -> NodeID {
        var elements: [NodeID] = []
        var optionals: Set<Int> = []
        while !isAt("]") {
            if take("?") { optionals.insert(elements.count) }
            elements.append(try expression())
            if !take(",") { break }
        }
        try expect("]")
        return try add(.list(elements, optionals: optionals), at: start)
    }

    private mutating func mapLiteral(at start: Int) throws(Stop) -> NodeID {
        var entries: [SyntaxNode.Entry] = []
        while !isAt("}") {
            let isOptional = take("?")
            let key = try expression()
            try expect(":")
            entries.append(SyntaxNode.Entry(key: key, value: try expression(), isOptional: isOptional))
            if !take(",") { break }
        }
        try expect("}")
        return try add(.map(entries), at: start)
    }

    private mutating func identifierOrCall() throws(Stop) -> NodeID {
        let start = offset
        let isAbsolute = take(".")
        guard case .identifier(let word) = current.kind else {
            throw report("Syntax error: mismatched input '\(text(of: current))' expecting IDENTIFIER", at: offset)
        }
        if Token.reserved.contains(word) {
            throw report("Syntax error: reserved identifier: \(word)", at: start)
        }
        if let message = try messageLiteral(at: start, isAbsolute: isAbsolute) { return message }
        position += 1
        let name = (isAbsolute ? "." : "") + word
        let parenthesis = offset
        guard take("(") else { return try add(.identifier(name), at: start) }
        let arguments = try list(until: ")")
        if let expanded = try expandGlobalMacro(name, arguments, at: parenthesis) { return expanded }
        return try call(name, arguments, at: parenthesis)
    }

    /// `a.b.C{field: value}`; `nil`, with nothing taken, where no brace follows the name.
    private mutating func messageLiteral(at start: Int, isAbsolute: Bool) throws(Stop) -> NodeID? {
        var end = position
        var parts: [String] = []
        while case .identifier(let part) = tokens[end].kind {
            parts.append(part)
            end += 1
            guard tokens[end].kind == .symbol("."), case .identifier = tokens[end + 1].kind else { break }
            end += 1
        }
        guard tokens[end].kind == .symbol("{") else { return nil }
        position = end + 1
        var fields: [SyntaxNode.Field] = []
        while !isAt("}") {
            let isOptional = take("?")
            let fieldOffset = offset
            let (name, _) = try fieldName()
            try expect(":")
            fields.append(
                SyntaxNode.Field(name: name, value: try expression(), isOptional: isOptional, offset: fieldOffset))
            if !take(",") { break }
        }
        try expect("}")
        let name = (isAbsolute ? "." : "") + parts.joined(separator: ".")
        return try add(.message(name: name, fields: fields), at: start)
    }
}
