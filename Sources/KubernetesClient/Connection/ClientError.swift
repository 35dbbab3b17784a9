/// Why there was no answer of a server: what a transport throws beside the `APIStatus` of servers that answered.
public struct ClientError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, for code that must tell cases apart; an open set.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private let name: String
        private init(_ name: String) { self.name = name }

        /// The kubeconfig cannot be read, or lacks what the connection needs.
        public static let invalidKubeconfig = Code("invalidKubeconfig")
        /// The kubeconfig asks for something this client cannot do.
        public static let unsupported = Code("unsupported")
        /// Nothing answers at the server's address.
        public static let unreachable = Code("unreachable")
        /// The server did not answer in time; it may have done what it was asked to do.
        public static let timedOut = Code("timedOut")
        /// The connection broke before the answer; the server may have done what it was asked to do.
        public static let connectionLost = Code("connectionLost")
        /// The server cannot prove that it is the one of the kubeconfig.
        public static let untrustedServer = Code("untrustedServer")
        /// The server does not accept the client's certificate.
        public static let credentialsRefused = Code("credentialsRefused")
        /// The answer is not of the form the Kubernetes API promises.
        public static let invalidAnswer = Code("invalidAnswer")

        public var description: String { name }
    }

    public var code: Code
    /// A sentence for the person: what, where, and what next.
    public var message: String
    public var cause: (any Error)?

    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    public var description: String { message }
}
