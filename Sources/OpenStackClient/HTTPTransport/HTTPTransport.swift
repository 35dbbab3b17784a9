import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL

/// Calls over HTTP/1.1 with connections that are kept, and TLS that is verified.
///
/// It must be shut down before the last reference to it goes; `withHTTPTransport` sees to that.
public final class HTTPTransport: OpenStackTransport {
    public struct Options: Sendable {
        public var connectTimeout: Duration = .seconds(10)
        /// How long the server may take to begin its answer, and to be silent within it.
        public var requestTimeout: Duration = .seconds(60)
        /// How long an upload may take as a whole.
        public var uploadTimeout: Duration = .seconds(3600)
        /// The largest answer in bytes.
        public var maximumAnswerSize = 64 << 20
        public var connectionsPerHost = 16

        public init() {}
    }

    private let requests: HTTPClient
    /// With more patience: a cloud may be silent until it has stored an image.
    private let uploads: HTTPClient
    private let options: Options

    /// - Throws: `OpenStackError` with code `invalidConfiguration` where a certificate or key cannot be read.
    public init(_ trust: CloudConfiguration.Trust, options: Options = Options()) throws(OpenStackError) {
        self.options = options
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: try TLSSetup(trust).configuration, redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(
                connect: TimeAmount(options.connectTimeout), read: TimeAmount(options.requestTimeout)))
        configuration.httpVersion = .http1Only
        // A failure is the caller's to report and to repeat; the library would hide it for the whole timeout.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = options.connectionsPerHost
        requests = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        configuration.timeout.read = TimeAmount(options.uploadTimeout)
        uploads = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Closes every connection; calls under way fail.
    public func shutdown() async throws {
        do {
            try await requests.shutdown()
        } catch {
            try await uploads.shutdown()
            throw error
        }
        try await uploads.shutdown()
    }

    public func send(_ call: HTTPCall) async throws -> HTTPAnswer {
        var request = HTTPClientRequest(url: call.url)
        request.method = HTTPMethod(rawValue: call.method.rawValue)
        request.headers = HTTPHeaders(call.headers.fields.map { ($0.name, $0.value) })
        var (client, timeout) = (requests, options.requestTimeout)
        switch call.body {
        case .none: break
        case .bytes(let bytes): request.body = .bytes(ByteBuffer(bytes: bytes))
        case .stream(let upload):
            (client, timeout) = (uploads, options.uploadTimeout)
            request.body = .stream(
                UploadBuffers(upload), length: upload.length.map { .known($0) } ?? .unknown)
        }
        do {
            let response = try await client.execute(request, timeout: TimeAmount(timeout))
            let body = try await response.body.collect(upTo: options.maximumAnswerSize)
            var answer = HTTPAnswer(status: Int(response.status.code), body: Array(buffer: body))
            for (name, value) in response.headers { answer.headers.append(name, value) }
            return answer
        } catch {
            throw TransportFailureReason(call, options).failure(for: error)
        }
    }
}

/// Runs `body` with a transport, and shuts it down afterwards.
public func withHTTPTransport<Result>(
    _ trust: CloudConfiguration.Trust, options: HTTPTransport.Options = HTTPTransport.Options(),
    _ body: (HTTPTransport) async throws -> Result
) async throws -> Result {
    let transport = try HTTPTransport(trust, options: options)
    do {
        let result = try await body(transport)
        try await transport.shutdown()
        return result
    } catch {
        try? await transport.shutdown()
        throw error
    }
}

/// The chunks of an upload in the HTTP library's form.
private struct UploadBuffers: AsyncSequence, Sendable {
    let upload: UploadBody

    init(_ upload: UploadBody) { self.upload = upload }

    func makeAsyncIterator() -> Iterator { Iterator(chunks: upload.chunks().makeAsyncIterator()) }

    struct Iterator: AsyncIteratorProtocol {
        var chunks: any AsyncIteratorProtocol<[UInt8], any Error>

        mutating func next() async throws -> ByteBuffer? {
            try await chunks.next(isolation: nil).map { ByteBuffer(bytes: $0) }
        }
    }
}

extension TimeAmount {
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self = .nanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}
