import ObjectStore
import ObjectStoreTestSuite
import Simulation
import Testing

@Suite("The store contract", .timeLimit(.minutes(2)))
struct ContractTests {
    @Test("in memory", arguments: StoreContract.all)
    func memory(_ contract: StoreContract) async throws {
        try await contract.check(MemoryStore())
    }

    @Test("in a scope", arguments: StoreContract.all)
    func scope(_ contract: StoreContract) async throws {
        try await contract.check(MemoryStore().scoped(prefix: "scope/"))
    }

    @Test("in a fork", arguments: StoreContract.all)
    func fork(_ contract: StoreContract) async throws {
        try await MemoryStore().withFork { fork in try await contract.check(fork) }
    }

    @Test("on one thread in a seeded order", arguments: StoreContract.all)
    func simulated(_ contract: StoreContract) throws {
        for seed in 0..<2 as Range<UInt64> {
            try Simulation.run(seed: seed) { _ in try await contract.check(MemoryStore()) }
        }
    }
}

@Suite("A store in memory")
struct MemoryStoreTests {
    @Test("drops the oldest changes beyond its bounds; a watcher that needs them hears of it")
    func historyIsBounded() async throws {
        let store = MemoryStore(history: .init(maximumChanges: 200, maximumBytes: 1 << 20))
        try await store.withWatch(prefix: "", after: 1) { watch in
            for index in 0..<1_000 { try await store.put("k", "\(index)") }
            try await expectFailure(.compacted) { try await watch.next() }
        }
        try await expectFailure(.compacted) { try await store.events(after: 700) }
        // Changes are dropped in blocks of 64.
        #expect(try await store.events(after: 865).count == 136)
        #expect(try await store.texts(at: 865) == ["k=863"])
    }

    @Test("bounds its history by bytes as well")
    func historyIsBoundedByBytes() async throws {
        let store = MemoryStore(history: .init(maximumChanges: 1_000, maximumBytes: 4 << 20))
        for _ in 0..<32 { _ = try await store.commit(Mutation(.put("k", value: Array(repeating: 0, count: 1 << 20)))) }
        try await expectFailure(.compacted) { try await store.events(after: 20) }
        #expect(try await store.events(after: 32).count == 1)
    }

    @Test("forks 100 000 objects without copying them")
    func forkShares() async throws {
        let store = MemoryStore()
        for index in 0..<100_000 {
            _ = try await store.commit(Mutation(.put(StoreKey("k/\(index)"), value: [1, 2, 3])))
        }
        let fork = store.fork()
        try await fork.put("k/5", "changed")
        let (ours, theirs) = try await (store.list(RangeQuery(prefix: "")), fork.list(RangeQuery(prefix: "")))
        #expect(ours.objects.count == 100_000)
        let shared = zip(ours.objects, theirs.objects).count { ours, theirs in
            ours.value.withUnsafeBytes { ours in theirs.value.withUnsafeBytes { ours.baseAddress == $0.baseAddress } }
        }
        #expect(shared == 99_999)
    }
}

@Suite("Waiting watchers")
struct WatchWakeTests {
    /// Counts the batches that a watcher of `query` gets while `body` runs and everything settles.
    private func batches(
        _ query: WatchQuery, while body: @escaping @Sendable (MemoryStore, SimulationContext) async throws -> Void
    ) throws -> [StoreWatchBatch] {
        try Simulation.run(seed: 1) { context in
            let store = MemoryStore()
            return try await store.withWatch(query) { watch in
                try await withThrowingTaskGroup(of: [StoreWatchBatch].self) { group in
                    group.addTask {
                        var batches: [StoreWatchBatch] = []
                        while let batch = try? await watch.next() { batches.append(batch) }
                        return batches
                    }
                    await context.settle()
                    try await body(store, context)
                    await context.settle()
                    group.cancelAll()
                    return try await group.next() ?? []
                }
            }
        }
    }

    @Test("a burst of other changes makes one progress batch")
    func burst() throws {
        let batches = try batches(WatchQuery(prefix: "a/", after: 1)) { store, _ in
            for index in 0..<1_000 { try await store.put("b", "\(index)") }
        }
        #expect(batches.map(\.progress) == [1_001])
        #expect(batches.map(\.events.count) == [0])
    }

    @Test("each change after a pause makes progress known")
    func trickle() throws {
        let batches = try batches(WatchQuery(prefix: "a/", after: 1)) { store, context in
            for index in 0..<10 {
                try await store.put("b", "\(index)")
                await context.settle()
            }
        }
        #expect(batches.map(\.progress) == (2...11).map { Revision($0) })
    }

    @Test("a change outside of its scope does not wake a watcher, a compaction does")
    func scope() throws {
        var query = WatchQuery(prefix: "s/a/", after: 1)
        query.scope = "s/"
        let outside = try batches(query) { store, _ in try await store.put("t", "1") }
        #expect(outside.isEmpty)
        let inside = try batches(query) { store, _ in try await store.put("s/b", "1") }
        #expect(inside.map(\.progress) == [2])
        let compacted = try batches(query) { store, context in
            for index in 0..<100 { try await store.put("t", "\(index)") }
            await context.settle()
            try await store.compact(through: 90)
            await context.settle()
            try await store.put("s/a/1", "seen")
        }
        #expect(compacted.map(\.progress) == [101, 102])
        #expect(compacted.map(\.events.count) == [0, 1])
    }

    @Test("an eventual watcher sleeps until something matches, whoever else watches")
    func eventual() throws {
        let asleep = try batches(WatchQuery(prefix: "a/", after: 1, progress: .eventual)) { store, context in
            for index in 0..<10 {
                try await store.put("b", "\(index)")
                await context.settle()
            }
            try await store.put("a/1", "seen")
        }
        #expect(asleep.map(\.progress) == [12])
        let prompt = try batches(WatchQuery(prefix: "a/", after: 1)) { store, context in
            try await store.withWatch(WatchQuery(prefix: "b", after: 1, progress: .eventual)) { other in
                async let event = other.next()
                await context.settle()
                try await store.put("b", "1")
                #expect(try await event.events.count == 1)
                await context.settle()
            }
        }
        #expect(prompt.map(\.progress) == [2])
    }

    @Test("a watcher that is cancelled keeps the progress it made while it waited")
    func cancelled() throws {
        try Simulation.run(seed: 1) { context in
            let store = MemoryStore()
            try await store.withWatch(WatchQuery(prefix: "a/", after: 1, progress: .eventual)) { watch in
                await withTaskGroup { group in
                    group.addTask { _ = try? await watch.next() }
                    await context.settle()
                    for index in 0..<10 { _ = try? await store.put("b", "\(index)") }
                    group.cancelAll()
                }
                try await store.compact(through: 11)
                let batch = try await watch.next()
                #expect(batch.progress == 11 && batch.events.isEmpty)
            }
        }
    }

    @Test("history that only others made may be dropped under a watcher that waits")
    func trimmed() throws {
        let query = WatchQuery(prefix: "a/", after: 1, progress: .eventual)
        let batches = try batches(query) { store, context in
            try await store.compact(through: 1)
            await context.settle()
            for index in 0..<70_000 { try await store.put("t", "\(index)") }
            await context.settle()
            try await store.put("a/1", "seen")
        }
        #expect(batches.map(\.progress) == [70_002])
    }

    @Test("a change in a watched inner scope wakes an outer watcher only where it matches")
    func innerScope() throws {
        func outerBatches(prefix: StoreKey) throws -> [StoreWatchBatch] {
            try batches(WatchQuery(prefix: prefix, after: 1)) { store, context in
                try await store.scoped(prefix: "s/").withWatch(prefix: "", after: 1) { inner in
                    async let first = inner.next()
                    await context.settle()
                    try await store.put("s/x", "1")
                    #expect(try await first.events.count == 1)
                    await context.settle()
                }
            }
        }
        #expect(try outerBatches(prefix: "a/").isEmpty)
        #expect(try outerBatches(prefix: "s/").map(\.events.count) == [1])
        #expect(try outerBatches(prefix: "").map(\.events.count) == [1])
    }
}
