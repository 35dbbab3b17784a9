/// Why a text is not YAML, or has no meaning in JSON, and where.
public struct YAMLError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of the error.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Kind: String { case syntax, encoding, duplicateKey, unsupported, limit }
        private let kind: Kind

        /// The text departs from the grammar of YAML 1.1.
        public static let syntax = Code(kind: .syntax)
        /// The text is not UTF-8.
        public static let encoding = Code(kind: .encoding)
        /// A mapping names a key twice.
        public static let duplicateKey = Code(kind: .duplicateKey)
        /// The text is YAML, and JSON has no such value.
        public static let unsupported = Code(kind: .unsupported)
        /// The text exceeds one of the `YAMLLimits`.
        public static let limit = Code(kind: .limit)

        public var description: String { kind.rawValue }
    }

    public let code: Code

    /// What is wrong, without the position.
    public let message: String

    public let position: YAMLPosition

    /// Which document of the text is wrong, from 1.
    public let document: Int

    public var description: String {
        (document > 1 ? "document \(document), " : "")
            + "line \(position.line), column \(position.column): \(message)"
    }
}

/// A place in a text.
public struct YAMLPosition: Sendable, Hashable {
    /// From 1.
    public let line: Int

    /// In Unicode scalars, from 1.
    public let column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}
