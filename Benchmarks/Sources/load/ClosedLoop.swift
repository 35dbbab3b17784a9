import NIOCore

/// Clients that each send their next request when the answer to the last one is there.
///
/// Sendable because all of it is used on one event loop only.
final class ClosedLoop: @unchecked Sendable {
    private let connections: [Connection]
    private let count: Int
    private let status: Int
    private let makeRequest: (Int) -> ByteBuffer
    private let done: EventLoopPromise<Figures>
    private var figures = Figures()
    private var sent = 0
    private var answered = 0
    private var start = 0

    private init(
        _ connections: [Connection], count: Int, expecting status: Int, done: EventLoopPromise<Figures>,
        makeRequest: @escaping (Int) -> ByteBuffer
    ) {
        self.connections = connections
        self.count = count
        self.status = status
        self.done = done
        self.makeRequest = makeRequest
    }

    /// Sends `count` requests over all connections together.
    static func run(
        _ connections: [Connection], count: Int, expecting status: Int, on eventLoop: any EventLoop,
        makeRequest: @escaping @Sendable (Int) -> ByteBuffer
    ) async throws -> Figures {
        try await eventLoop.flatSubmit {
            let done = eventLoop.makePromise(of: Figures.self)
            let loop = ClosedLoop(connections, count: count, expecting: status, done: done, makeRequest: makeRequest)
            loop.begin()
            return done.futureResult
        }.get().checked()
    }

    private func begin() {
        figures.latencies.reserveCapacity(count)
        start = Clock.now()
        for connection in connections { sendNext(on: connection) }
    }

    private func sendNext(on connection: Connection) {
        guard sent < count else { return }
        let request = makeRequest(sent)
        sent += 1
        let start = Clock.now()
        connection.send(request) { result in
            self.figures.take(result, expecting: self.status, since: start)
            self.answered += 1
            if case .failure = result { return self.end() }
            if self.answered == self.count { self.end() } else { self.sendNext(on: connection) }
        }
    }

    private func end() {
        figures.wall = Clock.now() - start
        done.succeed(figures)
    }
}
