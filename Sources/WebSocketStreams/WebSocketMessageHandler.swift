import NIOCore
import NIOWebSocket

/// Joins frames to messages, answers pings and closes, and reads no more from the network while its reader is behind.
final class WebSocketMessageHandler: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias InboundOut = Never
    typealias OutboundIn = Any
    typealias OutboundOut = WebSocketFrame
    typealias Producer = NIOThrowingAsyncSequenceProducer<
        [UInt8], any Error, NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark, Reader
    >

    /// Tells the handler when there is room for more messages.
    struct Reader: NIOAsyncSequenceProducerDelegate {
        let eventLoop: any EventLoop
        let handler: NIOLoopBound<WebSocketMessageHandler>

        func produceMore() { eventLoop.execute { handler.value.resumeReading() } }
        func didTerminate() { eventLoop.execute { handler.value.resumeReading() } }
    }

    /// That the other end has to take what was sent before the good-bye and, where it is a client, to answer it. A client on a
    /// busy machine may not even have seen the end of the handshake yet.
    private static let farewellTime = TimeAmount.seconds(10)

    private let eventLoop: any EventLoop
    private let role: WebSocketMessageStream.Role
    private let largestMessage: Int
    private var source: Producer.Source?
    private var context: ChannelHandlerContext?
    /// The beginning of a message whose end has not come.
    private var partial: [UInt8]?
    private var isPaused = false
    private var isReadPending = false
    private var hasSentClose = false

    init(_ eventLoop: any EventLoop, role: WebSocketMessageStream.Role, largestMessage: Int) {
        self.eventLoop = eventLoop
        self.role = role
        self.largestMessage = largestMessage
    }

    /// - Returns: The messages that will come.
    func start(_ handler: NIOLoopBound<WebSocketMessageHandler>) -> Producer {
        let new = Producer.makeSequence(
            backPressureStrategy: .init(lowWatermark: 4, highWatermark: 16), finishOnDeinit: true,
            delegate: Reader(eventLoop: eventLoop, handler: handler))
        source = new.source
        return new.sequence
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        end(nil)
    }

    // MARK: What comes

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        // Section 5.1: what a client sends is masked, and nothing else is.
        guard (frame.maskKey != nil) == (role == .server) else { return fail(.protocolError, context) }
        switch frame.opcode {
        case .binary, .text:
            guard partial == nil else { return fail(.protocolError, context) }
            take(frame, after: [], context)
        case .continuation:
            guard let beginning = partial else { return fail(.protocolError, context) }
            take(frame, after: beginning, context)
        case .ping:
            write(WebSocketFrame(fin: true, opcode: .pong, maskKey: mask, data: frame.unmaskedData), context, nil)
        case .connectionClose:
            sayGoodbye(.normalClosure, context)
            end(nil)
        default:
            break
        }
    }

    private func take(_ frame: WebSocketFrame, after beginning: [UInt8], _ context: ChannelHandlerContext) {
        let message = beginning + frame.unmaskedData.readableBytesView
        guard message.count <= largestMessage else { return fail(.messageTooLarge, context) }
        partial = frame.fin ? nil : message
        guard frame.fin, let source else { return }
        if case .stopProducing = source.yield(message) { isPaused = true }
    }

    private func fail(_ code: WebSocketErrorCode, _ context: ChannelHandlerContext) {
        sayGoodbye(code, context)
        end(WebSocketFailure(code: code))
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(nil)
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent { end(nil) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(error)
        context.close(promise: nil)
    }

    private func end(_ error: (any Error)?) {
        guard let source = source.take() else { return }
        if let error { source.finish(error) } else { source.finish() }
    }

    // MARK: Back pressure

    func read(context: ChannelHandlerContext) {
        if isPaused { isReadPending = true } else { context.read() }
    }

    fileprivate func resumeReading() {
        isPaused = false
        guard isReadPending else { return }
        isReadPending = false
        context?.read()
    }

    // MARK: What goes

    /// Whatever stands behind in the pipeline has nothing to say any more.
    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        promise?.fail(ChannelError.ioOnClosedChannel)
    }

    func send(_ message: [UInt8]) -> EventLoopFuture<Void> {
        guard let context, !hasSentClose else { return eventLoop.makeFailedFuture(ChannelError.ioOnClosedChannel) }
        let promise = eventLoop.makePromise(of: Void.self)
        let data = ByteBuffer(bytes: message)
        write(WebSocketFrame(fin: true, opcode: .binary, maskKey: mask, data: data), context, promise)
        return promise.futureResult
    }

    /// Says good-bye and closes. A server waits for its client to answer, as section 7.1.1 has it: closing at once can cost the
    /// client what was sent before.
    func finish() -> EventLoopFuture<Void> {
        guard let context else { return eventLoop.makeSucceededVoidFuture() }
        end(nil)
        let deadline = eventLoop.assumeIsolated().scheduleTask(in: Self.farewellTime) { context.close(promise: nil) }
        context.channel.closeFuture.whenComplete { _ in deadline.cancel() }
        if role == .server, !hasSentClose {
            _ = sendClose(.normalClosure, context)
        } else {
            sayGoodbye(.normalClosure, context)
        }
        return context.channel.closeFuture
    }

    private func sayGoodbye(_ code: WebSocketErrorCode, _ context: ChannelHandlerContext) {
        sendClose(code, context).assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    }

    private func sendClose(_ code: WebSocketErrorCode, _ context: ChannelHandlerContext) -> EventLoopFuture<Void> {
        guard !hasSentClose else { return eventLoop.makeSucceededVoidFuture() }
        hasSentClose = true
        var data = ByteBuffer()
        data.write(webSocketErrorCode: code)
        let promise = eventLoop.makePromise(of: Void.self)
        write(WebSocketFrame(fin: true, opcode: .connectionClose, maskKey: mask, data: data), context, promise)
        return promise.futureResult
    }

    private func write(_ frame: WebSocketFrame, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        context.writeAndFlush(wrapOutboundOut(frame), promise: promise)
    }

    private var mask: WebSocketMaskingKey? { role == .client ? .random() : nil }
}

/// The other end does not keep to the protocol.
public struct WebSocketFailure: Error {
    let code: WebSocketErrorCode
}
