import Effects
import EtcdClient
import KubernetesAPI
import KubernetesClient
import Logging
import Machinery
import ObjectStore
import PKI
import Testing
import WorkloadCluster

@testable import WorkloadSimulator

/// The machines of a simulated control plane, reached as those of a real one: by forwarded ports, TLS and gRPC.
@Suite struct ForwardedControlPlaneTests {
    private static let name = NamespacedName(namespace: "default", name: "demo")

    private struct World: Sendable {
        let simulator: WorkloadSimulator
        let data: BootstrapData
        let client: any Client
        let store: MemoryStore

        func boot(_ name: String, _ data: [UInt8]) async throws {
            let plan = try BootstrapPlan(data: data, format: "cloud-config", hostname: name)
            let machine = SimulatedMachine(
                cluster: "uid", name: name, providerID: "in-memory:////\(name)", kubernetesVersion: "v1.34.1")
            _ = try await simulator.start(machine)
            for step in MachineStep.steps(isControlPlane: plan.isControlPlane) {
                _ = try await simulator.carryOut(step, of: machine, plan)
            }
        }
    }

    /// Connects with the keys of an authority, which the simulated cluster itself keeps as a Secret here.
    private struct Connector: ControlPlaneConnector {
        let world: World

        func session(of cluster: NamespacedName) async throws -> ForwardedControlPlane {
            try await ForwardedControlPlane(
                of: cluster, client: world.client, managementClient: world.client, pki: .system)
        }
    }

    private static func with(_ count: Int, _ body: (World, ControlPlanes<Connector>) async throws -> Void) async throws
    {
        let store = MemoryStore()
        let simulator = WorkloadSimulator(
            store: store, front: nil, time: SystemTime(), random: SystemRandom(), keys: SystemKeySource(),
            logger: Logger(label: "test"))
        let endpoint = try await simulator.reserveEndpoint(forCluster: "uid").description
        let data = try await BootstrapData(pki: .system)
        let client = try #require(try await simulator.client(ofCluster: "uid"))
        let world = World(simulator: simulator, data: data, client: client, store: store)
        try await world.boot("cp-0", data.initialization(endpoint: endpoint))
        for number in 1..<max(count, 1) {
            try await world.boot("cp-\(number)", data.join(endpoint: endpoint, controlPlane: true))
        }
        try await put(data.cluster, client)
        try await body(world, ControlPlanes(Connector(world: world)))
    }

    private static func put(_ authority: CertificateAuthority, _ client: any Client) async throws {
        var secret = Secret(metadata: ObjectMeta(name: "demo-etcd", namespace: "default"))
        secret.data = [
            "tls.crt": Array(authority.certificate.pem.utf8), "tls.key": Array(try authority.privateKey.pem.utf8),
        ]
        _ = try await client.create(secret)
    }

    @Test func tellsTheStateOfEtcd() async throws {
        try await Self.with(3) { world, access in
            let nodes = ["cp-0", "cp-1", "cp-2"]
            let state = try await access.state(of: Self.name, through: nodes)
            #expect(state.members.map(\.name) == nodes)
            #expect(state.members.allSatisfy { $0.failure == nil })
            #expect(state.leader == state.member(named: "cp-0")?.id)

            try await world.simulator.stop(machine: "cp-2", ofCluster: "uid")
            let ill = try await access.state(of: Self.name, through: nodes)
            #expect(ill.members.map { $0.failure == nil } == [true, true, false])
        }
    }

    @Test func movesTheLeadershipAndRemovesAMember() async throws {
        try await Self.with(3) { world, access in
            let nodes = ["cp-1", "cp-2", "cp-0"]
            let state = try await access.state(of: Self.name, through: nodes)
            let (first, second) = try (#require(state.member(named: "cp-0")), #require(state.member(named: "cp-1")))
            try await access.moveLeadership(of: Self.name, to: second.id, through: nodes)
            try await access.removeMember(first.id, of: Self.name, through: ["cp-1", "cp-2"])
            try await access.removeMember(first.id, of: Self.name, through: ["cp-1", "cp-2"])
            let left = try await access.state(of: Self.name, through: ["cp-1", "cp-2"])
            #expect(left.members.map(\.name) == ["cp-1", "cp-2"])
            #expect(left.leader == second.id)
            // Without its member nothing answers on the machine.
            await #expect(throws: (any Error).self) { _ = try await access.state(of: Self.name, through: ["cp-0"]) }
        }
    }

    @Test func readsWhenTheCertificateExpires() async throws {
        try await Self.with(1) { _, access in
            let expiry = try #require(try await access.servingCertificateExpiry(onNode: "cp-0", of: Self.name))
            let left = expiry - SystemTime().now()
            #expect(left > .oneYear - .seconds(600) && left <= .oneYear)
        }
    }

    @Test func refusesCertificatesOfAnotherAuthority() async throws {
        try await Self.with(1) { world, access in
            _ = try await world.client.delete(
                Secret.resourceType, NamespacedName(namespace: "default", name: "demo-etcd"))
            try await Self.put(world.data.other, world.client)
            let error = try await #require(throws: EtcdAccessError.self) {
                _ = try await access.state(of: Self.name, through: ["cp-0"])
            }
            #expect(error.description.contains("cp-0"))
        }
    }

    @Test(
        arguments: [
            ([:], "there is no Secret demo-etcd with the authority of etcd"),
            (["tls.crt": "nonsense", "tls.key": "nonsense"], "the Secret demo-etcd cannot be used: "),
            (["tls.key": "x"], "the Secret demo-etcd has no key tls.crt"),
        ] as [([String: String], String)])
    func saysWhatIsWrongWithTheSecret(data: [String: String], message: String) async throws {
        try await Self.with(1) { world, access in
            _ = try await world.client.delete(
                Secret.resourceType, NamespacedName(namespace: "default", name: "demo-etcd"))
            if !data.isEmpty {
                var secret = Secret(metadata: ObjectMeta(name: "demo-etcd", namespace: "default"))
                secret.data = data.mapValues { Array($0.utf8) }
                _ = try await world.client.create(secret)
            }
            let error = try await #require(throws: EtcdCredentialsError.self) {
                _ = try await access.state(of: Self.name, through: ["cp-0"])
            }
            #expect(error.description.hasPrefix(message), "\(error)")
        }
    }
}
