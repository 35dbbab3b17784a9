/// A failure of the runtime itself; what the API answered is an `APIStatus`.
public struct ControllerRuntimeError: Error, Sendable, CustomStringConvertible {
    public struct Code: Sendable, Hashable {
        private enum Value: String { case notWatched, notSynced, undecodable, notOwned }
        private let value: Value

        /// A cache was read for a resource that nobody watches.
        public static let notWatched = Code(value: .notWatched)
        /// The cache of a resource has not been filled yet.
        public static let notSynced = Code(value: .notSynced)
        /// A cached object does not fit its Swift type.
        public static let undecodable = Code(value: .undecodable)
        /// An object belongs to another owner.
        public static let notOwned = Code(value: .notOwned)

        var name: String { value.rawValue }
    }

    public var code: Code
    public var message: String
    public var cause: (any Error)?

    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    public var description: String { message + (cause.map { ": \($0)" } ?? "") }
}
