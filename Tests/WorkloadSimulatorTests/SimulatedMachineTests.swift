import APIServer
import Effects
import KubernetesAPI
import KubernetesClient
import Logging
import Machinery
import ObjectStore
import PKI
import Simulation
import Testing

@testable import WorkloadSimulator

/// Machines that found a cluster, join it, or should not.
@Suite struct SimulatedMachineTests {
    private struct World: Sendable {
        let context: SimulationContext
        let store: MemoryStore
        let simulator: WorkloadSimulator
        let data: BootstrapData
        let endpoint: String

        func machine(_ name: String, version: String = "v1.34.1") -> SimulatedMachine {
            SimulatedMachine(
                cluster: "uid", name: name, providerID: "in-memory:////\(name)", kubernetesVersion: version)
        }

        @discardableResult
        func boot(_ name: String, _ data: [UInt8], version: String = "v1.34.1") async throws -> MachineProgress {
            let plan = try BootstrapPlan(data: data, format: "cloud-config", hostname: name)
            let machine = machine(name, version: version)
            var progress = try await simulator.start(machine)
            for step in MachineStep.steps(isControlPlane: plan.isControlPlane) {
                progress = try await simulator.carryOut(step, of: machine, plan)
            }
            return progress
        }

        @discardableResult
        func found(version: String = "v1.34.1") async throws -> MachineProgress {
            try await boot("cp-0", data.initialization(endpoint: endpoint), version: version)
        }

        var client: any Client {
            get async throws { try #require(try await simulator.client(ofCluster: "uid")) }
        }

        var nodeNames: [String] {
            get async throws { try await client.list(Node.self).map(\.metadata.name) }
        }
    }

    private static func run(_ body: @escaping @Sendable (World) async throws -> Void) throws {
        try Simulation.run(seed: 3) { context in
            let pki = PKIEnvironment(keys: SystemKeySource(), time: context.time, random: context.random)
            let store = MemoryStore()
            let simulator = makeSimulator(store, context)
            let endpoint = try await simulator.reserveEndpoint(forCluster: "uid")
            let data = try await BootstrapData(pki: pki)
            try await body(
                World(
                    context: context, store: store, simulator: simulator, data: data, endpoint: endpoint.description))
        }
    }

    private static func makeSimulator(_ store: MemoryStore, _ context: SimulationContext) -> WorkloadSimulator {
        WorkloadSimulator(
            store: store, front: nil, time: context.time, random: context.random, keys: SystemKeySource(),
            logger: Logger(label: "test"))
    }

    @Test func initLeavesWhatKubeadmLeaves() throws {
        try Self.run { world in
            let progress = try await world.found()
            #expect(progress.completed == [.node, .etcd, .apiServer])
            #expect(progress.nodeName == "cp-0")
            let client = try await world.client
            for name in ["kubeadm-config", "kubelet-config", "kube-proxy", "coredns"] {
                _ = try await client.get(ConfigMap.self, NamespacedName(namespace: "kube-system", name: name))
            }
            let info = try await client.get(
                ConfigMap.self, NamespacedName(namespace: "kube-public", name: "cluster-info"))
            let cluster = try Kubeconfig(yaml: Array((info.data["kubeconfig"] ?? "").utf8)).clusters.first?.value
            #expect(cluster?.server == "https://\(world.endpoint)")
            #expect(cluster?.certificateAuthorityData == Array(world.data.cluster.certificate.pem.utf8))
            let token = try await client.get(
                Secret.self, NamespacedName(namespace: "kube-system", name: "bootstrap-token-abcdef"))
            #expect(token.text("token-secret") == "0123456789abcdef")
        }
    }

    @Test func everyStepMayBeRepeated() throws {
        try Self.run { world in
            let first = try await world.found()
            let revision = try await world.store.currentRevision()
            #expect(try await world.found() == first)
            #expect(try await world.store.currentRevision() == revision)
        }
    }

    @Test func machinesJoinWithAGoodToken() throws {
        try Self.run { world in
            try await world.found()
            try await world.boot("cp-1", world.data.join(endpoint: world.endpoint, controlPlane: true))
            try await world.boot("md-0", world.data.join(endpoint: world.endpoint))
            #expect(try await world.nodeNames == ["cp-0", "cp-1", "md-0"])
            #expect(try await world.client.list(Node.self).allSatisfy(\.isReady))
            #expect(try await world.simulator.etcdMembers(ofCluster: "uid").map(\.isLeader) == [true, false])
        }
    }

    enum BadJoin: CaseIterable {
        case unknownToken, wrongSecret, malformedToken, expiredToken, wrongHash, noHash, otherEndpoint, otherAuthority
    }

    @Test(arguments: BadJoin.allCases)
    func aMachineThatDoesNotBelongIsRefused(bad: BadJoin) throws {
        try Self.run { world in
            try await world.found()
            if bad == .expiredToken {
                var secret = try await world.client.get(
                    Secret.self, NamespacedName(namespace: "kube-system", name: "bootstrap-token-abcdef"))
                secret.data["expiration"] = Array(world.context.time.now().rfc3339.utf8)
                _ = try await world.client.update(secret)
            }
            let (bootstrap, reason) = try Self.bootstrap(bad, world)
            let error = await #expect(throws: SimulatorError.self) { try await world.boot("m-0", bootstrap) }
            #expect(error?.code == .kubeadmFailed)
            #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
            #expect(try await world.nodeNames == ["cp-0"])
        }
    }

    /// The data of a machine that must not come in, and what it is told.
    private static func bootstrap(_ bad: BadJoin, _ world: World) throws -> ([UInt8], String) {
        let (data, endpoint) = (world.data, world.endpoint)
        return switch bad {
        case .unknownToken: (try data.join(endpoint: endpoint, token: "aaaaaa.0123456789abcdef"), "token ID \"aaaaaa\"")
        case .wrongSecret: (try data.join(endpoint: endpoint, token: "abcdef.aaaaaaaaaaaaaaaa"), "failed to verify")
        case .malformedToken: (try data.join(endpoint: endpoint, token: "abc"), "not of the form")
        case .expiredToken: (try data.join(endpoint: endpoint), "expired at")
        case .wrongHash: (try data.join(endpoint: endpoint, hashes: ["sha256:00"]), "are pinned")
        case .noHash: (try data.join(endpoint: endpoint, hashes: []), "unsafeSkipCAVerification")
        case .otherEndpoint: (try data.join(endpoint: "127.78.255.1:6443"), "nothing of this cluster answers")
        case .otherAuthority:
            (
                try data.join(endpoint: endpoint, controlPlane: true, files: data.certificateFiles(data.other)),
                "is not the authority"
            )
        }
    }

    @Test func joiningWaitsForAnAPIServer() throws {
        try Self.run { world in
            let error = await #expect(throws: SimulatorError.self) {
                try await world.boot("md-0", world.data.join(endpoint: world.endpoint))
            }
            #expect(error?.code == .unreachable)
        }
    }

    @Test func aSecondInitIsRefused() throws {
        try Self.run { world in
            try await world.found()
            let error = await #expect(throws: SimulatorError.self) {
                try await world.boot("cp-1", world.data.initialization(endpoint: world.endpoint))
            }
            #expect(error?.code == .kubeadmFailed)
        }
    }

    @Test func theClusterReportsTheLowestVersion() throws {
        try Self.run { world in
            try await world.found(version: "v1.33.9")
            try await world.boot("cp-1", world.data.join(endpoint: world.endpoint, controlPlane: true))
            let cluster = try #require(try await world.simulator.cluster("uid"))
            #expect(cluster.servers.version.gitVersion == "v1.33.9")
            try await world.simulator.stop(machine: "cp-0", ofCluster: "uid")
            #expect(cluster.servers.version.gitVersion == "v1.34.1")
            let members = try await world.simulator.etcdMembers(ofCluster: "uid")
            #expect(members.map(\.isRunning) == [false, true], "a member that is lost stays one until it is removed")
            #expect(members.map(\.isLeader) == [false, true])
        }
    }

    @Test func anotherProcessFindsTheCluster() throws {
        try Self.run { world in
            try await world.found()
            let revision = try await world.store.currentRevision()
            let again = Self.makeSimulator(world.store, world.context)
            #expect(try await again.reserveEndpoint(forCluster: "uid").description == world.endpoint)
            let cluster = try #require(try await again.cluster("uid"))
            #expect(cluster.servers.all.map(\.name) == ["cp-0"])
            #expect(try await cluster.client.list(Node.self).map(\.metadata.name) == ["cp-0"])
            #expect(try await world.store.currentRevision() == revision)
        }
    }

    @Test func removingAClusterLeavesNothing() throws {
        try Self.run { world in
            try await world.found()
            try await world.simulator.removeCluster("uid")
            #expect(try await world.store.list(RangeQuery(prefix: StoreKey("/"))).objects.isEmpty)
            #expect(try await world.simulator.cluster("uid") == nil)
            try await world.simulator.removeCluster("uid")
        }
    }

    @Test func machinesGiveTheirAddressesBack() throws {
        try Self.run { world in
            let first = try await world.simulator.start(world.machine("a")).address
            let second = try await world.simulator.start(world.machine("b")).address
            #expect(first != second)
            try await world.simulator.stop(machine: "a", ofCluster: "uid")
            #expect(try await world.simulator.start(world.machine("c")).address == first)
        }
    }
}
