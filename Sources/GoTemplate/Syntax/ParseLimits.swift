/// The marks around actions.
public struct TemplateDelimiters: Sendable, Hashable {
    public let left: String
    public let right: String

    /// - Parameters: An empty mark means Go's own, as in Go.
    public init(left: String = "{{", right: String = "}}") {
        self.left = left.isEmpty ? "{{" : left
        self.right = right.isEmpty ? "}}" : right
    }

    /// `{{` and `}}`
    public static let standard = TemplateDelimiters()
}

/// How much of a text is parsed. What exceeds a limit is an error of parsing.
public struct ParseLimits: Sendable, Hashable {
    /// The most bytes of one text.
    public var bytes: Int
    /// The most levels of control structures and parentheses within each other; `else if` is a level below its `if`.
    public var nesting: Int

    public init(bytes: Int = 16 << 20, nesting: Int = 500) {
        self.bytes = bytes
        self.nesting = nesting
    }
}
