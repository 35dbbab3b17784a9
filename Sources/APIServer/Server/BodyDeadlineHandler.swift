import NIOCore
import NIOHTTPTypes

/// Fails the reading of a request whose body does not come in time.
///
/// A body that comes with its head, as most do, costs no timer.
final class BodyDeadlineHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart

    private let limit: TimeAmount
    private var isReceiving = false
    private var deadline: Scheduled<Void>?

    init(limit: TimeAmount) {
        self.limit = limit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: isReceiving = true
        case .body: break
        case .end: cancel()
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if isReceiving, deadline == nil {
            deadline = context.eventLoop.assumeIsolated().scheduleTask(in: limit) {
                context.fireErrorCaught(BodyDeadlineExceeded())
            }
        }
        context.fireChannelReadComplete()
    }

    func handlerRemoved(context: ChannelHandlerContext) { cancel() }

    private func cancel() {
        isReceiving = false
        deadline?.cancel()
        deadline = nil
    }
}

/// The body of a request did not come in time.
struct BodyDeadlineExceeded: Error {}
