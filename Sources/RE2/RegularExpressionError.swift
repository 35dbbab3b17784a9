/// Why a pattern is not a regular expression, in the words of Go's `regexp/syntax`.
public struct RegularExpressionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of the error.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Kind: String {
            case invalidClassRange = "invalid character class range"
            case invalidEscape = "invalid escape sequence"
            case invalidNamedCapture = "invalid named capture"
            case invalidPerlOperator = "invalid or unsupported Perl syntax"
            case invalidRepeatOperator = "invalid nested repetition operator"
            case invalidRepeatSize = "invalid repeat count"
            case missingBracket = "missing closing ]"
            case missingParenthesis = "missing closing )"
            case missingRepeatArgument = "missing argument to repetition operator"
            case trailingBackslash = "trailing backslash at end of expression"
            case unexpectedParenthesis = "unexpected )"
            case nestingDepth = "expression nests too deeply"
            case tooLarge = "expression too large"
        }
        private let kind: Kind

        /// A range or the name of a class within brackets, or the name behind `\p`, is wrong.
        public static let invalidClassRange = Code(kind: .invalidClassRange)
        /// A backslash precedes what it does not go with.
        public static let invalidEscape = Code(kind: .invalidEscape)
        /// The name of a group is empty, unfinished or not of letters, digits and underscores.
        public static let invalidNamedCapture = Code(kind: .invalidNamedCapture)
        /// `(?` precedes what is neither a flag nor a group; look-around is such.
        public static let invalidPerlOperator = Code(kind: .invalidPerlOperator)
        /// A repetition operator follows another.
        public static let invalidRepeatOperator = Code(kind: .invalidRepeatOperator)
        /// A repeat count exceeds 1000, alone or times those around it, or the counts are in the wrong order.
        public static let invalidRepeatSize = Code(kind: .invalidRepeatSize)
        /// A class has no end.
        public static let missingBracket = Code(kind: .missingBracket)
        /// A group has no end.
        public static let missingParenthesis = Code(kind: .missingParenthesis)
        /// A repetition operator has nothing before it.
        public static let missingRepeatArgument = Code(kind: .missingRepeatArgument)
        /// The pattern ends in the middle of an escape.
        public static let trailingBackslash = Code(kind: .trailingBackslash)
        /// A group ends that has not begun.
        public static let unexpectedParenthesis = Code(kind: .unexpectedParenthesis)
        /// The expression is more than 1000 levels deep.
        public static let nestingDepth = Code(kind: .nestingDepth)
        /// The program or the classes of the expression would exceed their limits.
        public static let tooLarge = Code(kind: .tooLarge)

        public var description: String { kind.rawValue }
    }

    public let code: Code

    /// The part of the pattern that is wrong.
    public let expression: String

    public var description: String { "error parsing regexp: \(code): `\(expression)`" }
}
