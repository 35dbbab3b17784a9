/// The names of properties as identifiers, as Kubernetes escapes them.
enum FieldName {
    private static let keywords: Set<String> = [
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import",
        "let", "loop", "package", "namespace", "return", "var", "void", "while",
    ]

    /// `a.b` becomes `a__dot__b`, `namespace` becomes `__namespace__`.
    ///
    /// - Returns: `nil` where no identifier can stand for the name.
    static func escape(_ name: String) -> String? {
        guard let first = name.utf8.first, !first.isDigit else { return nil }
        if keywords.contains(name) { return "__\(name)__" }
        if name.utf8.allSatisfy({ $0.isIdentifierStart || $0.isDigit }), !name.contains("__") { return name }
        var escaped = ""
        var rest = name.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "."): escaped += "__dot__"
            case UInt8(ascii: "-"): escaped += "__dash__"
            case UInt8(ascii: "/"): escaped += "__slash__"
            case UInt8(ascii: "_") where rest.first == UInt8(ascii: "_"):
                rest.removeFirst()
                escaped += "__underscores__"
            case _ where byte.isIdentifierStart || byte.isDigit: escaped.unicodeScalars.append(Unicode.Scalar(byte))
            default: return nil
            }
        }
        return escaped
    }
}
