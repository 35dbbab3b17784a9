import ControllerRuntime
import Effects
import InMemoryLogging
import KubernetesAPI
import KubernetesClient
import Logging
import Machinery
import Simulation
import Synchronization
import TestSupport
import Testing

@testable import WorkloadCluster

@Suite struct WorkloadClustersTests {
    private static let demo = NamespacedName(namespace: "default", name: "demo")

    @Test func aConnectionComesUpWithItsSecretAndTellsOfNodes() throws {
        try Self.run { world in
            let waiting = #expect(throws: WorkloadUnavailable.self) { try world.clusters.client(for: Self.demo) }
            #expect(waiting?.reason == "there is no Secret \"demo-kubeconfig\" with a key \"value\" yet")
            await world.context.settle()
            #expect(world.clusters.connectionState(of: Self.demo)?.phase == .waitingForKubeconfig)

            _ = try await world.workload.create(Node.named("cp-0", providerID: "dev://0"))
            _ = try await world.management.create(Secret.kubeconfig("demo", server: "first"))
            await world.context.settle()
            #expect(world.log.take() == ["default/demo connected"])
            #expect(world.clusters.connectionState(of: Self.demo)?.phase == .connected)
            _ = try await world.clusters.client(for: Self.demo).get(
                Node.self, NamespacedName(namespace: "", name: "cp-0"))

            _ = try await world.workload.create(Node.named("md-0", providerID: "dev://1"))
            await world.context.settle()
            #expect(try world.clusters.nodes(of: Self.demo).map(\.metadata.name) == ["cp-0", "md-0"])
            #expect(try world.clusters.nodes(withProviderID: "dev://1", of: Self.demo).map(\.metadata.name) == ["md-0"])
            #expect(try world.clusters.node("none", of: Self.demo) == nil)
            #expect(world.nodes.take() == ["+cp-0", "+md-0"])
        }
    }

    @Test func onlyClustersThatAreAskedForAreConnected() throws {
        try Self.run { world in
            _ = try await world.management.create(Secret.kubeconfig("demo", server: "first"))
            await world.context.settle()
            #expect(world.connector.openConnections == 0)
            _ = try? world.clusters.client(for: Self.demo)
            await world.context.settle()
            #expect(world.connector.openConnections == 1)
        }
    }

    @Test func attemptsBackOffAndTellWhy() throws {
        try Self.run { world in
            world.workload.fail { _ in APIStatus.serviceUnavailable("still booting") }
            try await world.demandConnection()
            try await world.context.time.sleep(for: .seconds(300))
            let state = try #require(world.clusters.connectionState(of: Self.demo))
            #expect(state.phase == .disconnected)
            #expect(state.reason == "still booting")
            #expect(world.context.time.now() - state.since > .seconds(290))
            #expect((8...30).contains(world.workload.requests.count), "\(world.workload.requests.count) attempts")
            #expect(world.log.take() == ["default/demo disconnected"], "the same reason is told once")
            world.workload.fail(nil)
            try await world.context.eventually("it is connected", within: .seconds(61)) {
                world.clusters.connectionState(of: Self.demo)?.phase == .connected
            }
            #expect(world.log.take() == ["default/demo connected"])
        }
    }

    @Test func aClusterThatFallsSilentIsGivenUpAndFoundAgain() throws {
        try Self.run { world in
            try await world.demandConnection()
            try await world.context.time.sleep(for: .seconds(30))
            let lost = world.context.time.now()
            world.workload.fail { _ in APIStatus.serviceUnavailable("gone fishing") }
            try await world.context.eventually("the connection is lost") {
                world.clusters.connectionState(of: Self.demo)?.phase == .disconnected
            }
            let patience = world.context.time.now() - lost
            #expect(patience >= .seconds(40) && patience < .seconds(61))
            #expect(throws: WorkloadUnavailable.self) { try world.clusters.client(for: Self.demo) }
            world.workload.fail(nil)
            try await world.context.eventually("it is connected again") {
                world.clusters.connectionState(of: Self.demo)?.phase == .connected
            }
            #expect(world.log.take() == ["connected", "disconnected", "connected"].map { "default/demo \($0)" })
            #expect(world.connector.openConnections == 1)
        }
    }

    @Test func oneFailedProbeIsNoLoss() throws {
        try Self.run { world in
            try await world.demandConnection()
            let before = world.workload.requests.count
            world.workload.fail { _ in APIStatus.serviceUnavailable("a hiccup") }
            try await world.context.time.sleep(for: .seconds(50))
            #expect(world.workload.requests.count == before + 1)
            world.workload.fail(nil)
            try await world.context.time.sleep(for: .seconds(120))
            #expect(world.log.take() == ["default/demo connected"])
        }
    }

    @Test func aServerThatDoesNotAnswerIsGivenUp() throws {
        try Self.run { world in
            try await world.demandConnection()
            world.connector.hang()
            // The first question, and four more with 10 s between them.
            try await world.context.time.sleep(for: .seconds(45 + 25 + 40 + 1))
            let state = try #require(world.clusters.connectionState(of: Self.demo))
            #expect(state.phase == .disconnected)
            #expect(state.reason == "a small list of Nodes took longer than 5.0 seconds")
        }
    }

    @Test func eventsAndBookmarksCountAsProbes() throws {
        try Self.run { world in
            try await world.demandConnection()
            let before = world.workload.requests.count
            for _ in 0..<20 {
                try await world.context.time.sleep(for: .seconds(8))
                world.workload.advanceRevision()
                world.workload.bookmark(Node.resourceType)
            }
            await world.context.settle()
            #expect(world.workload.requests.count == before)
            let probe = try #require(world.clusters.connectionState(of: Self.demo)?.lastGoodProbe)
            #expect(probe == world.context.time.now())
        }
    }

    @Test func aNewKubeconfigMakesANewConnection() throws {
        try Self.run { world in
            try await world.demandConnection()
            _ = try await world.other.create(Node.named("elsewhere", providerID: "dev://9"))
            var secret = try await world.management.get(
                Secret.self, NamespacedName(namespace: "default", name: "demo-kubeconfig"))
            secret.data["value"] = Array("second".utf8)
            _ = try await world.management.update(secret)
            await world.context.settle()
            #expect(try world.clusters.nodes(of: Self.demo).map(\.metadata.name) == ["elsewhere"])
            #expect(world.connector.openConnections == 1)
            #expect(world.log.take() == ["connected", "disconnected", "connected"].map { "default/demo \($0)" })
        }
    }

    @Test func theConnectionEndsWithTheSecret() throws {
        try Self.run { world in
            try await world.demandConnection()
            try await world.management.delete(Secret.kubeconfig("demo", server: "first"))
            await world.context.settle()
            #expect(world.clusters.connectionState(of: Self.demo) == nil)
            #expect(world.connector.openConnections == 0)
        }
    }

    @Test(
        arguments: [
            ("demo-kubeconfig", "demo"), ("a-kubeconfig-kubeconfig", "a-kubeconfig"), ("-kubeconfig", nil),
            ("demo-ca", nil),
            ("kubeconfig", nil),
        ] as [(String, String?)])
    func theClusterOfASecret(secret: String, cluster: String?) {
        #expect(KubeconfigSecret.cluster(of: NamespacedName(namespace: "default", name: secret))?.name == cluster)
    }

    private static func run(_ body: @escaping @Sendable (World) async throws -> Void) throws {
        try Simulation.run(seed: 51) { context in
            let world = World(context)
            try await withThrowingTaskGroup { group in
                group.addTask { try? await world.clusters.run() }
                await context.settle()
                try await body(world)
                group.cancelAll()
            }
            #expect(world.connector.openConnections == 0, "nothing stays open")
        }
    }
}

/// A management API, two workload APIs, and what was heard of their connections.
private struct World: Sendable {
    let context: SimulationContext
    let management: InMemoryAPI
    let workload: InMemoryAPI
    let other: InMemoryAPI
    let connector: ToyConnector
    let clusters: WorkloadClusters
    let log = Lines()
    let nodes = Lines()

    init(_ context: SimulationContext) {
        self.context = context
        management = InMemoryAPI(time: context.time, random: context.random)
        workload = InMemoryAPI(time: context.time, random: context.random)
        other = InMemoryAPI(time: context.time, random: context.random)
        connector = ToyConnector(["first": workload, "second": other], context.time)
        clusters = WorkloadClusters(
            managementClient: management, connector: connector, time: context.time, random: context.random,
            logger: Logger(label: "test") { _ in InMemoryLogHandler() })
        clusters.connections.attach { [log] events in
            for event in events { log.append("\(event.cluster) \(event.isConnected ? "connected" : "disconnected")") }
        }
        clusters.nodeEvents.attach { [nodes] events in
            for event in events { nodes.append("\(event.isDeleted ? "-" : "+")\(event.node.name)") }
        }
    }

    func demandConnection() async throws {
        _ = try await management.create(Secret.kubeconfig("demo", server: "first"))
        _ = try? clusters.client(for: NamespacedName(namespace: "default", name: "demo"))
        await context.settle()
    }
}

/// Takes the kubeconfig's bytes as the name of an API.
private final class ToyConnector: WorkloadConnector {
    private struct State {
        var open = 0
        var isHanging = false
    }

    private let servers: [String: InMemoryAPI]
    private let time: VirtualTime
    private let state = Mutex(State())

    init(_ servers: [String: InMemoryAPI], _ time: VirtualTime) {
        self.servers = servers
        self.time = time
    }

    var openConnections: Int { state.withLock(\.open) }
    var isHanging: Bool { state.withLock(\.isHanging) }
    func hang() { state.withLock { $0.isHanging = true } }

    func withClient<Result: Sendable>(
        _ kubeconfig: [UInt8], _ body: @Sendable (any Client) async throws -> Result
    ) async throws -> Result {
        guard let server = servers[String(decoding: kubeconfig, as: UTF8.self)] else {
            throw APIStatus.badRequest("no such server")
        }
        state.withLock { $0.open += 1 }
        defer { state.withLock { $0.open -= 1 } }
        return try await body(HangingClient(base: server, time: time) { self.isHanging })
    }
}

private struct HangingClient: Client {
    let base: InMemoryAPI
    let time: VirtualTime
    let isHanging: @Sendable () -> Bool

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        if isHanging() { try await time.sleep(for: .seconds(1_000_000)) }
        return try await base.send(request)
    }

    func withWatch<Result: Sendable>(
        _ request: WatchRequest, _ body: @Sendable (any WatchStream) async throws -> Result
    ) async throws -> Result {
        try await base.withWatch(request, body)
    }

    func withPortForward<Result: Sendable>(
        to pod: NamespacedName, port: UInt16, _ body: @Sendable (any DuplexStream) async throws -> Result
    ) async throws -> Result {
        try await base.withPortForward(to: pod, port: port, body)
    }

    func resourceType(for kind: GroupVersionKind) async throws -> ResourceType {
        try await base.resourceType(for: kind)
    }

    func resourceTypes() async throws -> [ResourceType] { try await base.resourceTypes() }
}

private final class Lines: Sendable {
    private let state = Mutex<[String]>([])
    func append(_ line: String) { state.withLock { $0.append(line) } }
    func take() -> [String] {
        state.withLock { lines in
            defer { lines = [] }
            return lines
        }
    }
}

extension Secret {
    fileprivate static func kubeconfig(_ cluster: String, server: String) -> Secret {
        Secret(
            metadata: ObjectMeta(name: "\(cluster)-kubeconfig", namespace: "default"),
            data: ["value": Array(server.utf8)])
    }
}

extension Node {
    fileprivate static func named(_ name: String, providerID: String) -> Node {
        Node(metadata: ObjectMeta(name: name), spec: Spec(providerID: providerID))
    }
}
