/// The parser of the query syntax of label selectors.
struct LabelSelectorParser {
    private enum Token: String {
        case end = "", identifier, comma = ",", not = "!", equals = "=", doubleEquals = "==", notEquals = "!=", open =
            "("
        case close = ")", greaterThan = ">", lessThan = "<", `in` = "in", notIn = "notin"
    }

    private typealias Lexeme = (token: Token, text: String)

    private var lexemes: [Lexeme] = []
    private var position = 0

    init(_ text: String) {
        lexemes = Self.lexemes(of: Array(text.utf8))
    }

    mutating func parse() throws(MachineryError) -> [LabelRequirement] {
        var requirements: [LabelRequirement] = []
        guard peek().token != .end else { return [] }
        while true {
            guard [.identifier, .not].contains(peek().token) else {
                throw requirements.isEmpty
                    ? failure("found '\(peek().text)', expected: !, identifier, or 'end of string'")
                    : failure("found '\(peek().text)', expected: identifier after ','")
            }
            do {
                requirements.append(try requirement())
            } catch {
                throw failure("unable to parse requirement: \(error.message)")
            }
            let (token, text) = next()
            if token == .end { return requirements }
            guard token == .comma else { throw failure("found '\(text)', expected: ',' or 'end of string'") }
        }
    }

    private mutating func requirement() throws(MachineryError) -> LabelRequirement {
        let isNegated = peek().token == .not
        if isNegated { _ = next() }
        let (token, key) = next()
        guard token == .identifier else { throw failure("found '\(key)', expected: identifier") }
        if isNegated { return try LabelRequirement(key, .doesNotExist) }
        if [.end, .comma].contains(peek().token) { return try LabelRequirement(key, .exists) }

        let lexeme = next(keywords: true)
        switch lexeme.token {
        case .equals, .doubleEquals: return try LabelRequirement(key, .equals, [try value()])
        case .notEquals: return try LabelRequirement(key, .notEquals, [try value()])
        case .greaterThan: return try LabelRequirement(key, .greaterThan, [try value()])
        case .lessThan: return try LabelRequirement(key, .lessThan, [try value()])
        case .in: return try LabelRequirement(key, .in, try values())
        case .notIn: return try LabelRequirement(key, .notIn, try values())
        default: throw failure("found '\(lexeme.text)', expected: in, notin, =, ==, !=, gt, lt")
        }
    }

    private mutating func value() throws(MachineryError) -> String {
        if [.end, .comma].contains(peek().token) { return "" }
        let (token, text) = next()
        guard token == .identifier else { throw failure("found '\(text)', expected: identifier") }
        return text
    }

    /// `(a,b)`; a missing value between commas or parentheses is the empty one, and `()` has none.
    private mutating func values() throws(MachineryError) -> [String] {
        let (opening, text) = next()
        guard opening == .open else { throw failure("found '\(text)' expected: '('") }
        if peek().token == .close {
            _ = next()
            return []
        }
        var values: [String] = []
        while true {
            values.append(peek().token == .identifier ? next().text : "")
            let (token, text) = next()
            if token == .close { return values }
            guard token == .comma else { throw failure("found '\(text)', expected: ',', ')' or identifier") }
        }
    }

    /// The next lexeme; `in` and `notin` are identifiers except where an operator is expected.
    private func peek(keywords: Bool = false) -> Lexeme {
        guard position < lexemes.count else { return (.end, "") }
        let lexeme = lexemes[position]
        return !keywords && [.in, .notIn].contains(lexeme.token) ? (.identifier, lexeme.text) : lexeme
    }

    private mutating func next(keywords: Bool = false) -> Lexeme {
        defer { position += 1 }
        return peek(keywords: keywords)
    }

    private func failure(_ message: String) -> MachineryError {
        MachineryError(.invalidSelector, message)
    }

    private static func lexemes(of bytes: [UInt8]) -> [Lexeme] {
        var lexemes: [Lexeme] = []
        var rest = bytes[...]
        while let byte = rest.first {
            if isSpace(byte) {
                rest.removeFirst()
            } else if isSymbol(byte) {
                let length = longestSymbol(in: rest)
                let text = String(decoding: rest.prefix(length), as: UTF8.self)
                lexemes.append((Token(rawValue: text) ?? .end, text))
                rest.removeFirst(length)
            } else {
                let word = rest.prefix { !isSpace($0) && !isSymbol($0) }
                let text = String(decoding: word, as: UTF8.self)
                let keyword = [Token.in, .notIn].first { $0.rawValue == text }
                lexemes.append((keyword ?? .identifier, text))
                rest.removeFirst(word.count)
            }
        }
        return lexemes
    }

    private static func longestSymbol(in bytes: ArraySlice<UInt8>) -> Int {
        guard let first = bytes.first, [UInt8(ascii: "="), UInt8(ascii: "!")].contains(first),
            bytes.dropFirst().first == UInt8(ascii: "=")
        else { return 1 }
        return 2
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
            || byte == UInt8(ascii: "\n")
    }

    private static func isSymbol(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","),
            UInt8(ascii: ">"), UInt8(ascii: "<"):
            true
        default: false
        }
    }
}
