public import Effects
import JSON
import Synchronization

/// One cloud as one user of it: logs in, finds services and versions, keeps to the rate limit, and repeats what may be
/// repeated. Everything that works with a cloud should share one, for it shares the token and the limits.
public final class OpenStackCloud: Sendable {
    public struct Options: Sendable {
        public var time: any TimeSource = SystemTime()
        public var random: any RandomSource = SystemRandom()
        public var retry = RetryPolicy()
        public var rateLimit = RateLimit()
        public var userAgent = "slipway"
        /// How many resources a listing asks for at a time.
        public var pageSize = 500
        /// A listing that has more fails: nobody asked for so many.
        public var maximumListed = 100_000
        /// Hears of every exchange, failed ones too: for logs and metrics.
        public var onExchange: (@Sendable (Exchange) -> Void)?

        public init() {}
    }

    /// One call and its end, without bodies, queries and secrets.
    public struct Exchange: Sendable {
        public var service: ServiceType
        public var method: HTTPCall.Method
        public var path: String
        /// `nil` where there was no answer.
        public var status: Int?
        public var requestID: String?
        public var duration: Duration
    }

    private struct State {
        var token: Token?
        var bucket: TokenBucket
        var versions: [ServiceType: [ServiceVersion]] = [:]
    }

    public let configuration: CloudConfiguration
    let options: Options
    private let transport: any OpenStackTransport
    private let state: Mutex<State>
    private let exchanges: Gate
    private let logins = Gate(1)

    /// No call is made yet.
    public init(_ configuration: CloudConfiguration, transport: any OpenStackTransport, options: Options = Options()) {
        self.configuration = configuration
        self.transport = transport
        self.options = options
        state = Mutex(State(bucket: TokenBucket(options.rateLimit)))
        exchanges = Gate(options.rateLimit.concurrent)
    }

    /// The current token; logs in where there is none or where it is about to expire. One task does, the others wait.
    public func token() async throws -> Token {
        if let token = validToken() { return token }
        return try await logins.withPlace {
            if let token = self.validToken() { return token }
            let token = try await self.logIn()
            self.state.withLock { $0.token = token }
            return token
        }
    }

    /// Gives the token up, so that the next request logs in anew.
    public func forgetToken() {
        state.withLock { $0.token = nil }
    }

    /// The versions that a service tells; asked for once.
    public func versions(of service: ServiceType) async throws -> [ServiceVersion] {
        if let known = state.withLock({ $0.versions[service] }) { return known }
        var request = CloudRequest(service, .get, [])
        // A list of several versions is a choice to make (RFC 9110, section 15.4.1).
        request.accepts = [300]
        let answer = try await send(request, toVersions: true)
        let json = try? JSONValue(parsing: answer.body, limits: JSONLimits(depth: 64), duplicateKeys: .lastWins)
        let versions = json.map(ServiceVersion.list) ?? []
        guard !versions.isEmpty else {
            throw OpenStackError(.invalidAnswer, "the service tells no versions: is its endpoint right?")
                .located(service, .get, "/")
        }
        state.withLock { $0.versions[service] = versions }
        return versions
    }

    /// The microversion that requests to a service use; `nil` for services without.
    ///
    /// - Throws: `OpenStackError` with code `unsupported` where the cloud's are too old or too new.
    public func microversion(of service: ServiceType) async throws -> Microversion? {
        guard let range = MicroversionRange(service) else { return nil }
        do {
            return try range.negotiate(try await versions(of: service))
        } catch let error as OpenStackError where error.service == nil {
            throw error.located(service, .get, "/")
        }
    }

    /// The endpoint of a service, as the configuration or the catalogue has it.
    ///
    /// - Throws: `OpenStackError` with code `missingService`.
    public func endpoint(of service: ServiceType) async throws -> String {
        try endpoint(of: service, try await token())
    }

    private func endpoint(of service: ServiceType, _ token: Token) throws -> String {
        if let override = configuration.endpointOverrides[service] { return override }
        // The address that the log-in went to answers the rest of Keystone too, also from where the catalogue's does not.
        if service == .identity { return configuration.identityURL }
        return try token.catalogue.url(of: service, region: configuration.region, interface: configuration.interface)
    }

    private func validToken() -> Token? {
        let now = options.time.now()
        return state.withLock { $0.token.flatMap { $0.mustBeRenewed(at: now) ? nil : $0 } }
    }

    private func forget(_ token: Token) {
        state.withLock { if $0.token?.secret == token.secret { $0.token = nil } }
    }
}

extension OpenStackCloud {
    /// - Throws: `OpenStackError`, `CancellationError`.
    func send(_ request: CloudRequest, toVersions: Bool = false) async throws -> HTTPAnswer {
        var microversion: (range: MicroversionRange, version: Microversion)?
        if !toVersions, let range = MicroversionRange(request.service),
            let version = try await self.microversion(of: request.service)
        {
            microversion = (range, version)
        }
        var hasRenewed = false
        return try await repeating(request) {
            while true {
                let token = try await self.token()
                let endpoint = try self.endpoint(of: request.service, token)
                let address = ServiceAddress(request.service, endpoint: endpoint, projectID: token.projectID)
                var call = try self.call(request, at: toVersions ? address.versions : address.base)
                call.headers.append("X-Auth-Token", token.secret.reveal())
                if let microversion {
                    call.headers.append("OpenStack-API-Version", "\(microversion.range.name) \(microversion.version)")
                    if request.service == .compute {
                        call.headers.append("X-OpenStack-Nova-API-Version", "\(microversion.version)")
                    }
                }
                do {
                    return try await self.exchange(call, request, secret: token.secret)
                } catch let error as OpenStackError where error.code == .unauthorized && !hasRenewed {
                    hasRenewed = true
                    self.forget(token)
                }
            }
        }
    }

    private func logIn() async throws -> Token {
        var request = CloudRequest(.identity, .post, ["auth", "tokens"], isIdempotent: true)
        request.body = .bytes(LoginRequest(cloud: configuration).body.serialized())
        let endpoint = configuration.endpointOverrides[.identity] ?? configuration.identityURL
        let address = ServiceAddress(.identity, endpoint: endpoint, projectID: nil)
        let call = try call(request, at: address.base)
        let answer = try await repeating(request) { try await self.exchange(call, request, secret: nil) }
        do {
            return try Token(answer)
        } catch {
            throw Self.invalidAnswer(error, to: request, answer)
        }
    }

    static func invalidAnswer(_ error: any Error, to request: CloudRequest, _ answer: HTTPAnswer) -> OpenStackError {
        var failure = error as? OpenStackError ?? OpenStackError(.invalidAnswer, "\(error)", cause: error)
        failure = failure.located(request.service, request.method, request.displayPath)
        failure.status = answer.status
        failure.requestID = FailureAnswer(answer: answer).requestID
        return failure
    }

    private func call(_ request: CloudRequest, at base: String) throws -> HTTPCall {
        var call = HTTPCall(method: request.method, url: base + (try request.target()), body: request.body)
        call.headers.append("Accept", "application/json")
        call.headers.append("User-Agent", options.userAgent)
        if case .none = request.body {} else { call.headers.append("Content-Type", request.contentType) }
        for (name, value) in request.headers { call.headers.append(name, value) }
        return call
    }

    private func repeating(_ request: CloudRequest, _ body: () async throws -> HTTPAnswer) async throws -> HTTPAnswer {
        var retries = 0
        while true {
            do {
                return try await body()
            } catch let error as OpenStackError {
                let delay = options.retry.delay(
                    after: error, retries: retries, isIdempotent: request.isIdempotent, random: options.random)
                guard let delay else { throw error }
                retries += 1
                try await options.time.sleep(for: delay)
            }
        }
    }

    /// Sends a call once, as soon as the limits let it.
    private func exchange(_ call: HTTPCall, _ request: CloudRequest, secret: Redacted?) async throws -> HTTPAnswer {
        try await keepRate()
        return try await exchanges.withPlace {
            let start = self.options.time.now()
            func report(_ status: Int?, _ requestID: String?) {
                self.options.onExchange?(
                    Exchange(
                        service: request.service, method: request.method, path: request.displayPath, status: status,
                        requestID: requestID, duration: self.options.time.now() - start))
            }
            do {
                let answer = try await self.transport.send(call)
                let failure = FailureAnswer(answer: answer)
                report(answer.status, failure.requestID)
                if (200..<300).contains(answer.status) || request.accepts.contains(answer.status) { return answer }
                throw self.scrubbed(failure.error, secret).located(request.service, request.method, request.displayPath)
            } catch let failure as TransportFailure {
                report(nil, nil)
                throw Self.error(failure).located(request.service, request.method, request.displayPath)
            }
        }
    }

    private func keepRate() async throws {
        let now = options.time.now()
        let wait = state.withLock { $0.bucket.take(at: now) }
        guard wait > .zero else { return }
        do {
            try await options.time.sleep(for: wait)
        } catch {
            state.withLock { $0.bucket.giveBack() }
            throw error
        }
    }

    private func scrubbed(_ error: OpenStackError, _ token: Redacted?) -> OpenStackError {
        let secret =
            switch configuration.credential {
            case .password(_, let password): password
            case .token(let token): token
            case .applicationCredential(let login): login.secret
            }
        var error = error
        error.message = [secret, token].compactMap(\.self).reduce(error.message) { $1.scrubbed(from: $0) }
        return error
    }

    private static func error(_ failure: TransportFailure) -> OpenStackError {
        let code: OpenStackError.Code =
            switch failure.code {
            case .notSent, .lost: .unreachable
            case .timedOut: .timeout
            case .untrusted: .untrusted
            default: .invalidAnswer
            }
        return OpenStackError(code, failure.message, cause: failure)
    }
}
