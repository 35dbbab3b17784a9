import DequeModule
import NIOCore

/// Requests that come at a rate, whether or not the server keeps up. Latency counts from when a request was due, so that a stall
/// shows in all that had to wait for it.
///
/// Sendable because all of it is used on one event loop only.
final class OpenLoop: @unchecked Sendable {
    private let rate: Int
    private let count: Int
    private let status: Int
    private let makeRequest: (Int) -> ByteBuffer
    private let done: EventLoopPromise<Figures>
    private var idle: [Connection]
    private var waiting = Deque<Int>()
    private var figures = Figures()
    private var due = 0
    private var sent = 0
    private var start = 0

    private init(
        _ connections: [Connection], rate: Int, count: Int, expecting status: Int, done: EventLoopPromise<Figures>,
        makeRequest: @escaping (Int) -> ByteBuffer
    ) {
        idle = connections
        self.rate = rate
        self.count = count
        self.status = status
        self.done = done
        self.makeRequest = makeRequest
    }

    /// Sends `count` requests, `rate` a second.
    static func run(
        _ connections: [Connection], rate: Int, count: Int, expecting status: Int, on eventLoop: any EventLoop,
        makeRequest: @escaping @Sendable (Int) -> ByteBuffer
    ) async throws -> Figures {
        try await eventLoop.flatSubmit {
            let done = eventLoop.makePromise(of: Figures.self)
            let loop = OpenLoop(
                connections, rate: rate, count: count, expecting: status, done: done, makeRequest: makeRequest)
            loop.begin(on: eventLoop)
            return done.futureResult
        }.get().checked()
    }

    private func begin(on eventLoop: any EventLoop) {
        start = Clock.now()
        eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(1)) { task in
            let elapsed = Clock.now() - self.start
            while self.due < self.count, self.dueTime(self.due) - self.start <= elapsed {
                self.waiting.append(self.due)
                self.due += 1
            }
            if self.due == self.count { task.cancel() }
            self.sendWaiting()
        }
    }

    private func dueTime(_ index: Int) -> Int { start + index * 1_000_000_000 / rate }

    private func sendWaiting() {
        while !waiting.isEmpty, let connection = idle.popLast() {
            let index = waiting.removeFirst()
            connection.send(makeRequest(index)) { result in
                self.figures.take(result, expecting: self.status, since: self.dueTime(index))
                self.sent += 1
                if case .success = result { self.idle.append(connection) }
                if self.sent == self.count || self.figures.failures > 100 {
                    self.figures.wall = Clock.now() - self.start
                    return self.done.succeed(self.figures)
                }
                self.sendWaiting()
            }
        }
    }
}
