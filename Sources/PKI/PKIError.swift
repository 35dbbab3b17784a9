/// Why a key or a certificate could not be read, made or trusted.
public struct PKIError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, for code that must tell cases apart; an open set.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Wrapped: String {
            case malformed, unsupported, invalidRequest, keyMismatch, notYetValid, expired, untrusted, wrongUsage
        }
        private let wrapped: Wrapped
        private init(_ wrapped: Wrapped) { self.wrapped = wrapped }

        /// The text is no PEM or DER of what was asked for.
        public static let malformed = Code(.malformed)
        /// A kind of key that is well formed and not supported, such as an encrypted one.
        public static let unsupported = Code(.unsupported)
        /// A certificate was asked for that cannot be made.
        public static let invalidRequest = Code(.invalidRequest)
        /// A private key does not belong to the certificate beside it.
        public static let keyMismatch = Code(.keyMismatch)
        public static let notYetValid = Code(.notYetValid)
        public static let expired = Code(.expired)
        /// No chain of valid signatures leads to a trusted certificate.
        public static let untrusted = Code(.untrusted)
        /// The certificate is not for what it is used for.
        public static let wrongUsage = Code(.wrongUsage)

        public var description: String { wrapped.rawValue }
    }

    public var code: Code
    /// A sentence for the person; never holds key material.
    public var message: String
    public var cause: (any Error)?

    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    public var description: String { message }
}
