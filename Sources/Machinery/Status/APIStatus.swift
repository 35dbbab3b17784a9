/// `metav1.Status` of a failure: the one error that API servers answer and clients throw.
public struct APIStatus: Error, Sendable, Hashable {
    /// The HTTP status code.
    public var code: Int
    public var reason: Reason
    /// A sentence for the person.
    public var message: String
    public var details: Details?
    /// Where a list whose state is no longer kept can go on at the newest one (`metadata.continue`); usually empty.
    public var continueToken = ""

    public init(code: Int, reason: Reason, message: String, details: Details? = nil) {
        self.code = code
        self.reason = reason
        self.message = message
        self.details = details
    }

    /// A machine-readable reason (`metav1.StatusReason`); an open set.
    public struct Reason: RawRepresentable, Sendable, Hashable, ExpressibleByStringLiteral {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
        public init(stringLiteral value: String) { rawValue = value }

        public static let unknown: Reason = ""
        public static let badRequest: Reason = "BadRequest"
        public static let unauthorized: Reason = "Unauthorized"
        public static let forbidden: Reason = "Forbidden"
        public static let notFound: Reason = "NotFound"
        public static let alreadyExists: Reason = "AlreadyExists"
        public static let conflict: Reason = "Conflict"
        public static let gone: Reason = "Gone"
        public static let expired: Reason = "Expired"
        public static let invalid: Reason = "Invalid"
        public static let methodNotAllowed: Reason = "MethodNotAllowed"
        public static let notAcceptable: Reason = "NotAcceptable"
        public static let requestEntityTooLarge: Reason = "RequestEntityTooLarge"
        public static let unsupportedMediaType: Reason = "UnsupportedMediaType"
        public static let tooManyRequests: Reason = "TooManyRequests"
        public static let timeout: Reason = "Timeout"
        public static let internalError: Reason = "InternalError"
        public static let serviceUnavailable: Reason = "ServiceUnavailable"
    }

    public struct Details: Sendable, Hashable {
        public var name: String
        public var group: String
        /// The resource (plural), or for `Invalid` the kind.
        public var kind: String
        public var uid: String
        public var causes: [Cause]
        public var retryAfterSeconds: Int

        public init(
            name: String = "", group: String = "", kind: String = "", uid: String = "", causes: [Cause] = [],
            retryAfterSeconds: Int = 0
        ) {
            self.name = name
            self.group = group
            self.kind = kind
            self.uid = uid
            self.causes = causes
            self.retryAfterSeconds = retryAfterSeconds
        }
    }

    /// One cause of a failure, usually one field (`metav1.StatusCause`).
    public struct Cause: Sendable, Hashable {
        public var reason: String
        public var message: String
        public var field: String

        public init(reason: String, message: String, field: String) {
            self.reason = reason
            self.message = message
            self.field = field
        }
    }
}
