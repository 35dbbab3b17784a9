import AsyncHTTPClient
import Effects
import KubernetesClient
import Machinery
import NIOCore
import NIOHTTP1

/// Sends calls to one server and hands back the bodies of successful answers.
///
/// Requests and watches have connections of their own: watches hold theirs for minutes, and requests must not wait for
/// one of them to end.
struct Transport: Sendable {
    let connection: ClientConnection
    let options: KubernetesHTTPClient.Options
    private let requests: HTTPClient
    private let watches: HTTPClient
    private let baseURL: String
    private let host: String?
    private let token: BearerToken?

    init(_ connection: ClientConnection, _ options: KubernetesHTTPClient.Options) throws(ClientError) {
        let setup = try ConnectionSetup(connection, options)
        self.connection = connection
        self.options = options
        baseURL = setup.baseURL
        host = setup.host
        token = connection.credentials.token.map { BearerToken($0, time: options.time) }
        var configuration = setup.configuration
        configuration.timeout.read = TimeAmount(options.requestTimeout)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 32
        requests = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        configuration.timeout.read = TimeAmount(options.watchIdleTimeout)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 100_000
        watches = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    func shutdown() async throws {
        do {
            try await requests.shutdown()
        } catch {
            try await watches.shutdown()
            throw error
        }
        try await watches.shutdown()
    }

    /// The whole body of the answer.
    ///
    /// - Throws: `APIStatus` where the server answered a failure, else `ClientError`.
    func send(_ call: HTTPCall) async throws -> ByteBuffer {
        try await exchange(call, over: requests) { response in
            try await response.body.collect(upTo: options.maximumAnswerSize)
        }
    }

    /// The body of the answer as it comes.
    func stream(_ call: HTTPCall) async throws -> HTTPClientResponse.Body {
        try await exchange(call, over: watches, reading: \.body)
    }

    /// Runs `body` with the messages of a WebSocket, and closes it afterwards.
    func withWebSocket<Result>(
        _ call: HTTPCall, _ body: (any MessageStream) async throws -> Result
    ) async throws -> Result {
        let opener = PortForwardConnection(connection: connection, options: options, headers: try senderHeaders())
        let messages: any MessageStream
        do {
            messages = try await opener.open(connection.server.path + call.target)
        } catch let status as APIStatus {
            throw status
        } catch {
            throw await Failure(connection, options).clientError(for: error)
        }
        do {
            let result = try await body(messages)
            await messages.finish()
            return result
        } catch {
            await messages.finish()
            throw error
        }
    }

    /// Sends a call again where nothing can have come of it: a read whose connection broke, once, for the server may have
    /// closed a connection just when it was used again; and whatever the server asked to send later.
    private func exchange<Body>(
        _ call: HTTPCall, over client: HTTPClient, reading body: (HTTPClientResponse) async throws -> Body
    ) async throws -> Body {
        let request = try request(for: call)
        var retries = 0
        var mayResend = call.method == .get
        while true {
            do {
                let response = try await client.execute(request, timeout: TimeAmount(options.requestTimeout))
                warn(response.headers)
                if (200..<300).contains(response.status.code) { return try await body(response) }
                let status = try await failure(response)
                guard retries < options.maximumRetries, let delay = retryDelay(after: response) else { throw status }
                retries += 1
                try await options.time.sleep(for: delay)
            } catch let error as APIStatus {
                throw error
            } catch {
                let failure = await Failure(connection, options).clientError(for: error)
                guard mayResend, (failure as? ClientError)?.code == .connectionLost else { throw failure }
                mayResend = false
            }
        }
    }

    private func request(for call: HTTPCall) throws(ClientError) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: baseURL + call.target)
        request.method = HTTPMethod(rawValue: call.method.rawValue)
        request.headers = try senderHeaders()
        request.headers.add(name: "Accept", value: call.accept)
        if let host { request.headers.add(name: "Host", value: host) }
        if let body = call.body {
            request.headers.add(name: "Content-Type", value: body.mediaType)
            request.body = .bytes(ByteBuffer(bytes: body.bytes))
        }
        return request
    }

    /// Who sends, and for whom.
    private func senderHeaders() throws(ClientError) -> HTTPHeaders {
        var headers = HTTPHeaders([("User-Agent", options.userAgent)])
        if let token { headers.add(name: "Authorization", value: "Bearer \(try token.value())") }
        if let impersonation = connection.credentials.impersonation {
            headers.add(name: "Impersonate-User", value: impersonation.user)
            if !impersonation.uid.isEmpty { headers.add(name: "Impersonate-Uid", value: impersonation.uid) }
            for group in impersonation.groups { headers.add(name: "Impersonate-Group", value: group) }
        }
        return headers
    }

    private func failure(_ response: HTTPClientResponse) async throws -> APIStatus {
        let body = try await response.body.collect(upTo: 1 << 20)
        var status = Answer.failure(
            code: Int(response.status.code), body: Array(buffer: body),
            retryAfterSeconds: response.headers.retryAfterSeconds)
        if status.code == 401, !status.message.contains("expired"),
            let expiry = Failure(connection, options).expiredClientCertificate
        {
            status.message = "\(status.message): \(expiry)"
        }
        return status
    }

    /// How long the server asks to wait (RFC 9110, section 10.2.3); `nil` where it does not, or asks for too long.
    private func retryDelay(after response: HTTPClientResponse) -> Duration? {
        guard response.status == .tooManyRequests || response.status == .serviceUnavailable,
            let seconds = response.headers.retryAfterSeconds
        else { return nil }
        let delay = Duration.seconds(seconds)
        return delay <= options.maximumRetryDelay ? delay : nil
    }

    /// Passes on the texts of `Warning: 299 - "text"` headers, the form of KEP-1693's warnings.
    private func warn(_ headers: HTTPHeaders) {
        guard let onWarning = options.onWarning else { return }
        for warning in headers["Warning"] where warning.hasPrefix("299 ") {
            guard let open = warning.firstIndex(of: "\""), let close = warning.lastIndex(of: "\""), open < close else {
                continue
            }
            let quoted = warning[warning.index(after: open)..<close]
            onWarning(String(quoted.replacing("\\\"", with: "\"").replacing("\\\\", with: "\\")))
        }
    }
}

extension HTTPHeaders {
    /// Seconds; the header's other form, a date, is not in use by API servers.
    fileprivate var retryAfterSeconds: Int? {
        first(name: "Retry-After").flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
    }
}
