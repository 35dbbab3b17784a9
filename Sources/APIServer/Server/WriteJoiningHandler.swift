import NIOCore

/// Joins the small writes before a flush, such as the head and the body of an answer or the three parts of a chunk: each
/// write that reaches TLS becomes a record of its own.
final class WriteJoiningHandler: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What a record of TLS holds.
    private static let recordSize = 16 * 1024
    /// Larger parts are not worth a copy.
    private static let largestPart = recordSize / 2

    private var joined = ByteBuffer()
    private var promise: EventLoopPromise<Void>?

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        var part = unwrapOutboundIn(data)
        if part.readableBytes > Self.largestPart {
            writeJoined(context)
            context.write(wrapOutboundOut(part), promise: promise)
            return
        }
        if joined.readableBytes + part.readableBytes > Self.recordSize { writeJoined(context) }
        joined.writeBuffer(&part)
        guard let promise else { return }
        if let earlier = self.promise {
            earlier.futureResult.cascade(to: promise)
        } else {
            self.promise = promise
        }
    }

    func flush(context: ChannelHandlerContext) {
        writeJoined(context)
        context.flush()
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        writeJoined(context)
        context.close(mode: mode, promise: promise)
    }

    private func writeJoined(_ context: ChannelHandlerContext) {
        guard joined.readableBytes > 0 || promise != nil else { return }
        context.write(wrapOutboundOut(joined), promise: promise)
        joined.clear()
        promise = nil
    }
}
