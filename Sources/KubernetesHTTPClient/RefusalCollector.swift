import KubernetesClient
import Machinery
import NIOCore
import NIOHTTP1

/// Reads the answer of a server that does not turn a connection into a WebSocket.
final class RefusalCollector: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private static let largestBody = 1 << 20

    /// What the server says.
    let status: EventLoopFuture<APIStatus>
    private let promise: EventLoopPromise<APIStatus>
    private var code = 0
    private var body: [UInt8] = []

    init(_ eventLoop: any EventLoop) {
        promise = eventLoop.makePromise()
        status = promise.futureResult
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            code = Int(head.status.code)
        case .body(let part):
            body.append(contentsOf: part.readableBytesView.prefix(Self.largestBody - body.count))
        case .end:
            // Success without an upgrade is none.
            let code = code < 400 ? 500 : code
            promise.succeed(Answer.failure(code: code, body: body, retryAfterSeconds: nil))
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.fail(ChannelError.eof)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(error)
        context.close(promise: nil)
    }
}
