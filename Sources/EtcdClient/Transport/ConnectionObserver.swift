import NIOCore
import NIOTLS

/// Stands between TLS and HTTP/2: tells when the connection is secure, and what broke it.
final class ConnectionObserver: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let fate: ConnectionFate
    private let secured: EventLoopPromise<Void>

    init(_ fate: ConnectionFate, secured: EventLoopPromise<Void>) {
        self.fate = fate
        self.secured = secured
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted(let negotiated)? = event as? TLSUserEvent {
            if negotiated == "h2" {
                secured.succeed()
            } else {
                fail(EtcdError(.invalidAnswer, member: fate.member, "it does not speak HTTP/2"))
                context.close(promise: nil)
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(error)
        context.fireErrorCaught(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(nil)
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        fail(nil)
    }

    private func fail(_ error: (any Error)?) {
        fate.record(error)
        if let error = fate.error { secured.fail(error) }
    }
}
