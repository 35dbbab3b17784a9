import Effects
import KubernetesAPI
import KubernetesClient
import Logging
import Machinery
import ObjectStore
import PKI
import Simulation
import Synchronization
import Testing

@testable import WorkloadSimulator

/// A process that ends at any write, and the next one that takes over from there.
@Suite struct CrashTests {
    @Test func aCrashAtAnyWriteLosesNothingAndRepeatsNothing() throws {
        try Simulation.run(seed: 5) { context in
            let pki = PKIEnvironment(keys: SystemKeySource(), time: context.time, random: context.random)
            let data = try await BootstrapData(pki: pki)
            var survived = 0
            var writes = 0
            // Each round lets one more write succeed before the crash, until none is left to interrupt.
            while survived < writes + 1 {
                let store = MemoryStore()
                let crashing = CrashingStore(base: store, writesLeft: survived)
                _ = try? await Self.live(on: crashing, data, context)
                writes = max(writes, crashing.attempts)
                try await Self.live(on: store, data, context)
                try await Self.check(store, context)
                try await Self.remove(on: store, context, crashingAfter: survived)
                survived += 1
            }
            #expect(writes > 30)
        }
    }

    /// A cluster is founded and a worker joins.
    private static func live(
        on store: some ObjectStore, _ data: BootstrapData, _ context: SimulationContext
    ) async throws {
        let simulator = simulator(store, context)
        let endpoint = try await simulator.reserveEndpoint(forCluster: "uid").description
        for (name, bootstrap) in [
            ("cp-0", try data.initialization(endpoint: endpoint)), ("md-0", try data.join(endpoint: endpoint)),
        ] {
            let machine = SimulatedMachine(
                cluster: "uid", name: name, providerID: "in-memory:////\(name)", kubernetesVersion: "v1.34.1")
            let plan = try BootstrapPlan(data: bootstrap, format: "", hostname: name)
            _ = try await simulator.start(machine)
            for step in MachineStep.steps(isControlPlane: plan.isControlPlane) {
                _ = try await simulator.carryOut(step, of: machine, plan)
            }
        }
    }

    private static func check(_ store: MemoryStore, _ context: SimulationContext) async throws {
        let simulator = simulator(store, context)
        let client = try #require(try await simulator.client(ofCluster: "uid"))
        let nodes = try await client.list(Node.self)
        #expect(nodes.map(\.metadata.name) == ["cp-0", "md-0"])
        let pods = try await client.list(Pod.self, namespace: "kube-system")
        #expect(pods.count == 4)
        #expect(pods.allSatisfy { $0.isReady })
        #expect(try await simulator.etcdMembers(ofCluster: "uid").map(\.name) == ["cp-0"])
        let addresses = try await store.list(RangeQuery(prefix: StoreKey("/simulated/uid/simulator/addresses/")))
        #expect(addresses.objects.count == 2)
        let endpoints = try await store.list(RangeQuery(prefix: StoreKey("/simulated-clusters/")))
        #expect(endpoints.objects.count == 1)
    }

    private static func remove(
        on store: MemoryStore, _ context: SimulationContext, crashingAfter writes: Int
    ) async throws {
        let crashing = simulator(CrashingStore(base: store, writesLeft: writes), context)
        try? await crashing.stop(machine: "md-0", ofCluster: "uid")
        try? await crashing.stop(machine: "cp-0", ofCluster: "uid")
        try? await crashing.removeCluster("uid")
        let next = simulator(store, context)
        try await next.stop(machine: "md-0", ofCluster: "uid")
        try await next.stop(machine: "cp-0", ofCluster: "uid")
        try await next.removeCluster("uid")
        #expect(try await store.list(RangeQuery(prefix: StoreKey("/"))).objects.isEmpty)
    }

    private static func simulator(_ store: some ObjectStore, _ context: SimulationContext) -> WorkloadSimulator {
        WorkloadSimulator(
            store: store, front: nil, time: context.time, random: context.random, keys: SystemKeySource(),
            logger: Logger(label: "test"))
    }
}

/// A store that takes no more writes after some.
private final class CrashingStore: ObjectStore {
    private let base: MemoryStore
    private let counts: Mutex<(left: Int, attempts: Int)>

    init(base: MemoryStore, writesLeft: Int) {
        self.base = base
        counts = Mutex((writesLeft, 0))
    }

    /// Those that failed too.
    var attempts: Int { counts.withLock(\.attempts) }

    func commit(_ mutation: Mutation) async throws(StoreError) -> Revision? {
        let isOver = counts.withLock { counts in
            counts.attempts += 1
            counts.left -= 1
            return counts.left < 0
        }
        if isOver { throw StoreError(.closed, "the process has ended") }
        return try await base.commit(mutation)
    }

    func currentRevision() async throws(StoreError) -> Revision { try await base.currentRevision() }
    func get(_ key: StoreKey) async throws(StoreError) -> StoredObject? { try await base.get(key) }
    func list(_ query: RangeQuery) async throws(StoreError) -> RangePage { try await base.list(query) }
    func compact(through revision: Revision) async throws(StoreError) { try await base.compact(through: revision) }
    func advance(to revision: Revision) async throws(StoreError) { try await base.advance(to: revision) }

    func withWatch<Result: Sendable>(
        _ query: WatchQuery, _ body: @Sendable (any StoreWatch) async throws -> Result
    ) async throws -> Result {
        try await base.withWatch(query, body)
    }

    func withFork<Result: Sendable>(
        _ body: @Sendable (any ObjectStore) async throws -> Result
    ) async throws -> Result {
        try await base.withFork(body)
    }
}
