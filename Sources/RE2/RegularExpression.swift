/// A regular expression with the syntax and the semantics of Go's package `regexp`, which is RE2's.
///
/// A search takes time linear in the text, for every pattern; there are no back-references and no look-around. The first
/// match is that which begins first; of those, the one that a backtracking search would find first, or with
/// `Options.longest` the longest. Characters are Unicode scalars; `\d`, `\w`, `\s` and `\b` are about ASCII, `\p` about
/// Unicode 15. Positions are offsets in UTF-8.
///
/// A value is cheap to copy and may be used by many tasks at once.
public struct RegularExpression: Sendable {
    public struct Options: OptionSet, Sendable, Hashable {
        public let rawValue: Int

        public init(rawValue: Int) { self.rawValue = rawValue }

        /// Of the matches that begin first, the longest counts, as after Go's `Longest`.
        public static let longest = Options(rawValue: 1 << 0)
    }

    /// The largest program that Go accepts, in instructions.
    public static let maximumSize = MeasuredSyntax.Limit.size

    public let pattern: String
    public let options: Options

    /// The name of each group, if it has one, from 1; the whole expression, which has none, is the first.
    public let captureNames: [String?]

    let pool: AutomatonPool

    /// Compiles a pattern.
    ///
    /// - Parameter sizeLimit: The largest program, in instructions of 12 bytes, of which a character of the pattern makes
    ///   one and a repeat count a copy each. Default: as Go.
    /// - Throws: `RegularExpressionError`, with Go's wording.
    public init(
        _ pattern: String, options: Options = [], sizeLimit: Int = RegularExpression.maximumSize
    ) throws(RegularExpressionError) {
        var parser = SyntaxParser(pattern, sizeLimit: sizeLimit)
        let syntax = try parser.parse()
        self.pattern = pattern
        self.options = options
        captureNames = parser.captureNames
        pool = AutomatonPool(
            program: ProgramCompiler.compile(
                syntax, classes: parser.classes, captureCount: parser.captureNames.count - 1))
    }

    /// The number of groups that capture.
    public var captureCount: Int { captureNames.count - 1 }

    /// Whether the text contains a match.
    public func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { Matcher.matches(TextView(bytes: $0), pool: pool) }
    }

    /// The first match that begins at or behind an offset.
    ///
    /// What stands before the offset counts for `^`, `\A` and `\b`. An offset within a character means the next one.
    public func firstMatch(in text: String, from offset: Int = 0) -> Match? {
        var text = text
        let positions = text.withUTF8 { bytes -> [Int]? in
            var start = max(0, offset)
            while start < bytes.count, bytes[start] & 0xc0 == 0x80 { start += 1 }
            guard start <= bytes.count else { return nil }
            return withMatcher(slotCount: program.slotCount) { $0.firstMatch(in: TextView(bytes: bytes), from: start) }
        }
        return positions.map { Match(positions: $0, text: text, names: captureNames) }
    }

    var program: Program { pool.program }

    func withMatcher<Result>(slotCount: Int, _ body: (inout Matcher) -> Result) -> Result {
        Matcher.withMatcher(pool: pool, isLongest: options.contains(.longest), slotCount: slotCount, body)
    }

    /// The text with a backslash before all that would be an operator: a pattern that matches just the text.
    public static func quoteMeta(_ text: String) -> String {
        var quoted = ""
        for scalar in text.unicodeScalars {
            if #"\.+*?()|[]{}^$"#.unicodeScalars.contains(scalar) { quoted.unicodeScalars.append("\\") }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted
    }
}

extension RegularExpression: Hashable, CustomStringConvertible {
    /// By scalars: strings compare by canonical equivalence, of which patterns know nothing.
    public static func == (one: RegularExpression, other: RegularExpression) -> Bool {
        one.options == other.options && one.pattern.utf8.elementsEqual(other.pattern.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(options)
        for byte in pattern.utf8 { hasher.combine(byte) }
    }

    public var description: String { pattern }
}
