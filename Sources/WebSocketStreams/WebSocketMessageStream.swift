public import KubernetesClient
public import NIOCore
import NIOWebSocket

/// The messages of a WebSocket (RFC 6455) over a channel whose handshake is done.
// @unchecked Sendable: `MessageStream` promises that one task at a time receives, and only receiving uses the iterator.
public final class WebSocketMessageStream: MessageStream, @unchecked Sendable {
    public enum Role: Sendable { case client, server }

    /// In bytes, unless told otherwise.
    public static let largestMessage = 1 << 20

    private let channel: any Channel
    private let handler: NIOLoopBound<WebSocketMessageHandler>
    private var messages: WebSocketMessageHandler.Producer.AsyncIterator

    /// Puts the handlers of a WebSocket into a pipeline. What stands behind them there sees nothing of the connection any more.
    ///
    /// - Parameters:
    ///   - position: Where the bytes of the WebSocket pass.
    ///   - readsFrames: Whether the pipeline has no handlers of frames yet, as it has after a handshake by `NIOWebSocket`.
    ///   - largestMessage: In bytes; a larger one ends the connection.
    /// - Precondition: Called on the channel's event loop.
    public static func install(
        in channel: any Channel, as role: Role, at position: ChannelPipeline.SynchronousOperations.Position = .last,
        readsFrames: Bool = true, largestMessage: Int = WebSocketMessageStream.largestMessage
    ) throws -> WebSocketMessageStream {
        let handler = WebSocketMessageHandler(channel.eventLoop, role: role, largestMessage: largestMessage)
        let bound = NIOLoopBound(handler, eventLoop: channel.eventLoop)
        let messages = handler.start(bound)
        let frameHandlers: [any ChannelHandler] = [
            WebSocketFrameEncoder(), ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: largestMessage)),
            WebSocketProtocolErrorHandler(isServer: role == .server),
        ]
        try channel.pipeline.syncOperations.addHandlers(
            (readsFrames ? frameHandlers : []) + [handler], position: position)
        return WebSocketMessageStream(channel, bound, messages)
    }

    private init(
        _ channel: any Channel, _ handler: NIOLoopBound<WebSocketMessageHandler>,
        _ messages: WebSocketMessageHandler.Producer
    ) {
        self.channel = channel
        self.handler = handler
        self.messages = messages.makeAsyncIterator()
    }

    public func receive() async throws -> [UInt8]? {
        let message = try await messages.next()
        if message == nil { try Task.checkCancellation() }
        return message
    }

    public func send(_ message: [UInt8]) async throws {
        let handler = handler
        try await channel.eventLoop.flatSubmit { handler.value.send(message) }.get()
    }

    public func finish() async {
        let handler = handler
        try? await channel.eventLoop.flatSubmit { handler.value.finish() }.get()
    }
}
