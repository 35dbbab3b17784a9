/// Conditions on fields that must all hold, in the query syntax of the API: `metadata.name=x,status.phase!=Running`.
public struct FieldSelector: Sendable, Hashable, CustomStringConvertible {
    public struct Term: Sendable, Hashable, CustomStringConvertible {
        /// `metadata.name`, without a leading dot.
        public var path: String
        public var value: String
        /// Whether the field must differ from `value`.
        public var isNegated: Bool

        public init(_ path: String, _ value: String, isNegated: Bool = false) {
            self.path = path
            self.value = value
            self.isNegated = isNegated
        }

        public var description: String { "\(path)\(isNegated ? "!=" : "=")\(FieldSelector.escape(value))" }
    }

    public var terms: [Term]

    public init(_ terms: [Term] = []) {
        self.terms = terms
    }

    /// Reads terms of the form `path=value`, `path==value` or `path!=value` between commas. In a value, `\`, `,` and `=` are
    /// written with a `\` before them. An empty text matches everything.
    ///
    /// - Throws: `MachineryError.Code.invalidSelector`, in the words of Kubernetes' `fields.ParseSelector`.
    public init(parsing text: String) throws(MachineryError) {
        terms = []
        for part in Self.split(text) where !part.isEmpty {
            guard var term = Self.term(part) else {
                throw MachineryError(.invalidSelector, "invalid selector: '\(text)'; can't understand '\(part)'")
            }
            term.value = try Self.unescape(term.value)
            terms.append(term)
        }
    }

    public var isEmpty: Bool { terms.isEmpty }

    /// - Parameter field: The value of the field at a path as text, empty where it is absent.
    public func matches(_ field: (_ path: String) -> String) -> Bool {
        terms.allSatisfy { (field($0.path) == $0.value) != $0.isNegated }
    }

    /// The value that the field at `path` must equal, where a term says so: what storage can look up by key.
    public func requiredValue(of path: String) -> String? {
        terms.first { $0.path == path && !$0.isNegated }?.value
    }

    /// In the syntax of the API, which reads it back.
    public var description: String { terms.map(\.description).joined(separator: ",") }

    /// The text with `\`, `,` and `=` escaped, as a value in a selector is written.
    public static func escape(_ value: String) -> String {
        String(value.flatMap { "\\,=".contains($0) ? ["\\", $0] : [$0] })
    }

    /// Splits at commas that no `\` escapes.
    private static func split(_ text: String) -> [Substring] {
        var parts: [Substring] = []
        var start = text.startIndex
        var isEscaped = false
        for index in text.indices {
            if isEscaped {
                isEscaped = false
            } else if text[index] == "\\" {
                isEscaped = true
            } else if text[index] == "," {
                parts.append(text[start..<index])
                start = text.index(after: index)
            }
        }
        parts.append(text[start...])
        return parts
    }

    private static func term(_ part: Substring) -> Term? {
        for index in part.indices {
            for (sign, isNegated) in [("!=", true), ("==", false), ("=", false)] where part[index...].hasPrefix(sign) {
                let value = part[index...].dropFirst(sign.count)
                return Term(String(part[..<index]), String(value), isNegated: isNegated)
            }
        }
        return nil
    }

    private static func unescape(_ text: String) throws(MachineryError) -> String {
        var value = ""
        var isEscaped = false
        for character in text {
            if isEscaped {
                guard "\\,=".contains(character) else {
                    throw MachineryError(
                        .invalidSelector, "invalid field selector: invalid escape sequence: \\\(character)")
                }
                value.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if ",=".contains(character) {
                throw MachineryError(
                    .invalidSelector, "invalid field selector: unescaped character in value: \(character)")
            } else {
                value.append(character)
            }
        }
        if isEscaped {
            throw MachineryError(.invalidSelector, "invalid field selector: invalid escape sequence: \\")
        }
        return value
    }
}
