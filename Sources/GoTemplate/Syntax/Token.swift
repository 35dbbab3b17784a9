/// What the lexer makes of a text, piece by piece.
struct Token {
    enum Kind {
        case error
        case bool
        /// A character that means something only to some actions, such as the comma.
        case character
        case characterConstant
        case complex
        case assign
        case declare
        case end
        /// A dot and a name.
        case field
        case identifier
        case leftDelimiter
        case leftParenthesis
        case number
        case pipe
        case rawString
        case rightDelimiter
        case rightParenthesis
        case space
        case string
        case text
        case variable
        case keyword(Keyword)
    }

    enum Keyword: String {
        case block
        case `break`
        case `continue`
        case define
        case dot = "."
        case `else`
        case end
        case `if`
        case `nil`
        case range
        case template
        case with
    }

    let kind: Kind
    /// Where it begins, in bytes.
    let position: Int
    /// The text of it, or of the error.
    let text: String
    /// Counted from one, with Go's peculiarity that lines within comments do not count.
    let line: Int

    func isKeyword(_ keyword: Keyword) -> Bool {
        if case .keyword(keyword) = kind { true } else { false }
    }

    var isSpace: Bool { if case .space = kind { true } else { false } }
    var isEnd: Bool { if case .end = kind { true } else { false } }
    var isLeftDelimiter: Bool { if case .leftDelimiter = kind { true } else { false } }
    var isRightDelimiter: Bool { if case .rightDelimiter = kind { true } else { false } }
    var isField: Bool { if case .field = kind { true } else { false } }

    /// As Go's errors tell of it.
    var description: String {
        switch kind {
        case .end: return "EOF"
        case .error: return text
        case .keyword: return "<\(text)>"
        default:
            let bytes = Array(text.utf8)
            guard bytes.count > 10 else { return GoFormat.quoted(GoString(text)) }
            return String(decoding: GoQuoting().quoted(bytes.characterPrefix(10)), as: UTF8.self) + "..."
        }
    }
}
