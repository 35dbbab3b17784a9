import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import PKI
import Synchronization

/// An HTTPS server that does what a test says, byte by byte and moment by moment, also what no good server would do.
final class ScriptedServer: Sendable {
    struct Request: Sendable {
        var line: String
        var headers: [(name: String, value: String)]
        var body: String

        func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    enum Step: Sendable {
        /// The whole answer.
        case answer(Int, String, headers: [String: String] = [:])
        /// The head of an answer whose body follows in chunks.
        case begin
        case chunk(String)
        case end
        /// Cuts the connection.
        case cut
        /// Goes on when the gate opens.
        case wait(Gate)
    }

    /// Opens once, from the test.
    struct Gate: Sendable {
        fileprivate let promise = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: Void.self)
        func open() { promise.succeed() }
    }

    typealias Script = @Sendable (Request) -> [Step]

    struct State {
        var requests: [Request] = []
        var openConnections = 0
        var connections = 0
    }

    let state = Mutex(State())
    private let channel: Mutex<(any Channel)?> = Mutex(nil)
    private let script: Script

    var port: Int { channel.withLock { $0?.localAddress?.port } ?? 0 }
    var requests: [Request] { state.withLock { $0.requests } }
    var lines: [String] { requests.map(\.line) }

    private init(_ script: @escaping Script) {
        self.script = script
    }

    /// Runs `body` beside a server on 127.0.0.1; without `tls` it speaks plain HTTP.
    static func with(
        tls: TLSConfiguration?, script: @escaping Script, _ body: (ScriptedServer) async throws -> Void
    ) async throws {
        let server = ScriptedServer(script)
        let context = try tls.map { try NIOSSLContext(configuration: $0) }
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context { try pipeline.addHandler(NIOSSLServerHandler(context: context)) }
                    try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false)
                    try pipeline.addHandler(Handler(server))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        server.channel.withLock { $0 = channel }
        do {
            try await body(server)
        } catch {
            try await channel.close()
            throw error
        }
        try await channel.close()
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let server: ScriptedServer
        private var head: HTTPRequestHead?
        private var body = ByteBuffer()

        init(_ server: ScriptedServer) {
            self.server = server
        }

        func channelActive(context: ChannelHandlerContext) {
            server.state.withLock {
                ($0.connections, $0.openConnections) = ($0.connections + 1, $0.openConnections + 1)
            }
            context.fireChannelActive()
        }

        func channelInactive(context: ChannelHandlerContext) {
            server.state.withLock { $0.openConnections -= 1 }
            context.fireChannelInactive()
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                self.head = head
                body.clear()
            case .body(let part):
                body.writeImmutableBuffer(part)
            case .end:
                guard let head else { return }
                let request = Request(
                    line: "\(head.method.rawValue) \(head.uri)", headers: head.headers.map { ($0.name, $0.value) },
                    body: String(buffer: body))
                server.state.withLock { $0.requests.append(request) }
                run(server.script(request)[...], context)
            }
        }

        private func run(_ steps: ArraySlice<Step>, _ context: ChannelHandlerContext) {
            guard let step = steps.first else { return }
            let rest = steps.dropFirst()
            switch step {
            case .answer(let code, let text, let headers):
                var fields = HTTPHeaders(headers.map { ($0.key, $0.value) })
                fields.add(name: "content-length", value: "\(text.utf8.count)")
                write(
                    .head(HTTPResponseHead(version: .http1_1, status: .init(statusCode: code), headers: fields)),
                    context)
                write(.body(.byteBuffer(ByteBuffer(string: text))), context)
                write(.end(nil), context)
            case .begin:
                let chunked = HTTPHeaders([("transfer-encoding", "chunked")])
                write(.head(HTTPResponseHead(version: .http1_1, status: .ok, headers: chunked)), context)
            case .chunk(let text): write(.body(.byteBuffer(ByteBuffer(string: text))), context)
            case .end: write(.end(nil), context)
            case .cut: return context.close(promise: nil)
            case .wait(let gate):
                let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
                return gate.promise.futureResult.hop(to: context.eventLoop).whenSuccess {
                    let (handler, context) = bound.value
                    if context.channel.isActive { handler.run(rest, context) }
                }
            }
            run(rest, context)
        }

        private func write(_ part: HTTPServerResponsePart, _ context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(part), promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
