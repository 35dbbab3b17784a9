import Synchronization

/// Two ends of a connection within the process: what one writes, the other reads.
public struct DuplexPipe: Sendable {
    public let near: any DuplexStream
    public let far: any DuplexStream
    private let queues: [ByteQueue]

    /// - Parameter capacity: How many bytes may wait in each direction before a writer waits.
    public init(capacity: Int = 256 * 1024) {
        let (out, back) = (ByteQueue(capacity: capacity), ByteQueue(capacity: capacity))
        near = End(input: back, output: out)
        far = End(input: out, output: back)
        queues = [out, back]
    }

    /// Ends the connection for both. Those who read learn the error once they have read what came before it.
    public func fail(_ error: any Error) {
        for queue in queues { queue.finish(error) }
    }

    private struct End: DuplexStream {
        let input: ByteQueue
        let output: ByteQueue

        func read() async throws -> [UInt8]? { try await input.read() }
        func write(_ bytes: [UInt8]) async throws { try await output.write(bytes) }
        func finish() async {
            input.finish(nil)
            output.finish(nil)
        }
    }
}

/// One direction of a pipe.
private final class ByteQueue: Sendable {
    private struct Finished: Error {}

    private struct State {
        var chunks: [[UInt8]] = []
        var size = 0
        var isFinished = false
        var error: (any Error)?
    }

    private let capacity: Int
    private let state = Mutex(State())
    private let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    private let (departures, departed) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    init(capacity: Int) {
        self.capacity = capacity
    }

    func read() async throws -> [UInt8]? {
        while true {
            let (bytes, isFinished) = try state.withLock { state -> ([UInt8], Bool) in
                if state.chunks.isEmpty, let error = state.error { throw error }
                defer { (state.chunks, state.size) = ([], 0) }
                return (Array(state.chunks.joined()), state.isFinished)
            }
            if !bytes.isEmpty {
                departed.yield()
                return bytes
            }
            if isFinished { return nil }
            try await Self.wait(for: arrivals)
        }
    }

    func write(_ bytes: [UInt8]) async throws {
        guard !bytes.isEmpty else { return }
        while try !offer(bytes) { try await Self.wait(for: departures) }
        arrived.yield()
    }

    /// - Returns: Whether there was room. A write larger than the whole capacity has room when nothing waits.
    private func offer(_ bytes: [UInt8]) throws -> Bool {
        try state.withLock { state in
            if state.isFinished { throw state.error ?? Finished() }
            guard state.size == 0 || state.size + bytes.count <= capacity else { return false }
            state.chunks.append(bytes)
            state.size += bytes.count
            return true
        }
    }

    func finish(_ error: (any Error)?) {
        state.withLock { state in
            if !state.isFinished { state.error = error }
            state.isFinished = true
        }
        arrived.yield()
        departed.yield()
    }

    private static func wait(for signal: AsyncStream<Void>) async throws {
        for await _ in signal { return }
        throw CancellationError()
    }
}
