/// Why a call to a cloud failed.
///
/// `compute POST /servers: quotaExceeded (403): Quota exceeded for cores … (request req-…)`. Never holds a secret.
public struct OpenStackError: Error, Sendable, CustomStringConvertible {
    /// An open set.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Value: String {
            case badRequest, unauthorized, forbidden, notFound, conflict, quotaExceeded, overLimit, unavailable, timeout
            case serverFailure, unsupported, unreachable, untrusted, invalidAnswer, invalidConfiguration, missingService
        }
        private let value: Value

        /// The cloud refuses the request as malformed or impossible.
        public static let badRequest = Code(value: .badRequest)
        /// The credentials are not valid, even after renewal of the token.
        public static let unauthorized = Code(value: .unauthorized)
        /// The credentials are valid, but policy does not allow the request.
        public static let forbidden = Code(value: .forbidden)
        public static let notFound = Code(value: .notFound)
        /// The resource's state or another resource forbids it for now.
        public static let conflict = Code(value: .conflict)
        /// A quota of the project is used up.
        public static let quotaExceeded = Code(value: .quotaExceeded)
        /// Too many requests.
        public static let overLimit = Code(value: .overLimit)
        /// The service or what is behind it is down for now.
        public static let unavailable = Code(value: .unavailable)
        /// No answer in time: the request may have been carried out.
        public static let timeout = Code(value: .timeout)
        public static let serverFailure = Code(value: .serverFailure)
        /// The cloud does not know the operation or its version.
        public static let unsupported = Code(value: .unsupported)
        /// No connection, or it broke.
        public static let unreachable = Code(value: .unreachable)
        public static let untrusted = Code(value: .untrusted)
        /// The answer is none of the service: not JSON, without what it must have, too large, endless.
        public static let invalidAnswer = Code(value: .invalidAnswer)
        public static let invalidConfiguration = Code(value: .invalidConfiguration)
        /// The catalogue has no such service in the region and interface.
        public static let missingService = Code(value: .missingService)

        public var description: String { value.rawValue }
    }

    public var code: Code
    /// The cloud's own words where it has some.
    public var message: String
    public var service: ServiceType?
    public var method: HTTPCall.Method?
    /// Below the service's endpoint, without a query.
    public var path: String?
    public var status: Int?
    /// `x-openstack-request-id`, by which operators find the request in their logs.
    public var requestID: String?
    /// How long the cloud asks to wait.
    public var retryAfter: Duration?
    public var cause: (any Error)?

    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    public var description: String {
        var text = ""
        if let service { text += "\(service.rawValue) " }
        if let method { text += "\(method.rawValue) " }
        if let path { text += path }
        if !text.isEmpty { text += ": " }
        text += status.map { "\(code) (\($0)): \(message)" } ?? "\(code): \(message)"
        if let requestID { text += " (request \(requestID))" }
        return text
    }
}

extension OpenStackError {
    func located(_ service: ServiceType, _ method: HTTPCall.Method, _ path: String) -> OpenStackError {
        var error = self
        error.service = service
        error.method = method
        error.path = path
        return error
    }
}
