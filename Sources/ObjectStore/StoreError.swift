/// Why a store could not do what it was asked.
public struct StoreError: Error, Sendable, CustomStringConvertible {
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Value: String {
            case preconditionFailed, compacted, futureRevision, closed, full, inUse, newerFormat, corrupt, inputOutput
        }
        private let value: Value

        /// A precondition did not hold.
        public static let preconditionFailed = Code(value: .preconditionFailed)
        /// The revision asked for is no longer kept.
        public static let compacted = Code(value: .compacted)
        /// The revision asked for is above the newest.
        public static let futureRevision = Code(value: .futureRevision)
        /// The store was closed.
        public static let closed = Code(value: .closed)
        /// No space is left for the write.
        public static let full = Code(value: .full)
        /// Another process has the data directory open.
        public static let inUse = Code(value: .inUse)
        /// The data was written by a newer version of the program.
        public static let newerFormat = Code(value: .newerFormat)
        /// The data cannot be read as what it should be.
        public static let corrupt = Code(value: .corrupt)
        /// The operating system refused a read or write.
        public static let inputOutput = Code(value: .inputOutput)

        public var description: String { value.rawValue }
    }

    public var code: Code
    public var message: String
    /// For `preconditionFailed`: the key of the failed precondition.
    public var key: StoreKey?
    /// For `preconditionFailed`: what stands under that key.
    public var current: StoredObject?
    public var cause: (any Error)?

    public init(
        _ code: Code, _ message: String, key: StoreKey? = nil, current: StoredObject? = nil, cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.key = key
        self.current = current
        self.cause = cause
    }

    public var description: String { "\(code): \(message)" + (cause.map { " (cause: \($0))" } ?? "") }
}
