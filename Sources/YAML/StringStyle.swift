/// The way to write a string so that it reads back as the same string.
enum StringStyle {
    case plain
    case singleQuoted
    case doubleQuoted
    case literal

    /// - Parameter templated: Whether the text is rendered as a Jinja template before it is read.
    init(_ string: String, templated: Bool = false) {
        let isTemplate = templated && Self.hasTemplate(string)
        guard !string.isEmpty, isTemplate || !Self.meansSomethingElse(string) else {
            self = .doubleQuoted
            return
        }
        var isPrintable = true
        var hasBreak = false
        var hasTab = false
        var hasContent = false
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\n": hasBreak = true
            case "\t": hasTab = true
            case " ": break
            default:
                hasContent = true
                isPrintable = isPrintable && Self.isPrintable(scalar)
            }
        }
        if !isPrintable {
            self = .doubleQuoted
        } else if hasBreak {
            self = hasContent ? .literal : .doubleQuoted
        } else if isTemplate {
            // Jinja takes away a line break that follows a statement or a comment.
            self = string.hasSuffix("%}") || string.hasSuffix("#}") ? .singleQuoted : .literal
        } else if hasTab {
            self = .doubleQuoted
        } else {
            self = Self.isPlain(string) ? .plain : .singleQuoted
        }
    }

    /// Whether Jinja finds an expression, a statement or a comment.
    private static func hasTemplate(_ string: String) -> Bool {
        zip(string.utf8, string.utf8.dropFirst()).contains { left, right in
            left == UInt8(ascii: "{") && "{%#".utf8.contains(right)
        }
    }

    /// Whether a character may be written as it is: what YAML 1.1, section 4.1 calls printable, without line breaks, tabs
    /// and the byte order mark.
    static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7e, 0xa0...0x2027, 0x202a...0xd7ff, 0xe000...0xfefe, 0xff00...0xfffd, 0x10000...0x10ffff: true
        default: false
        }
    }

    /// Whether a plain scalar of this text is another type to some reader of YAML 1.1 or 1.2.
    private static func meansSomethingElse(_ string: String) -> Bool {
        guard PlainScalar(string) == .string else { return true }
        switch string.utf8.first ?? 0 {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            return looksLikeNumberOrTime(string)
        case UInt8(ascii: "<"): return string == "<<"
        case UInt8(ascii: "="): return string == "="
        default: return false
        }
    }

    /// Base 60 numbers, timestamps, and numbers that no double holds.
    private static func looksLikeNumberOrTime(_ string: String) -> Bool {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        let isNumeric = string.utf8.allSatisfy { byte in
            digits.contains(byte) || "+-_.:eE".utf8.contains(byte)
        }
        if isNumeric, string.utf8.contains(UInt8(ascii: ":")) { return true }
        if isNumeric, Double(string) != nil { return true }
        // YYYY-M…
        let head = Array(string.utf8.prefix(6))
        return head.count == 6 && head[..<4].allSatisfy(digits.contains) && head[4] == UInt8(ascii: "-")
            && digits.contains(head[5])
    }

    /// Whether the text of one line may stand without quotes in block context.
    private static func isPlain(_ string: String) -> Bool {
        let bytes = Array(string.utf8)
        guard let first = bytes.first, let last = bytes.last, first != UInt8(ascii: " "), last != UInt8(ascii: " "),
            last != UInt8(ascii: ":"), !string.hasPrefix("---"), !string.hasPrefix("...")
        else { return false }
        let indicators = ",[]{}#&*!|>'\"%@`".utf8
        if indicators.contains(first) { return false }
        let needsFollower = first == UInt8(ascii: "-") || first == UInt8(ascii: "?") || first == UInt8(ascii: ":")
        if needsFollower, bytes.count == 1 || bytes[1] == UInt8(ascii: " ") { return false }
        return !zip(bytes, bytes.dropFirst()).contains { left, right in
            left == UInt8(ascii: ":") && right == UInt8(ascii: " ")
                || left == UInt8(ascii: " ") && right == UInt8(ascii: "#")
        }
    }
}
