import Effects
import ObjectStore
import ObjectStoreTestSuite
import Simulation
import Synchronization
import Testing

@Suite("The compaction policy")
struct CompactionPolicyTests {
    private func targets(_ policy: CompactionPolicy, newest: [UInt64]) -> [UInt64?] {
        var policy = policy
        return newest.enumerated().map { minute, newest in
            policy.target(at: Timestamp(secondsSinceEpoch: Int64(minute) * 60), newest: Revision(newest))?.rawValue
        }
    }

    @Test("forgets what is older than its age, once")
    func age() {
        let policy = CompactionPolicy(keeping: .seconds(120))
        #expect(
            targets(policy, newest: [1, 10, 20, 30, 30, 30, 30, 30, 31, 31, 31]) == [
                nil, nil, 1, 10, 20, 30, nil, nil, nil, nil, 31,
            ])
    }

    @Test("forgets earlier where changes are many")
    func count() {
        let policy = CompactionPolicy(keeping: .seconds(120), atMost: 100)
        #expect(targets(policy, newest: [1, 50, 500, 510, 510, 510]) == [nil, nil, 400, 410, 500, 510])
    }

    @Test("is carried out as time passes, and leaves a settled store alone")
    func run() throws {
        try Simulation.run(seed: 1) { context in
            let store = MemoryStore()
            await withTaskGroup { group in
                group.addTask {
                    await store.runCompaction(time: context.time) { Issue.record("\($0)") }
                }
                group.addTask {
                    do {
                        try await store.put("a", "1")
                        try await context.time.sleep(for: .seconds(90))
                        let second = try await store.put("a", "2")
                        #expect(try await store.texts(at: 2) == ["a=1"])
                        try await context.time.sleep(for: .seconds(320))
                        try await expectFailure(.compacted) { try await store.texts(at: 1) }
                        #expect(try await store.texts(at: 2) == ["a=1"])
                        try await context.time.sleep(for: .seconds(600))
                        try await expectFailure(.compacted) { try await store.texts(at: 2) }
                        #expect(try await store.texts(at: second) == ["a=2"])
                    } catch {
                        Issue.record(error)
                    }
                }
                await group.next()
                group.cancelAll()
            }
        }
    }

    @Test("tells of a failure and tries again")
    func failure() throws {
        let failures = try Simulation.run(seed: 1) { context in
            let failures = Counter()
            await withTaskGroup { group in
                group.addTask {
                    let store = FailingStore(base: MemoryStore())
                    _ = try? await store.put("a", "1")
                    await store.runCompaction(time: context.time) { error in
                        #expect(error.code == .full)
                        failures.value.withLock { $0 += 1 }
                    }
                }
                try? await context.time.sleep(for: .seconds(620))
                group.cancelAll()
            }
            return failures.value.withLock(\.self)
        }
        #expect(failures == 5, "one a minute from the sixth on")
    }
}

private final class Counter: Sendable {
    let value = Mutex(0)
}

/// A store whose disk is full whenever it compacts.
private struct FailingStore: ObjectStore {
    let base: MemoryStore

    func currentRevision() async throws(StoreError) -> Revision { try await base.currentRevision() }
    func get(_ key: StoreKey) async throws(StoreError) -> StoredObject? { try await base.get(key) }
    func list(_ query: RangeQuery) async throws(StoreError) -> RangePage { try await base.list(query) }
    func commit(_ mutation: Mutation) async throws(StoreError) -> Revision? { try await base.commit(mutation) }
    func withWatch<Result: Sendable>(
        _ query: WatchQuery, _ body: @Sendable (any StoreWatch) async throws -> Result
    ) async throws -> Result {
        try await base.withWatch(query, body)
    }
    func compact(through revision: Revision) async throws(StoreError) { throw StoreError(.full, "The disk is full.") }
    func advance(to revision: Revision) async throws(StoreError) { try await base.advance(to: revision) }
    func withFork<Result: Sendable>(
        _ body: @Sendable (any ObjectStore) async throws -> Result
    ) async throws -> Result {
        try await base.withFork(body)
    }
}
