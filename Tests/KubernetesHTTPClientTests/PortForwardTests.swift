import APIServer
import Effects
import JSON
import KubernetesClient
import KubernetesHTTPClient
import Logging
import Machinery
import ObjectStore
import PKI
import ServiceLifecycle
import Synchronization
import Testing

/// Connections to ports of pods, through Slipway's own API server over a WebSocket and without a network between.
@Suite("Forwarded ports", .timeLimit(.minutes(3))) struct PortForwardSocketTests {
    enum Road: CaseIterable { case network, inProcess }

    private static let pod = NamespacedName(namespace: "kube-system", name: "etcd-a")

    private static func with(
        _ road: Road, _ ports: TestPorts = TestPorts(), as user: UserInfo = .systemMaster,
        _ body: @Sendable (any Client) async throws -> Void
    ) async throws {
        var configuration = APICore.Configuration(builtIns: BuiltInSet.workloadCluster())
        configuration.podPorts = ports
        let core = APICore(
            store: MemoryStore(), configuration: configuration, time: SystemTime(), random: SystemRandom(),
            logger: Logger(label: "test"))
        try await core.start()
        let admin = core.client(as: .systemMaster)
        for (name, node) in [(pod.name, "a"), ("waiting", "")] {
            let pods = try await admin.resourceType(for: GroupVersionKind(group: "", version: "v1", kind: "Pod"))
            var spec: JSONObject = ["containers": [["name": "c", "image": "i"]]]
            if !node.isEmpty { spec["nodeName"] = .string(node) }
            _ = try await admin.create(
                pods,
                Unstructured(fields: [
                    "apiVersion": "v1", "kind": "Pod",
                    "metadata": ["name": .string(name), "namespace": .string(pod.namespace)], "spec": .object(spec),
                ]))
        }
        switch road {
        case .inProcess: try await body(core.client(as: user))
        case .network: try await serve(core, body)
        }
    }

    private static func serve(_ core: APICore, _ body: @Sendable (any Client) async throws -> Void) async throws {
        let pki = try await TestPKI()
        let listener = try await TLSListener.bind(
            TLSListener.Configuration(
                address: ListenAddress(host: "127.0.0.1", port: 0), identity: pki.server,
                clientAuthorities: [pki.authority.certificate]),
            handler: HTTPHandler(core: core), logger: Logger(label: "test"))
        let group = ServiceGroup(services: [listener], logger: Logger(label: "test"))
        let connection = try pki.connection(port: listener.address.port)
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            try await withKubernetesHTTPClient(connection) { try await body($0) }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    @Test(arguments: Road.allCases, [1, 5, 40_000, 3_000_000])
    func carryBytesBothWays(road: Road, size: Int) async throws {
        try await Self.with(road) { client in
            let sent = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 251) }
            try await client.withPortForward(to: Self.pod, port: TestPorts.echo) { stream in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        for start in stride(from: 0, to: size, by: 70_000) {
                            try await stream.write(Array(sent[start..<min(start + 70_000, size)]))
                        }
                    }
                    var received: [UInt8] = []
                    while received.count < size, let bytes = try await stream.read() { received += bytes }
                    #expect(received == sent)
                    try await group.waitForAll()
                }
            }
        }
    }

    @Test(arguments: Road.allCases) func endWhenThePodEndsThem(road: Road) async throws {
        try await Self.with(road) { client in
            try await client.withPortForward(to: Self.pod, port: TestPorts.farewell) { stream in
                var text: [UInt8] = []
                while let bytes = try await stream.read() { text += bytes }
                #expect(String(decoding: text, as: UTF8.self) == "bye")
            }
        }
    }

    @Test(arguments: Road.allCases) func sayWhyAPortCannotBeReached(road: Road) async throws {
        try await Self.with(road) { client in
            try await client.withPortForward(to: Self.pod, port: 9) { stream in
                _ = await #expect(throws: PortForwardError("nothing listens on port 9 of etcd-a")) {
                    while try await stream.read() != nil {}
                }
            }
        }
    }

    /// The pod's side learns that its client has gone.
    @Test(arguments: Road.allCases) func endWithTheirClient(road: Road) async throws {
        let ports = TestPorts()
        try await Self.with(road, ports) { client in
            try await client.withPortForward(to: Self.pod, port: TestPorts.echo) { stream in
                try await stream.write([1])
                #expect(try await stream.read() == [1])
            }
            await ports.waitUntilNoneIsOpen()
        }
    }

    @Test(
        arguments: Road.allCases,
        [
            ("nobody", 404, #"pods "nobody" not found"#),
            ("waiting", 400, "pod waiting does not have a host assigned"),
        ])
    func areRefused(road: Road, refusal: (name: String, code: Int, message: String)) async throws {
        try await Self.with(road) { client in
            let name = NamespacedName(namespace: Self.pod.namespace, name: refusal.name)
            let status = try await #require(throws: APIStatus.self) {
                try await client.withPortForward(to: name, port: TestPorts.echo) { _ in }
            }
            #expect(status.code == refusal.code)
            #expect(status.message == refusal.message)
        }
    }

    @Test func areForThoseWhoMay() async throws {
        let user = UserInfo(name: "eve", groups: ["system:authenticated"])
        try await Self.with(.inProcess, as: user) { client in
            let status = try await #require(throws: APIStatus.self) {
                try await client.withPortForward(to: Self.pod, port: TestPorts.echo) { _ in }
            }
            #expect(status.code == 403)
            #expect(status.message.contains(#"cannot create resource "pods/portforward""#))
        }
    }
}

/// A pod of which one port sends back what it gets, and another says good-bye.
final class TestPorts: PodPorts {
    static let echo: UInt16 = 7
    static let farewell: UInt16 = 13

    private let open = Mutex(0)
    private let (changes, changed) = AsyncStream.makeStream(of: Void.self)

    func serve(_ connection: any DuplexStream, toPort port: UInt16, of pod: Unstructured) async throws {
        open.withLock { $0 += 1 }
        defer {
            open.withLock { $0 -= 1 }
            changed.yield()
        }
        switch port {
        case Self.echo:
            while let bytes = try await connection.read() { try await connection.write(bytes) }
        case Self.farewell:
            try await connection.write(Array("bye".utf8))
        default:
            throw PortForwardError("nothing listens on port \(port) of \(pod.name)")
        }
    }

    func waitUntilNoneIsOpen() async {
        for await _ in changes where open.withLock({ $0 == 0 }) { return }
    }
}
