import RE2

/// A pattern of `.Files.Glob`: `*` and `?` match anything but a slash, `**` anything, `[abc]`, `[!abc]`, `[a-z]` and
/// `[!a-z]` one character, and `{a,b}` one of the patterns in it. `\` takes the next character as it is. (The Go
/// library is `gobwas/glob`.)
struct GlobPattern {
    private static let maximumLength = 4096

    private let expression: RegularExpression

    /// - Returns: nil for what is no pattern.
    init?(_ text: String) {
        guard text.utf8.count <= Self.maximumLength else { return nil }
        var translation = Translation(text)
        guard let pattern = translation.pattern(), let expression = try? RegularExpression("^(?s:\(pattern))$") else {
            return nil
        }
        self.expression = expression
    }

    func matches(_ path: String) -> Bool { expression.matches(path) }

    /// The pattern as a regular expression.
    private struct Translation {
        private var rest: Substring.UnicodeScalarView
        private var level = 0

        init(_ text: String) { rest = text.unicodeScalars[...] }

        mutating func pattern() -> String? {
            var result = ""
            while let scalar = rest.popFirst() {
                switch scalar {
                case "*":
                    if rest.first == "*" {
                        rest.removeFirst()
                        result += ".*"
                    } else {
                        result += "[^/]*"
                    }
                case "?": result += "[^/]"
                case "[":
                    guard let set = set() else { return nil }
                    result += set
                case "{":
                    level += 1
                    result += "(?:"
                case "," where level > 0: result += "|"
                case "}" where level > 0:
                    level -= 1
                    result += ")"
                case "\\":
                    if let escaped = rest.popFirst() { result += Self.quoted(escaped) }
                default: result += Self.quoted(scalar)
                }
            }
            return result + String(repeating: ")", count: level)
        }

        private mutating func set() -> String? {
            let isNegated = rest.first == "!"
            if isNegated { rest.removeFirst() }
            var members: [Unicode.Scalar] = []
            if rest.dropFirst().first == "-" {
                guard let range = range(), range.low <= range.high else { return nil }
                return "[\(isNegated ? "^" : "")\(Self.escaped(range.low))-\(Self.escaped(range.high))]"
            }
            while let scalar = rest.popFirst(), scalar != "]" {
                if scalar == "\\" {
                    guard let escaped = rest.popFirst() else { return nil }
                    members.append(escaped)
                } else {
                    members.append(scalar)
                }
                if rest.isEmpty { return nil }
            }
            guard !members.isEmpty else { return nil }
            return "[\(isNegated ? "^" : "")\(members.map(Self.escaped).joined())]"
        }

        /// `a-z]`
        private mutating func range() -> (low: Unicode.Scalar, high: Unicode.Scalar)? {
            let head = Array(rest.prefix(4))
            guard head.count == 4, head[1] == "-", head[3] == "]" else { return nil }
            rest.removeFirst(4)
            return (head[0], head[2])
        }

        private static func quoted(_ scalar: Unicode.Scalar) -> String {
            RegularExpression.quoteMeta(String(scalar))
        }

        private static func escaped(_ scalar: Unicode.Scalar) -> String {
            "\\x{\(String(scalar.value, radix: 16))}"
        }
    }
}
