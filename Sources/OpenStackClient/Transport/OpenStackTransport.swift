/// Carries calls to a cloud and brings back the answers: the one seam to the network.
public protocol OpenStackTransport: Sendable {
    /// Sends a call once; what the server answers, a failure too, is an answer.
    ///
    /// - Throws: `TransportFailure` where there is no answer, `CancellationError` where the task was cancelled.
    func send(_ call: HTTPCall) async throws -> HTTPAnswer
}

/// Why there is no answer.
public struct TransportFailure: Error, Sendable, CustomStringConvertible {
    /// An open set.
    public struct Code: Sendable, Hashable {
        private enum Value { case notSent, lost, timedOut, untrusted, tooLarge, invalid }
        private let value: Value

        /// The server saw nothing of the call: no such name, no route, connection refused.
        public static let notSent = Code(value: .notSent)
        /// The connection broke after the call may have been seen.
        public static let lost = Code(value: .lost)
        /// The server did not answer in time; it may have seen the call.
        public static let timedOut = Code(value: .timedOut)
        /// TLS failed: the certificate, the name or the protocol.
        public static let untrusted = Code(value: .untrusted)
        /// The answer is larger than the transport takes.
        public static let tooLarge = Code(value: .tooLarge)
        /// What came is no HTTP, or the call cannot be sent as one.
        public static let invalid = Code(value: .invalid)
    }

    public var code: Code
    public var message: String
    public var cause: (any Error)?

    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    public var description: String { message }
}
