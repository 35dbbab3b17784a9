import ControllerRuntime
import ObjectStore
import Synchronization

/// The store of one life of a plane. It ends as a process does: from one write on nothing reaches the store any more, and whether
/// that write did is left open.
final class Lifeline: ObjectStore {
    /// Opens when the life has ended.
    let end = Gate()

    private let base: any ObjectStore
    private let trouble: Trouble
    private let writes = Mutex(0)

    init(_ base: any ObjectStore, _ trouble: Trouble) {
        self.base = base
        self.trouble = trouble
    }

    func currentRevision() async throws(StoreError) -> Revision {
        try check()
        return try await base.currentRevision()
    }

    func get(_ key: StoreKey) async throws(StoreError) -> StoredObject? {
        try check()
        return try await base.get(key)
    }

    func list(_ query: RangeQuery) async throws(StoreError) -> RangePage {
        try check()
        return try await base.list(query)
    }

    func commit(_ mutation: Mutation) async throws(StoreError) -> Revision? {
        try check()
        guard let moment = trouble.crash(atWrite: nextWrite()) else { return try await base.commit(mutation) }
        if moment == .after { _ = try await base.commit(mutation) }
        end.open()
        throw Self.ended
    }

    func withWatch<Result: Sendable>(
        _ query: WatchQuery, _ body: @Sendable (any StoreWatch) async throws -> Result
    ) async throws -> Result {
        try check()
        return try await base.withWatch(query, body)
    }

    func compact(through revision: Revision) async throws(StoreError) {
        try check()
        try await base.compact(through: revision)
    }

    func advance(to revision: Revision) async throws(StoreError) {
        try check()
        try await base.advance(to: revision)
    }

    func withFork<Result: Sendable>(
        _ body: @Sendable (any ObjectStore) async throws -> Result
    ) async throws -> Result {
        try check()
        return try await base.withFork(body)
    }

    private func nextWrite() -> Int {
        writes.withLock { count in
            count += 1
            return count
        }
    }

    private func check() throws(StoreError) {
        if end.isOpen { throw Self.ended }
    }

    private static let ended = StoreError(.closed, "the process has ended")
}
