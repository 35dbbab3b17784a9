/// Reads the tokens of an expression. What is no token is reported and skipped.
struct Lexer {
    private let bytes: [UInt8]
    private var offset = 0
    private(set) var issues: [CompileIssue] = []

    init(_ source: SourceText) {
        bytes = source.bytes
    }

    mutating func tokens() -> [Token] {
        var tokens: [Token] = []
        while true {
            skipBlanks()
            let start = offset
            guard start < bytes.count else {
                tokens.append(Token(kind: .end, range: start..<start))
                return tokens
            }
            if let kind = next() { tokens.append(Token(kind: kind, range: start..<offset)) }
        }
    }

    private func byte(_ distance: Int = 0) -> UInt8 {
        offset + distance < bytes.count ? bytes[offset + distance] : 0
    }

    private mutating func skipBlanks() {
        while offset < bytes.count {
            switch byte() {
            case 0x20, 0x09, 0x0a, 0x0c, 0x0d: offset += 1
            case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "/"):
                while offset < bytes.count, byte() != 0x0a { offset += 1 }
            default: return
            }
        }
    }

    private mutating func next() -> Token.Kind? {
        let first = byte()
        if let literal = stringLiteral() { return literal }
        if first.isDigit || (first == UInt8(ascii: ".") && byte(1).isDigit) { return number() }
        if first.isIdentifierStart { return word() }
        if first == UInt8(ascii: "`") { return quotedIdentifier() }
        for length in [2, 1] where offset + length <= bytes.count {
            let text = String(decoding: bytes[offset..<offset + length], as: UTF8.self)
            if Self.symbols.contains(text) {
                offset += length
                return .symbol(text)
            }
        }
        reportUnknown()
        return nil
    }

    private static let symbols: Set<String> = [
        "==", "!=", "<=", ">=", "&&", "||", "<", ">", "[", "]", "{", "}", "(", ")", ".", ",", "-", "!", "?", ":", "+",
        "*",
        "/", "%",
    ]

    private mutating func reportUnknown() {
        let start = offset
        offset += 1
        while offset < bytes.count, byte() & 0xc0 == 0x80 { offset += 1 }
        report(start)
    }

    private mutating func report(_ start: Int) {
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        issues.append(
            CompileIssue(offset: start, message: "Syntax error: token recognition error at: '\(text.escapedForError)'"))
    }

    private mutating func word() -> Token.Kind {
        let start = offset
        while byte().isIdentifierStart || byte().isDigit { offset += 1 }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        return Token.words.contains(text) ? .symbol(text) : .identifier(text)
    }

    private mutating func quotedIdentifier() -> Token.Kind? {
        let start = offset
        offset += 1
        while byte().isIdentifierStart || byte().isDigit || ".-/ ".utf8.contains(byte()) { offset += 1 }
        guard byte() == UInt8(ascii: "`"), offset > start + 1 else {
            if offset < bytes.count { reportUnknownTail() }
            report(start)
            return nil
        }
        offset += 1
        return .quotedIdentifier(String(decoding: bytes[start + 1..<offset - 1], as: UTF8.self))
    }

    private mutating func reportUnknownTail() {
        offset += 1
        while offset < bytes.count, byte() & 0xc0 == 0x80 { offset += 1 }
    }

    private mutating func number() -> Token.Kind {
        let start = offset
        if byte() == UInt8(ascii: "0"), byte(1) == UInt8(ascii: "x"), byte(2).isHexDigit {
            offset += 2
            while byte().isHexDigit { offset += 1 }
            return integer(String(decoding: bytes[start + 2..<offset], as: UTF8.self), isHexadecimal: true)
        }
        while byte().isDigit { offset += 1 }
        var isDouble = false
        if byte() == UInt8(ascii: "."), byte(1).isDigit {
            isDouble = true
            offset += 1
            while byte().isDigit { offset += 1 }
        }
        if byte() | 0x20 == UInt8(ascii: "e") {
            let signLength = byte(1) == UInt8(ascii: "+") || byte(1) == UInt8(ascii: "-") ? 1 : 0
            if byte(1 + signLength).isDigit {
                isDouble = true
                offset += 1 + signLength
                while byte().isDigit { offset += 1 }
            }
        }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        return isDouble ? .double(text) : integer(text, isHexadecimal: false)
    }

    private mutating func integer(_ digits: String, isHexadecimal: Bool) -> Token.Kind {
        guard byte() | 0x20 == UInt8(ascii: "u") else { return .int(digits: digits, isHexadecimal: isHexadecimal) }
        offset += 1
        return .uint(digits: digits, isHexadecimal: isHexadecimal)
    }
}

// MARK: - Strings

extension Lexer {
    /// A string or bytes, with any of the prefixes `r` and `b`; `nil` where there is none.
    private mutating func stringLiteral() -> Token.Kind? {
        var length = 0
        var isRaw = false
        var isBytes = false
        while length < 2 {
            let letter = byte(length) | 0x20
            if letter == UInt8(ascii: "r"), !isRaw {
                isRaw = true
            } else if letter == UInt8(ascii: "b"), !isBytes, !isRaw {
                isBytes = true
            } else {
                break
            }
            length += 1
        }
        let quote = byte(length)
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
        let start = offset
        offset += length
        let isTriple = byte(1) == quote && byte(2) == quote
        offset += isTriple ? 3 : 1
        let bodyStart = offset
        guard let bodyEnd = skipBody(quote, isTriple: isTriple, isRaw: isRaw) else {
            report(start)
            return .symbol("")
        }
        var unescaper = Unescaper(bytes[bodyStart..<bodyEnd], isRaw: isRaw, isBytes: isBytes)
        let content = unescaper.content()
        if let problem = unescaper.problem {
            issues.append(CompileIssue(offset: start, message: "Syntax error: \(problem)"))
        }
        return isBytes ? .bytes(content) : .string(String(decoding: content, as: UTF8.self))
    }

    /// - Returns: The end of the text between the quotes; `nil` where they are not closed.
    private mutating func skipBody(_ quote: UInt8, isTriple: Bool, isRaw: Bool) -> Int? {
        while offset < bytes.count {
            let current = byte()
            if current == quote, !isTriple || (byte(1) == quote && byte(2) == quote) {
                defer { offset += isTriple ? 3 : 1 }
                return offset
            }
            if !isTriple, current == 0x0a || current == 0x0d { return nil }
            offset += !isRaw && current == UInt8(ascii: "\\") ? 2 : 1
        }
        offset = bytes.count
        return nil
    }
}

extension UInt8 {
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    var isHexDigit: Bool { isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20) }
    var isIdentifierStart: Bool {
        self == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
    }
}

extension String {
    var escapedForError: String {
        replacing("\n", with: "\\n").replacing("\r", with: "\\r").replacing("\t", with: "\\t")
    }
}
