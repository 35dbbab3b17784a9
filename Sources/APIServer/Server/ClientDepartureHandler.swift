import NIOCore
import NIOHTTPTypes

/// Knows when the client of a connection, or of a stream of one, has gone.
///
/// A watch reads nothing that would tell. What its client sends meanwhile, such as its next request over HTTP/1.1, stays
/// where it is for whoever reads the connection next.
final class ClientDepartureHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart

    private var hasLeft = false
    /// Of the one request that is being answered.
    private var departure: AsyncStream<Never>.Continuation?

    /// Finishes `departure` when the client leaves, or now if it has left. One request at a time is followed.
    func follow(_ departure: AsyncStream<Never>.Continuation) {
        if hasLeft { departure.finish() }
        self.departure = departure
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent { leave() }
        context.fireUserInboundEventTriggered(event)
    }

    /// A stream of HTTP/2 that its client resets.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        leave()
        context.fireErrorCaught(error)
    }

    func handlerRemoved(context: ChannelHandlerContext) { leave() }

    private func leave() {
        hasLeft = true
        departure.take()?.finish()
    }
}
