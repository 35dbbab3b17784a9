/// Members and primaries.
extension Parser {
    mutating func member() throws(Stop) -> NodeID {
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

    mutating func optionalSelect(_ operand: NodeID, at mark: Int) throws(Stop) -> NodeID {
        let (field, _) = try fieldName()
        let name = try add(.constant(.string(field)), at: mark)
        return try call(Operator.optionalSelect, [operand, name], at: mark)
    }

    mutating func selectOrCall(_ operand: NodeID, at mark: Int) throws(Stop) -> NodeID {
        let (name, isQuoted) = try fieldName()
        let parenthesis = offset
        guard !isQuoted, take("(") else {
            return try add(.select(operand: operand, field: name, isTest: false), at: mark)
        }
        let arguments = try list(until: ")")
        if let expanded = try expandMemberMacro(name, operand, arguments, at: parenthesis) { return expanded }
        return try add(.call(function: name, target: operand, arguments: arguments), at: parenthesis)
    }

    mutating func fieldName() throws(Stop) -> (name: String, isQuoted: Bool) {
        defer { position = min(position + 1, tokens.count - 1) }
        switch current.kind {
        case .identifier(let name): return (name, false)
        case .quotedIdentifier(let name): return (name, true)
        default:
            throw report("Syntax error: mismatched input '\(text(of: current))' expecting IDENTIFIER", at: offset)
        }
    }

    mutating func list(until close: String) throws(Stop) -> [NodeID] {
        var elements: [NodeID] = []
        if take(close) { return elements }
        repeat { elements.append(try expression()) } while take(",")
        try expect(close)
        return elements
    }

    mutating func primary() throws(Stop) -> NodeID {
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

    mutating func number(isNegative: Bool, at start: Int) throws(Stop) -> NodeID {
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

    mutating func listLiteral(at start: Int) throws(Stop) -> NodeID {
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

    mutating func mapLiteral(at start: Int) throws(Stop) -> NodeID {
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

    mutating func identifierOrCall() throws(Stop) -> NodeID {
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
    mutating func messageLiteral(at start: Int, isAbsolute: Bool) throws(Stop) -> NodeID? {
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
