import NIOCore
import Synchronization

/// Whether a connection is of use: a request is being answered, or was a moment ago.
///
/// The protocols have timers of their own, but a client can keep those at bay: by the bytes of a head or of an unwanted body
/// that come one at a time, or by never acknowledging that the connection is to end. This one goes by requests alone.
final class ConnectionActivity: Sendable {
    private struct State {
        var requests = 0
        var hadRequests = true
    }

    private let state = Mutex(State())

    /// Runs `body`, which answers one request.
    func during(_ body: () async throws -> Void) async throws {
        state.withLock { state in
            state.requests += 1
            state.hadRequests = true
        }
        defer { state.withLock { $0.requests -= 1 } }
        try await body()
    }

    /// Whether there was no request since the question was asked last.
    func isIdle() -> Bool {
        state.withLock { state in
            defer { state.hadRequests = state.requests > 0 }
            return state.requests == 0 && !state.hadRequests
        }
    }

    /// Closes the connection once it has been idle for `time`, and for twice that at most.
    func closeWhenIdle(_ channel: any Channel, for time: TimeAmount) {
        let watch = channel.eventLoop.scheduleRepeatedTask(initialDelay: time, delay: time) { _ in
            if self.isIdle() { channel.close(promise: nil) }
        }
        channel.closeFuture.whenComplete { _ in watch.cancel() }
    }
}

/// Closes a connection, or a stream of one, whose client does not take what it is sent.
///
/// Until then the writer waits, and what is buffered is bounded by the channel's high-water mark.
final class WriteDeadlineHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Never

    private let limit: TimeAmount
    private var deadline: Scheduled<Void>?

    init(limit: TimeAmount) {
        self.limit = limit
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            cancel()
        } else if deadline == nil {
            deadline = context.eventLoop.assumeIsolated().scheduleTask(in: limit) { context.close(promise: nil) }
        }
        context.fireChannelWritabilityChanged()
    }

    func handlerRemoved(context: ChannelHandlerContext) { cancel() }

    private func cancel() {
        deadline?.cancel()
        deadline = nil
    }
}
