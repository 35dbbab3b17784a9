import Synchronization

/// Accepted connections on their way to the task that serves them.
///
/// None is lost: who takes connections goes on until the queue is finished and empty, also when its task is cancelled. A
/// connection that nobody serves would have to be taken apart by hand.
final class AcceptQueue: Sendable {
    private struct State {
        var waiting: [TLSConnection] = []
        var consumer: CheckedContinuation<TLSConnection?, Never>?
        var isFinished = false
    }

    private let state = Mutex(State())

    /// - Returns: Whether the connection will be served.
    func offer(_ connection: TLSConnection) -> Bool {
        let (isTaken, consumer) = state.withLock { state -> (Bool, CheckedContinuation<TLSConnection?, Never>?) in
            if state.isFinished { return (false, nil) }
            if let consumer = state.consumer.take() { return (true, consumer) }
            state.waiting.append(connection)
            return (true, nil)
        }
        consumer?.resume(returning: connection)
        return isTaken
    }

    /// No connection comes any more.
    func finish() {
        let consumer = state.withLock { state in
            state.isFinished = true
            return state.consumer.take()
        }
        consumer?.resume(returning: nil)
    }

    /// The next connection; `nil` after the last. Called by one task at a time.
    func next() async -> TLSConnection? {
        await withCheckedContinuation { continuation in
            let answer = state.withLock { state -> TLSConnection?? in
                if !state.waiting.isEmpty { return .some(state.waiting.removeFirst()) }
                if state.isFinished { return .some(nil) }
                state.consumer = continuation
                return .none
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }
}
