import NIOCore

/// Many watches of one collection, each on a connection of its own.
///
/// Sendable because all of it is used on one event loop only.
final class Watchers: @unchecked Sendable {
    private let connections: [Connection]
    private let opened: EventLoopPromise<Void>
    private var open = 0
    private var missing = 0
    private var seen: EventLoopPromise<Int>?
    /// Whether the write itself has yet to be answered, which the watchers may hear of first.
    private var isWriting = false
    private var time = 0
    private var start = 0

    private init(_ connections: [Connection], opened: EventLoopPromise<Void>) {
        self.connections = connections
        self.opened = opened
    }

    /// Watches that have all had the head of their answer.
    static func open(_ connections: [Connection], _ request: ByteBuffer, on eventLoop: any EventLoop) async throws
        -> Watchers
    {
        let opened = eventLoop.makePromise(of: Void.self)
        let watchers = Watchers(connections, opened: opened)
        try await eventLoop.submit { watchers.begin(request) }.get()
        try await opened.futureResult.get()
        return watchers
    }

    private func begin(_ request: ByteBuffer) {
        for connection in connections {
            connection.stream(request) { status in
                guard status == 200 else { return self.fail(LoadError("a watch was answered with \(status)")) }
                self.open += 1
                if self.open == self.connections.count { self.opened.succeed() }
            } body: { bytes in
                // One event a line.
                self.missing -= bytes.readableBytesView.count { $0 == UInt8(ascii: "\n") }
                if self.missing == 0, self.time == 0 { self.time = Clock.now() - self.start }
                self.finishRound()
            } end: { _ in
                self.fail(LoadError("a watch ended"))
            }
        }
    }

    /// Sends a write and waits until every watch has told of it. Returns how long that took, in nanoseconds.
    func timeToLast(of write: ByteBuffer, on connection: Connection, _ eventLoop: any EventLoop) async throws -> Int {
        try await eventLoop.flatSubmit {
            let seen = eventLoop.makePromise(of: Int.self)
            self.seen = seen
            self.missing = self.connections.count
            self.isWriting = true
            self.time = 0
            self.start = Clock.now()
            connection.send(write) { result in
                if case .success(let response) = result, response.status == 201 {
                    self.isWriting = false
                    return self.finishRound()
                }
                self.fail(LoadError("the write failed: \(result)"))
            }
            return seen.futureResult
        }.get()
    }

    private func finishRound() {
        guard missing == 0, !isWriting, let seen else { return }
        self.seen = nil
        seen.succeed(time)
    }

    private func fail(_ error: LoadError) {
        opened.fail(error)
        seen?.fail(error)
        seen = nil
    }
}
