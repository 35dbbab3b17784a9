import ClusterAPI
import DevAPI
import Effects
import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import Machinery
import ObjectStore
import Simulation
import Synchronization
import TestSupport
import Testing
import WorkloadSimulator

/// Whole planes whose controllers lose requests and answers all the time: what was promised holds at every moment, and when the
/// trouble is over everything is as it should be.
@Suite struct FaultyPlaneTests {
    private static var seeds: Range<UInt64> {
        ProcessInfo.processInfo.environment["SLIPWAY_TEST_DEPTH"] == "deep" ? 1..<81 : 1..<4
    }

    @Test(arguments: seeds) func trouble(seed: UInt64) throws {
        let trouble = Trouble(seed: seed)
        try SimulatedPlane.run(seed: seed, faults: { trouble.fault(of: $0) }) { context, store in
            try await SimulatedPlane.with(context, store) { plane in
                let story = Story(plane: plane, trouble: trouble, context: context)
                try await story.bringUp()
                try await story.change(seed)
                try await story.takeDown(store)
            }
        }
    }
}

/// Chooses the effects that fail, from a seed.
private final class Trouble: Sendable {
    private struct State {
        var random: UInt64
        var isOn = true
    }

    private let state: Mutex<State>

    init(seed: UInt64) {
        state = Mutex(State(random: seed &* 0x9e37_79b9_7f4a_7c15 | 1))
    }

    func set(_ isOn: Bool) { state.withLock { $0.isOn = isOn } }

    /// One request in twelve: half of them fail before they take place, a third after it, the others come late.
    func fault(of effect: Effect) -> Fault? {
        state.withLock { state in
            guard state.isOn, effect.kind == .apiRequest else { return nil }
            state.random ^= state.random << 13
            state.random ^= state.random >> 7
            state.random ^= state.random << 17
            switch state.random % 144 {
            case 0..<6: return .failure(Self.broken)
            case 6..<10: return .lostAnswer(Self.broken)
            case 10..<12: return .delay(.milliseconds(Int64(state.random >> 32 % 20_000)))
            default: return nil
            }
        }
    }

    private static let broken = ClientError(.connectionLost, "the connection broke")
}

private struct Story: Sendable {
    let plane: SimulatedPlane
    let trouble: Trouble
    let context: SimulationContext

    /// Looks at the plane every few seconds until `isDone`, and at what must hold at every moment.
    private func follow(
        _ what: String, controlPlanes: Int, workers: Int, _ isDone: () async throws -> Bool
    ) async throws {
        for round in 0..<600 {
            // The second half is quiet, so that what was only slow can finish.
            if round == 300 { trouble.set(false) }
            try await check(controlPlanes: controlPlanes, workers: workers)
            if try await isDone() {
                trouble.set(true)
                return
            }
            try await context.time.sleep(for: .seconds(2))
        }
        let unwell = try await plane.client.list(Machine.self, namespace: "default").map { machine in
            let problems = machine.conditions.filter { $0.status != .true }.map { "\($0.type): \($0.message)" }
            return "\(machine.metadata.name) \(machine.spec.version ?? "") \(problems)"
        }
        Issue.record("never: \(what); \(unwell)")
        trouble.set(true)
    }

    private func machines(_ isControlPlane: Bool) async throws -> [Machine] {
        try await plane.client.list(Machine.self, namespace: "default").filter {
            ($0.metadata.labels[ClusterLabel.controlPlane] != nil) == isControlPlane
        }
    }

    /// - Parameters: The most machines that there may be of either kind, those that go not counted for workers.
    private func check(controlPlanes: Int, workers: Int) async throws {
        let (masters, others) = (try await machines(true), try await machines(false))
        #expect(masters.count <= controlPlanes, "\(masters.map(\.metadata.name))")
        #expect(others.count { !$0.metadata.isBeingDeleted } <= workers, "\(others.map(\.metadata.name))")
        let names = Set((masters + others).map(\.spec.infrastructureRef.name))
        #expect(names.count == masters.count + others.count, "every machine has infrastructure of its own")
        // What a cluster that goes does without a quorum is of no consequence.
        guard let cluster = try await plane.get(Cluster.self, "demo"), !cluster.metadata.isBeingDeleted else { return }
        guard let id = try? await plane.clusterUID() else { return }
        let members = try await plane.simulator.etcdMembers(ofCluster: id)
        #expect(members.isEmpty || members.count(where: \.isRunning) > members.count / 2, "\(members)")
    }

    private func isSettled(version: String, controlPlanes: Int, workers: Int) async throws -> Bool {
        let (masters, others) = (try await machines(true), try await machines(false))
        guard masters.count == controlPlanes, others.count == workers,
            (masters + others).allSatisfy({ $0.status?.nodeRef != nil && $0.conditions.isTrue(ConditionType.ready) }),
            masters.allSatisfy({ $0.spec.version == version })
        else { return false }
        return try await plane.workloadClient().list(Node.self).count == controlPlanes + workers
    }

    func bringUp() async throws {
        try await plane.apply(Manifest.cluster(controlPlanes: 3, workers: 2))
        try await follow("the cluster is up", controlPlanes: 3, workers: 2) {
            try await isSettled(version: "v1.34.1", controlPlanes: 3, workers: 2)
        }
    }

    /// An upgrade and more workers at the same time; in every second story a worker is deleted besides.
    func change(_ seed: UInt64) async throws {
        let name = { (name: String) in NamespacedName(namespace: "default", name: name) }
        _ = try await plane.client.patch(
            KubeadmControlPlane.resourceType, name("demo-cp"), .merge(["spec": ["version": "v1.35.0"]]))
        _ = try await plane.client.patch(
            MachineDeployment.resourceType, name("demo-md"), .merge(["spec": ["replicas": 4]]))
        if seed % 2 == 0, let victim = try await machines(false).first {
            try await plane.client.delete(Machine.resourceType, victim.namespacedName)
        }
        try await follow("the change is made", controlPlanes: 4, workers: 4) {
            try await isSettled(version: "v1.35.0", controlPlanes: 3, workers: 4)
        }
    }

    func takeDown(_ store: MemoryStore) async throws {
        try await plane.client.delete(Cluster.resourceType, NamespacedName(namespace: "default", name: "demo"))
        try await follow("the cluster is gone", controlPlanes: 3, workers: 4) {
            try await plane.get(Cluster.self, "demo") == nil
        }
        for prefix in ["/simulated/", "/simulated-clusters/", "/registry/infrastructure.cluster.x-k8s.io/devm"] {
            let left = try await store.list(RangeQuery(prefix: StoreKey(prefix))).objects.map(\.key.text)
            #expect(left.filter { !$0.contains("devmachinetemplates") } == [])
        }
        for kind in ["machines", "machinesets", "kubeadmconfigs", "kubeadmcontrolplanes"] {
            let left = try await store.list(RangeQuery(prefix: StoreKey("/registry/"))).objects.map(\.key.text)
            #expect(left.filter { $0.contains("/\(kind)/") } == [])
        }
    }
}
