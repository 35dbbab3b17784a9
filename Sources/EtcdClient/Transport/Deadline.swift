import Effects
import Synchronization

/// Runs `body`, and cancels it when it takes longer than `timeout`.
///
/// - Throws: What `expired` makes where the time ran out; whatever `body` throws otherwise.
func withDeadline<Success: Sendable>(
    _ timeout: Duration, on time: any TimeSource, expired: @Sendable () -> EtcdError,
    _ body: @escaping @Sendable () async throws -> Success
) async throws -> Success {
    try await withThrowingTaskGroup(of: Success?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await time.sleep(for: timeout)
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next() else { throw CancellationError() }
        guard let success = first else { throw expired() }
        return success
    }
}

/// Knows since when something is awaited, so that only the wait is bounded and not what is done between two waits.
final class Waiting: Sendable {
    private let since: Mutex<Timestamp?>

    init(since start: Timestamp) {
        since = Mutex(start)
    }

    func begin(at time: Timestamp) { since.withLock { $0 = time } }
    func end() { since.withLock { $0 = nil } }

    /// Returns when one wait has lasted as long as `timeout`.
    func exceeds(_ timeout: Duration, on time: any TimeSource) async throws {
        while true {
            let left = since.withLock { since in since.map { timeout - (time.now() - $0) } } ?? timeout
            guard left > .zero else { return }
            try await time.sleep(for: left)
        }
    }
}
