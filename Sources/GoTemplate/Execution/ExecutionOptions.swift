/// How templates are executed.
public struct ExecutionOptions: Sendable, Hashable {
    /// What a field that a map does not have is worth.
    public enum MissingKey: Sendable, Hashable {
        /// No value at all, which prints as `<no value>`.
        case invalid
        /// The zero value of the map's elements; of an `interface{}` that is nil, which prints as `<no value>` too.
        case zero
        /// An error.
        case error
    }

    public var missingKey: MissingKey
    public var limits: ExecutionLimits

    public init(missingKey: MissingKey = .invalid, limits: ExecutionLimits = ExecutionLimits()) {
        self.missingKey = missingKey
        self.limits = limits
    }
}

/// How much one execution may do, with all templates that functions execute within it. What exceeds a limit is an error at
/// the place where it happens.
public struct ExecutionLimits: Sendable, Hashable {
    /// The most templates within each other.
    public var depth: Int
    /// The most templates, control structures and parentheses within each other. Each takes the thread's stack: the default
    /// is safe for the 8 MiB that threads of Linux have, in builds that are not optimised too.
    public var nesting: Int
    /// The most bytes that are printed, and that functions say they make on the way.
    public var bytes: Int
    /// The most statements and commands.
    public var steps: Int

    public init(depth: Int = 250, nesting: Int = 600, bytes: Int = 64 << 20, steps: Int = 10_000_000) {
        self.depth = depth
        self.nesting = nesting
        self.bytes = bytes
        self.steps = steps
    }
}
