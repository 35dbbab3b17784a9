struct Token: Sendable {
    enum Kind: Sendable, Equatable {
        case identifier(String)
        /// A field name between backticks.
        case quotedIdentifier(String)
        case int(digits: String, isHexadecimal: Bool)
        case uint(digits: String, isHexadecimal: Bool)
        case double(String)
        case string(String)
        case bytes([UInt8])
        /// An operator or mark, and the words `in`, `true`, `false` and `null`.
        case symbol(String)
        case end
    }

    var kind: Kind
    var range: Range<Int>

    static let words: Set<String> = ["in", "true", "false", "null"]
    static let reserved: Set<String> = [
        "as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop",
        "package", "namespace", "null", "return", "true", "var", "void", "while",
    ]
}
