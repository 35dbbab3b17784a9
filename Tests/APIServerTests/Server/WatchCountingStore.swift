import ObjectStore
import Synchronization

/// A store that knows how many watches are open.
final class WatchCountingStore: ObjectStore {
    private struct State {
        var open = 0
        var waiters: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let base: MemoryStore
    private let state = Mutex(State())

    init(_ base: MemoryStore) {
        self.base = base
    }

    /// Returns as soon as so many watches are open.
    func waitForWatches(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isReached = state.withLock { state in
                if state.open == count { return true }
                state.waiters.append((count, continuation))
                return false
            }
            if isReached { continuation.resume() }
        }
    }

    private func change(by difference: Int) {
        let reached = state.withLock { state in
            state.open += difference
            let reached = state.waiters.filter { $0.count == state.open }
            state.waiters.removeAll { $0.count == state.open }
            return reached
        }
        for waiter in reached { waiter.continuation.resume() }
    }

    func withWatch<Result: Sendable>(
        _ query: WatchQuery, _ body: @Sendable (any StoreWatch) async throws -> Result
    ) async throws -> Result {
        change(by: 1)
        defer { change(by: -1) }
        return try await base.withWatch(query, body)
    }

    func currentRevision() async throws(StoreError) -> Revision { try await base.currentRevision() }
    func get(_ key: StoreKey) async throws(StoreError) -> StoredObject? { try await base.get(key) }
    func list(_ query: RangeQuery) async throws(StoreError) -> RangePage { try await base.list(query) }
    func commit(_ mutation: Mutation) async throws(StoreError) -> Revision? { try await base.commit(mutation) }
    func compact(through revision: Revision) async throws(StoreError) { try await base.compact(through: revision) }
    func advance(to revision: Revision) async throws(StoreError) { try await base.advance(to: revision) }
    func withFork<Result: Sendable>(
        _ body: @Sendable (any ObjectStore) async throws -> Result
    ) async throws -> Result {
        try await base.withFork(body)
    }
}
