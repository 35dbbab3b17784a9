import EtcdClient
import KubernetesClient
import NIOCore
import NIOPosix
import Synchronization

/// Two ends of a connection of messages, such as a WebSocket's.
struct MessagePipe: Sendable {
    let near: any MessageStream
    let far: any MessageStream

    init() {
        let (there, back) = (AsyncStream<[UInt8]>.makeStream(), AsyncStream<[UInt8]>.makeStream())
        near = End(input: back, output: there)
        far = End(input: there, output: back)
    }

    private final class End: MessageStream {
        let input: (stream: AsyncStream<[UInt8]>, continuation: AsyncStream<[UInt8]>.Continuation)
        let output: AsyncStream<[UInt8]>.Continuation

        init(
            input: (stream: AsyncStream<[UInt8]>, continuation: AsyncStream<[UInt8]>.Continuation),
            output: (stream: AsyncStream<[UInt8]>, continuation: AsyncStream<[UInt8]>.Continuation)
        ) {
            self.input = input
            self.output = output.continuation
        }

        func receive() async throws -> [UInt8]? {
            for await message in input.stream { return message }
            try Task.checkCancellation()
            return nil
        }

        func send(_ message: [UInt8]) async throws { output.yield(message) }

        func finish() async {
            input.continuation.finish()
            output.finish()
        }
    }
}

/// Counts what passes through a stream, and whether it was finished.
final class WatchedStream: DuplexStream {
    private let stream: any DuplexStream
    /// After how many bytes read the connection breaks.
    private let limit: Int
    private let state = Mutex((read: 0, isFinished: false))

    struct Cut: Error {}

    init(_ stream: any DuplexStream, breakingAfter limit: Int = .max) {
        self.stream = stream
        self.limit = limit
    }

    var isFinished: Bool { state.withLock { $0.isFinished } }
    var bytesRead: Int { state.withLock { $0.read } }

    func read() async throws -> [UInt8]? {
        guard let bytes = try await stream.read() else { return nil }
        let total = state.withLock { state in
            state.read += bytes.count
            return state.read
        }
        if total > limit { throw Cut() }
        return bytes
    }

    func write(_ bytes: [UInt8]) async throws { try await stream.write(bytes) }

    func finish() async {
        state.withLock { $0.isFinished = true }
        await stream.finish()
    }
}

/// Carries a stream's bytes to and from a port of this machine.
func connect(_ stream: any DuplexStream, toPort port: Int) async throws {
    let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
    try await channel.executeThenClose { inbound, outbound in
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for try await buffer in inbound { try await stream.write(Array(buffer.readableBytesView)) }
            }
            group.addTask {
                while let bytes = try await stream.read() { try await outbound.write(ByteBuffer(bytes: bytes)) }
            }
            try await group.next()
            group.cancelAll()
        }
    }
}
