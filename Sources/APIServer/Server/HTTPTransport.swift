import Effects
import HTTPTypes
import HummingbirdCore
import KubernetesClient
import Logging
import NIOCore
import ServiceLifecycle

/// Carries the requests of one connection to the handler and its answers back.
struct HTTPTransport: Sendable {
    /// How much of a body that nobody wanted is read for the sake of the connection, as Go's server does.
    private static let discardLimit = 256 * 1024
    /// How long a connection that is given up stays half open, so that its client can read the answer.
    private static let lingerTime: Duration = .milliseconds(500)

    let handler: any HTTPResponder
    let peer: HTTPPeer
    let limits: ConnectionLimits
    /// Whether requests share the connection as streams, so that giving up one of them leaves the others alone.
    let isMultiplexed: Bool
    let activity: ConnectionActivity
    let dates: DateHeader
    let logger: Logger

    func respond(to request: Request, through writer: consuming ResponseWriter, on channel: any Channel) async throws {
        let isUpgrade = !isMultiplexed && WebSocketHandshake.isUpgrade(request.head)
        let transportWriter = TransportResponseWriter(
            writer, date: dates.value(at: handler.time.now()), isLast: isUpgrade,
            webSocket: WebSocketHandshake(request: request.head, channel: channel, isMultiplexed: isMultiplexed))
        let reader = RequestBodyReader(request)
        let apiRequest = HTTPAPIRequest(
            request.method, request.head.path ?? "/", headers: request.headers,
            body: body(reader, transportWriter), peer: peer)
        let weight = apiRequest.weight
        do {
            try await activity.during {
                switch weight {
                case .stream:
                    try await respondToLongRunning(apiRequest, transportWriter, on: channel)
                case .light:
                    try await handler.respond(to: apiRequest, through: transportWriter)
                case .heavy:
                    try await withTaskExecutorPreference(globalConcurrentExecutor) {
                        try await handler.respond(to: apiRequest, through: transportWriter)
                    }
                }
                try await transportWriter.finish()
            }
            if isUpgrade { return try await close(channel) }
            if weight == .stream { return }
        } catch is BodyDeadlineExceeded {
            try await transportWriter.send(
                HTTPAPIResponse(status: 408, headers: isMultiplexed ? [:] : [.connection: "close"]))
            throw BodyDeadlineExceeded()
        }
        try await discardRest(of: reader, on: channel)
    }

    /// A watch ends when its client goes away, which nothing would tell a writer that waits, and when the server shuts
    /// down.
    private func respondToLongRunning(
        _ apiRequest: HTTPAPIRequest, _ writer: TransportResponseWriter, on channel: any Channel
    ) async throws {
        let handler = handler
        let (end, ending) = AsyncStream<Never>.makeStream()
        try await channel.eventLoop.submit {
            try channel.pipeline.syncOperations.handler(type: ClientDepartureHandler.self).follow(ending)
        }.get()
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { for await _ in end {} }
                group.addTask { try await handler.respond(to: apiRequest, through: writer) }
                try await group.next()
                group.cancelAll()
                try await group.waitForAll()
            }
        } onGracefulShutdown: {
            ending.finish()
        }
    }

    private func body(_ reader: RequestBodyReader, _ writer: TransportResponseWriter) -> HTTPRequestBody {
        if reader.length == 0 { return HTTPRequestBody() }
        return HTTPRequestBody { limit in
            if let length = reader.length, length > limit { throw HTTPRequestBodyTooLarge() }
            if reader.isHeldBack {
                try await writer.sendContinue()
                reader.release()
            }
            return try await reader.collect(upTo: limit)
        }
    }

    /// Reads what is left of a body so that the connection can be used again; of too large a one nothing is worth waiting for.
    private func discardRest(of reader: RequestBodyReader, on channel: any Channel) async throws {
        // Whether a body that was held back comes after all is the client's to decide, and nothing would tell.
        if !reader.isHeldBack, try await reader.discard(upTo: Self.discardLimit) { return }
        try await close(channel)
    }

    /// Gives up a connection, or a stream of one, after its last answer.
    private func close(_ channel: any Channel) async throws {
        if !isMultiplexed {
            // Closing at once could make the system throw away the answer before the client has read it.
            try? await channel.close(mode: .output)
            try await handler.time.sleep(for: Self.lingerTime)
        }
        throw ConnectionGivenUp()
    }
}

/// The connection ends: its client sends more than is worth reading, or has left HTTP.
private struct ConnectionGivenUp: Error {}

/// Reads the body of one request.
///
/// Sendable because one task at a time reads: the handler's, and after the answer the transport's.
private final class RequestBodyReader: @unchecked Sendable {
    /// In bytes, as announced.
    let length: Int?
    private let body: RequestBody
    private var iterator: RequestBody.AsyncIterator?
    /// Whether nothing is left to read.
    private var hasEnded: Bool
    /// Whether the client waits for a word before it sends the body.
    private(set) var isHeldBack: Bool

    init(_ request: Request) {
        body = request.body
        let headers = request.headers
        isHeldBack = headers[.expect]?.lowercased() == "100-continue"
        length = headers[.contentLength].flatMap { Int($0) }
        // Over HTTP/2 a body needs no header that announces it; there the request has an authority instead of a host.
        hasEnded =
            length == 0
            || request.method == .get && headers[.contentLength] == nil && headers[.transferEncoding] == nil
    }

    /// The client has been told to go on.
    func release() { isHeldBack = false }

    func collect(upTo limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let part = try await next() {
            guard bytes.count + part.readableBytes <= limit else { throw HTTPRequestBodyTooLarge() }
            bytes.append(contentsOf: part.readableBytesView)
        }
        return bytes
    }

    /// - Returns: Whether the body has ended.
    func discard(upTo limit: Int) async throws -> Bool {
        var count = 0
        while count <= limit {
            guard let part = try await next() else { return true }
            count += part.readableBytes
        }
        return false
    }

    private func next() async throws -> ByteBuffer? {
        if hasEnded { return nil }
        var iterator = iterator ?? body.makeAsyncIterator()
        let part = try await iterator.next()
        self.iterator = iterator
        // To a task that is cancelled the body seems to end here.
        if part == nil { try Task.checkCancellation() }
        hasEnded = part == nil
        return part
    }
}

/// Hands answers to Hummingbird.
///
/// Sendable because ``HTTPResponseWriter`` is called by one task at a time, and what it holds is a channel's outbound
/// writer, which is safe to use from any task.
final class TransportResponseWriter: HTTPResponseWriter, @unchecked Sendable {
    private struct AlreadyAnswered: Error {}

    private let date: String
    /// Whether the connection carries no request after this one.
    private let isLast: Bool
    private let webSocket: WebSocketHandshake
    private var head: ResponseWriter?
    private var body: (any ResponseBodyWriter)?
    private var messages: (any MessageStream)?

    init(_ writer: consuming ResponseWriter, date: String, isLast: Bool, webSocket: WebSocketHandshake) {
        head = consume writer
        self.date = date
        self.isLast = isLast
        self.webSocket = webSocket
    }

    func send(_ response: HTTPAPIResponse) async throws {
        guard let writer = head.take() else { throw AlreadyAnswered() }
        var fields = common(response.headers)
        // An answer to HEAD tells the length of the body it leaves out; 304 has none to tell.
        if fields[.contentLength] == nil, response.status != 304 {
            fields[.contentLength] = String(response.body.count)
        }
        let head = HTTPResponse(status: .init(code: response.status), headerFields: fields)
        let body = response.body
        guard body.count > Self.pieceSize else {
            return try await writer.write(response: head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
        }
        var rest = try await writer.writeHead(head)
        for start in stride(from: 0, to: body.count, by: Self.pieceSize) {
            try await rest.write(ByteBuffer(bytes: body[start..<min(start + Self.pieceSize, body.count)]))
        }
        try await rest.finish(nil)
    }

    /// What is handed over at a time of a large body: its client reads one piece while the next one is encrypted, and no
    /// second copy of the whole is made.
    private static let pieceSize = 256 * 1024

    func begin(status: Int, headers: HTTPFields) async throws {
        guard let writer = head.take() else { throw AlreadyAnswered() }
        body = try await writer.writeHead(HTTPResponse(status: .init(code: status), headerFields: common(headers)))
    }

    /// What every head has besides.
    private func common(_ headers: HTTPFields) -> HTTPFields {
        var fields = headers
        fields[.date] = date
        if isLast { fields[.connection] = "close" }
        return fields
    }

    func write(_ chunk: [UInt8]) async throws {
        try await body?.write(ByteBuffer(bytes: chunk))
    }

    /// Tells a client that waits with its body to go on (RFC 9110, section 10.1.1).
    func sendContinue() async throws {
        try await head?.writeInformationalHead(HTTPResponse(status: .continue))
    }

    func openWebSocket(_ subprotocol: String) async throws -> any MessageStream {
        let acceptance = try await webSocket.acceptance(of: subprotocol)
        guard let writer = head.take() else { throw AlreadyAnswered() }
        try await writer.writeInformationalHead(acceptance)
        let messages = try await webSocket.messages()
        self.messages = messages
        return messages
    }

    /// Ends a stream; a complete answer has ended already.
    func finish() async throws {
        await messages.take()?.finish()
        try await body.take()?.finish(nil)
    }
}
