import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS

/// One kept connection that carries one request at a time.
///
/// Sendable because all of it is used on its event loop only.
final class Connection: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer

    struct Response {
        var status = 0
        /// Of the body, in bytes.
        var length = 0
        /// The beginning of a body that tells of an error.
        var complaint = ""
    }

    typealias Completion = (Result<Response, LoadError>) -> Void

    private let ready: EventLoopPromise<Connection>
    private var channel: (any Channel)?
    private var parser = ResponseParser()
    private var input = ByteBuffer()
    private var response = Response()
    private var completion: Completion?
    private var onHead: ((Int) -> Void)?
    private var onBody: ((ByteBuffer) -> Void)?

    private init(ready: EventLoopPromise<Connection>) {
        self.ready = ready
    }

    /// A connection whose handshake is done.
    static func open(to endpoint: Endpoint, on eventLoop: any EventLoop) -> EventLoopFuture<Connection> {
        let ready = eventLoop.makePromise(of: Connection.self)
        ClientBootstrap(group: eventLoop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    // Without a name: the certificate is then held against the address.
                    let tls = try NIOSSLClientHandler(context: endpoint.tls, serverHostname: nil)
                    try channel.pipeline.syncOperations.addHandlers(tls, Connection(ready: ready))
                }
            }
            .connect(host: endpoint.host, port: endpoint.port)
            .cascadeFailure(to: ready)
        return ready.futureResult
    }

    static func open(_ count: Int, to endpoint: Endpoint, on eventLoop: any EventLoop) -> EventLoopFuture<[Connection]>
    {
        EventLoopFuture.whenAllSucceed((0..<count).map { _ in open(to: endpoint, on: eventLoop) }, on: eventLoop)
    }

    /// Sends a request as it is; one at a time.
    func send(_ request: ByteBuffer, then completion: @escaping Completion) {
        guard let channel, self.completion == nil else {
            return completion(.failure(LoadError("the connection is closed or busy")))
        }
        self.completion = completion
        response = Response()
        channel.writeAndFlush(request, promise: nil)
    }

    /// Sends a request whose answer is a stream.
    func stream(
        _ request: ByteBuffer, head: @escaping (Int) -> Void, body: @escaping (ByteBuffer) -> Void,
        end: @escaping Completion
    ) {
        onHead = head
        onBody = body
        send(request, then: end)
    }

    func close() {
        channel?.close(promise: nil)
    }

    // MARK: ChannelInboundHandler

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted = event {
            channel = context.channel
            ready.succeed(self)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if input.readableBytes == 0 { input = bytes } else { input.writeBuffer(&bytes) }
        do throws(LoadError) {
            while let part = try parser.next(&input) { take(part) }
        } catch {
            finish(.failure(error))
            context.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let failure = LoadError("\(error)")
        ready.fail(failure)
        finish(.failure(failure))
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        channel = nil
        let failure = LoadError("the server closed the connection")
        ready.fail(failure)
        finish(.failure(failure))
    }

    private func take(_ part: ResponseParser.Part) {
        switch part {
        case .head(let status):
            response.status = status
            onHead?(status)
        case .body(let bytes):
            response.length += bytes.readableBytes
            if response.status >= 400, response.complaint.isEmpty {
                response.complaint = String(decoding: bytes.readableBytesView.prefix(300), as: UTF8.self)
            }
            onBody?(bytes)
        case .end:
            finish(.success(response))
        }
    }

    private func finish(_ result: Result<Response, LoadError>) {
        guard let completion else { return }
        self.completion = nil
        onHead = nil
        onBody = nil
        completion(result)
    }
}
