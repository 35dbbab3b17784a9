import Effects
import Simulation
import Synchronization
import Testing

/// Two controllers over a toy store: one keeps `replicas` children alive, the other marks children as ready. A reader that
/// trusts a stale cache creates too many: the race that seeds must find.
@Suite struct ReplayTests {
    @Test func everySeedReplays() throws {
        var traces: Set<UInt64> = []
        var schedules: Set<UInt64> = []
        for seed in 0..<200 as Range<UInt64> {
            let (first, second) = (run(seed, readsItsWrites: true), run(seed, readsItsWrites: true))
            #expect(try first.result.get() == 3)
            #expect(first.trace.firstDifference(from: second.trace) == nil, "seed \(seed)")
            #expect(first.trace.fingerprint == second.trace.fingerprint)
            #expect(first.schedule == second.schedule)
            #expect(first.steps == second.steps)
            traces.insert(first.trace.fingerprint)
            schedules.insert(first.schedule)
        }
        #expect(traces.count > 150)
        #expect(schedules.count == 200)
    }

    @Test func aPlantedRaceIsFoundBySomeSeedAndNotByAll() throws {
        let children = try (0..<200 as Range<UInt64>).map { try run($0, readsItsWrites: false).result.get() }
        let found = children.count { $0 > 3 }
        #expect(found > 0)
        #expect(found < 200)
    }

    /// - Returns: How many children stand at the end, of 3 wanted.
    private func run(_ seed: UInt64, readsItsWrites: Bool) -> SimulationOutcome<Int> {
        Simulation(seed: seed).run { context in
            let store = ToyStore()
            let plane = ToyPlane(context: context, store: store, readsItsWrites: readsItsWrites)
            await withTaskGroup { group in
                for controller in [plane.runReplicas, plane.runReadiness] { group.addTask(operation: controller) }
                await store.waitUntil { children in children.values.count { $0 } >= 3 }
                await context.settle()
                group.cancelAll()
            }
            return store.children.count
        }
    }
}

private struct ToyPlane {
    let context: SimulationContext
    let store: ToyStore
    let readsItsWrites: Bool

    /// Creates one child at a time until its cache shows three; the cache is fed by a task of its own.
    @Sendable func runReplicas() async {
        let cache = ToyCache()
        let wakeUps = AsyncStream.makeStream(of: Void.self)
        await withTaskGroup { group in
            group.addTask {
                for await (children, revision) in store.watch() {
                    await Task.yield()
                    context.note(Effect(.watchEvent, "\(revision)"))
                    cache.snapshot = (children, revision)
                    wakeUps.continuation.yield()
                }
            }
            group.addTask {
                var written = 0
                for await _ in wakeUps.stream {
                    let (children, revision) = cache.snapshot
                    if children.count >= 3 || (readsItsWrites && revision < written) { continue }
                    let name = "child-\(context.random.next(in: 0..<1_000_000))"
                    written =
                        (try? await context.perform(
                            Effect(.apiRequest, "create \(name)"), outcome: { "revision \($0)" }
                        ) {
                            store.put(name, isReady: false)
                        }) ?? written
                }
            }
        }
    }

    @Sendable func runReadiness() async {
        for await (children, _) in store.watch() {
            for name in children.filter({ !$0.value }).keys.sorted() {
                // Half of them at once, so that their events meet those of the other controller.
                if context.random.next(in: 0..<2) == 0 { try? await context.time.sleep(for: .milliseconds(5)) }
                _ = try? await context.perform(Effect(.apiRequest, "ready \(name)")) { store.put(name, isReady: true) }
            }
        }
    }
}

private final class ToyCache: Sendable {
    private let state = Mutex<ToyStore.Snapshot>(([:], 0))
    var snapshot: ToyStore.Snapshot {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}

private final class ToyStore: Sendable {
    typealias Snapshot = (children: [String: Bool], revision: Int)
    private struct State {
        var children: [String: Bool] = [:]
        var revision = 1
        var watchers: [AsyncStream<Snapshot>.Continuation] = []
    }
    private let state = Mutex(State())

    var children: [String: Bool] { state.withLock(\.children) }

    func put(_ name: String, isReady: Bool) -> Int {
        state.withLock { state in
            state.children[name] = isReady
            state.revision += 1
            for watcher in state.watchers { watcher.yield((state.children, state.revision)) }
            return state.revision
        }
    }

    func watch() -> AsyncStream<Snapshot> {
        let (stream, continuation) = AsyncStream.makeStream(of: Snapshot.self)
        state.withLock { state in
            state.watchers.append(continuation)
            continuation.yield((state.children, state.revision))
        }
        return stream
    }

    func waitUntil(_ isTrue: ([String: Bool]) -> Bool) async {
        for await (children, _) in watch() where isTrue(children) { return }
    }
}
