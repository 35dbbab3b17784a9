import Effects
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// Carries the requests of one connection to the handler and its answers back.
struct HTTPTransport: Sendable {
    let handler: any HTTPResponder
    let peer: HTTPPeer
    let limits: ConnectionLimits
    let logger: Logger

    func respond(to request: Request, through writer: consuming ResponseWriter) async throws {
        let transportWriter = TransportResponseWriter(writer)
        let apiRequest = HTTPAPIRequest(
            request.method, request.head.path ?? "/", headers: request.headers,
            body: body(of: request, transportWriter),
            peer: peer)
        do {
            if apiRequest.isLongRunning {
                try await respondToLongRunning(apiRequest, request, transportWriter)
            } else {
                try await handler.respond(to: apiRequest, through: transportWriter)
            }
        } catch is BodyDeadlineExceeded {
            try await transportWriter.send(
                HTTPAPIResponse(status: 408, headers: [.connection: "close"]))
            throw BodyDeadlineExceeded()
        }
        try await transportWriter.finish()
    }

    /// A watch ends when its client goes away, which nothing would tell a writer that waits, and when the server shuts
    /// down.
    private func respondToLongRunning(
        _ apiRequest: HTTPAPIRequest, _ request: Request, _ writer: TransportResponseWriter
    ) async throws {
        let handler = handler
        try await request.body.consumeWithCancellationOnInboundClose { _ in
            try await cancelWhenGracefulShutdown {
                try await handler.respond(to: apiRequest, through: writer)
            }
        }
    }

    private func body(of request: Request, _ writer: TransportResponseWriter) -> HTTPRequestBody {
        let length = request.headers[.contentLength].flatMap { Int($0) }
        if length == 0 { return HTTPRequestBody() }
        let body = request.body
        let expectsContinue = request.headers[.expect]?.lowercased() == "100-continue"
        let time = handler.time
        let deadline = limits.bodyTime
        return HTTPRequestBody { limit in
            if let length, length > limit { throw HTTPRequestBodyTooLarge() }
            if expectsContinue { try await writer.sendContinue() }
            return try await withThrowingTaskGroup(of: [UInt8].self) { group in
                group.addTask {
                    do {
                        return Array(buffer: try await body.collect(upTo: limit))
                    } catch is NIOTooManyBytesError {
                        throw HTTPRequestBodyTooLarge()
                    }
                }
                group.addTask {
                    try await time.sleep(for: deadline)
                    throw BodyDeadlineExceeded()
                }
                defer { group.cancelAll() }
                return try await group.next() ?? []
            }
        }
    }
}

/// The body of a request did not come in time.
private struct BodyDeadlineExceeded: Error {}

/// Hands answers to Hummingbird.
///
/// Sendable because ``HTTPResponseWriter`` is called by one task at a time, and what it holds is a channel's outbound
/// writer, which is safe to use from any task.
final class TransportResponseWriter: HTTPResponseWriter, @unchecked Sendable {
    private struct AlreadyAnswered: Error {}

    private var head: ResponseWriter?
    private var body: (any ResponseBodyWriter)?

    init(_ writer: consuming ResponseWriter) {
        head = consume writer
    }

    func send(_ response: HTTPAPIResponse) async throws {
        guard let writer = head.take() else { throw AlreadyAnswered() }
        var fields = response.headers
        fields[.contentLength] = String(response.body.count)
        try await writer.write(
            response: HTTPResponse(status: .init(code: response.status), headerFields: fields),
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: response.body)))
    }

    func begin(status: Int, headers: HTTPFields) async throws {
        guard let writer = head.take() else { throw AlreadyAnswered() }
        body = try await writer.writeHead(HTTPResponse(status: .init(code: status), headerFields: headers))
    }

    func write(_ chunk: [UInt8]) async throws {
        try await body?.write(ByteBuffer(bytes: chunk))
    }

    /// Tells a client that waits with its body to go on (RFC 9110, section 10.1.1).
    func sendContinue() async throws {
        try await head?.writeInformationalHead(HTTPResponse(status: .continue))
    }

    /// Ends a stream; a complete answer has ended already.
    func finish() async throws {
        try await body.take()?.finish(nil)
    }
}
