import APIServer
import Effects
import KubernetesAPI
import KubernetesClient
import KubernetesHTTPClient
import Logging
import Machinery
import ObjectStore
import PKI
import ServiceLifecycle
import Testing

@testable import WorkloadSimulator

/// Simulated clusters over real sockets.
@Suite struct ListeningTests {
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func with(
        _ store: MemoryStore, _ body: @Sendable (WorkloadSimulator) async throws -> Void
    ) async throws {
        let front = HTTPFront(logger: logger)
        let simulator = WorkloadSimulator(
            store: store, front: front, time: SystemTime(), random: SystemRandom(), keys: SystemKeySource(),
            logger: logger)
        let group = ServiceGroup(services: [front, simulator], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            do {
                try await body(simulator)
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private static func found(
        _ cluster: String, _ simulator: WorkloadSimulator, _ data: BootstrapData, endpoint: SimulatedEndpoint
    ) async throws {
        let machine = SimulatedMachine(
            cluster: cluster, name: "\(cluster)-0", providerID: "in-memory:////\(cluster)-0",
            kubernetesVersion: "v1.34.1")
        let plan = try BootstrapPlan(
            data: data.initialization(endpoint: endpoint.description), format: "", hostname: machine.name)
        _ = try await simulator.start(machine)
        for step in MachineStep.allCases { _ = try await simulator.carryOut(step, of: machine, plan) }
    }

    private static func nodes(
        at endpoint: SimulatedEndpoint, trusting authority: CertificateAuthority, as user: CertificateAuthority
    ) async throws -> [String] {
        let identity = try await user.issue(.client("admin", groups: ["system:masters"]), in: .system)
        var connection = ClientConnection(
            server: try #require(ServerURL("https://\(endpoint)")),
            certificateAuthority: Array(authority.certificate.pem.utf8))
        connection.credentials.certificate = ClientConnection.ClientCertificate(
            chain: Array(identity.certificate.pem.utf8), privateKey: Array(try identity.privateKey.pem.utf8))
        var options = KubernetesHTTPClient.Options()
        options.maximumRetries = 0
        options.connectTimeout = .seconds(5)
        return try await withKubernetesHTTPClient(connection, options: options) { client in
            try await client.list(Node.self).map(\.metadata.name)
        }
    }

    @Test func everyClusterAnswersForItselfAndAgainAfterARestart() async throws {
        let store = MemoryStore()
        let one = try await BootstrapData(pki: .system)
        let two = try await BootstrapData(pki: .system)
        try await Self.with(store) { simulator in
            let first = try await simulator.reserveEndpoint(forCluster: "one")
            let second = try await simulator.reserveEndpoint(forCluster: "two")
            await #expect(throws: ClientError.self, "nothing listens before an API server runs") {
                try await Self.nodes(at: first, trusting: one.cluster, as: one.cluster)
            }
            try await Self.found("one", simulator, one, endpoint: first)
            try await Self.found("two", simulator, two, endpoint: second)
            #expect(try await Self.nodes(at: first, trusting: one.cluster, as: one.cluster) == ["one-0"])
            #expect(try await Self.nodes(at: second, trusting: two.cluster, as: two.cluster) == ["two-0"])
            await #expect(throws: (any Error).self, "a user of one cluster is nobody in another") {
                try await Self.nodes(at: first, trusting: one.cluster, as: two.cluster)
            }
            await #expect(throws: ClientError.self, "the authority of one cluster does not vouch for another") {
                try await Self.nodes(at: first, trusting: two.cluster, as: one.cluster)
            }
        }
        try await Self.with(store) { simulator in
            let first = try await simulator.reserveEndpoint(forCluster: "one")
            try await Self.eventually {
                try await Self.nodes(at: first, trusting: one.cluster, as: one.cluster) == ["one-0"]
            }
            try await simulator.stop(machine: "one-0", ofCluster: "one")
            await #expect(throws: ClientError.self, "the last API server is down") {
                try await Self.nodes(at: first, trusting: one.cluster, as: one.cluster)
            }
            try await simulator.removeCluster("one")
            try await simulator.removeCluster("two")
        }
        #expect(try await store.list(RangeQuery(prefix: StoreKey("/"))).objects.isEmpty)
    }

    @Test func anAddressThatSomebodyElseHasIsNotPromised() async throws {
        let authority = try await CertificateAuthority.make("somebody", in: .system)
        let identity = try await authority.issue(.server("somebody", names: ["127.78.7.7"]), in: .system)
        let core = APICore(
            store: MemoryStore(), configuration: APICore.Configuration(builtIns: []), time: SystemTime(),
            random: SystemRandom(), logger: Self.logger)
        let listener = try await TLSListener.bind(
            TLSListener.Configuration(
                address: ListenAddress(host: "127.78.7.7", port: 0), identity: identity, clientAuthorities: []),
            handler: HTTPHandler(core: core), logger: Self.logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await listener.run() }
            let error = await #expect(throws: ListenError.self) { try await listener.address.checkIsFree() }
            #expect(error?.code == .addressInUse)
            listener.close()
            try await group.waitForAll()
        }
        try await listener.address.checkIsFree()
    }

    /// Waits for a condition that holds soon.
    private static func eventually(_ condition: () async throws -> Bool) async throws {
        for _ in 0..<200 {
            if (try? await condition()) == true { return }
            try await Task.sleep(for: .milliseconds(25))
        }
        Issue.record("it did not come to hold")
    }
}
