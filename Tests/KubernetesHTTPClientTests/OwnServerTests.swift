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
import Testing

/// Slipway's own API server at the other end. What a client sees must not depend on whether a network is between.
@Suite(.timeLimit(.minutes(1))) struct OwnServerSocketTests {
    enum Road: CaseIterable { case network, inProcess }

    private static let widgets = ResourceType(group: "example.io", version: "v1", kind: "Widget", plural: "widgets")
    private static let definition = ResourceDefinition(
        names: widgets,
        versions: [
            ResourceVersion(
                name: "v1",
                schema: try? StructuralSchema(openAPI: [
                    "type": "object",
                    "properties": [
                        "spec": ["type": "object", "properties": ["size": ["type": "integer"]]],
                        "status": ["type": "object", "properties": ["ready": ["type": "boolean"]]],
                    ],
                ]),
                subresources: .init(status: true))
        ],
        isBuiltIn: false)

    private static func widget(_ name: String, size: JSONValue) -> Unstructured {
        Unstructured(fields: [
            "apiVersion": "example.io/v1", "kind": "Widget",
            "metadata": [
                "name": .string(name), "namespace": "default",
                "labels": ["size": .string(size.stringValue ?? size.text)],
            ],
            "spec": ["size": size],
        ])
    }

    private static func name(_ name: String) -> NamespacedName { NamespacedName(namespace: "default", name: name) }

    private struct Plane {
        let core: APICore
        let connection: ClientConnection
        let authority: CertificateAuthority
        let group: ServiceGroup
    }

    private static func withPlane(_ body: @Sendable (Plane) async throws -> Void) async throws {
        let core = APICore(
            store: MemoryStore(), configuration: APICore.Configuration(builtIns: [definition]), time: SystemTime(),
            random: SystemRandom(), logger: Logger(label: "test"))
        try await core.start()
        let pki = try await TestPKI()
        let listener = try await TLSListener.bind(
            TLSListener.Configuration(
                address: ListenAddress(host: "127.0.0.1", port: 0), identity: pki.server,
                clientAuthorities: [pki.authority.certificate]),
            handler: HTTPHandler(core: core), logger: Logger(label: "test"))
        let group = ServiceGroup(services: [listener], logger: Logger(label: "test"))
        let plane = Plane(
            core: core, connection: try pki.connection(port: listener.address.port), authority: pki.authority,
            group: group)
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            try await body(plane)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private static func with(_ road: Road, _ body: @Sendable (any Client) async throws -> Void) async throws {
        try await withPlane { plane in
            switch road {
            case .network: try await withKubernetesHTTPClient(plane.connection) { try await body($0) }
            case .inProcess: try await body(plane.core.client(as: .systemMaster))
            }
        }
    }

    @Test(arguments: Road.allCases)
    func createsReadsChangesAndDeletes(road: Road) async throws {
        try await Self.with(road) { client async throws in
            let widgets = Self.widgets
            let created = try await client.create(widgets, Self.widget("a", size: 1))
            #expect(!created.uid.isEmpty)
            #expect(try await client.get(widgets, Self.name("a")) == created)

            let again = await #expect(throws: APIStatus.self) { try await client.create(widgets, created) }
            #expect(again?.reason == .invalid || again?.reason == .alreadyExists || again?.reason == .badRequest)

            let patched = try await client.patch(widgets, Self.name("a"), .merge(["spec": ["size": 2]]))
            #expect(patched.value(at: "spec", "size") == 2)
            let stale = await #expect(throws: APIStatus.self) { try await client.update(widgets, created) }
            #expect(stale?.reason == .conflict)

            let status = try await client.patch(
                widgets, Self.name("a"), .merge(["status": ["ready": true]]), subresource: "status")
            #expect(status.value(at: "status", "ready") == true)

            let refused = await #expect(throws: APIStatus.self) {
                try await client.delete(widgets, Self.name("a"), DeleteOptions(uid: "another"))
            }
            #expect(refused?.reason == .conflict)
            try await client.delete(widgets, Self.name("a"), DeleteOptions(uid: created.uid))
            #expect(try await client.find(widgets, Self.name("a")) == nil)
        }
    }

    @Test(arguments: Road.allCases)
    func aDryRunAndAWrongFieldStoreNothing(road: Road) async throws {
        try await Self.with(road) { client async throws in
            var dryRun = WriteOptions()
            dryRun.isDryRun = true
            _ = try await client.create(Self.widgets, Self.widget("a", size: 1), options: dryRun)
            let unknown = await #expect(throws: APIStatus.self) {
                var strict = WriteOptions()
                strict.fieldValidation = .strict
                var odd = Self.widget("a", size: 1)
                odd.fields["sepc"] = [:]
                _ = try await client.create(Self.widgets, odd, options: strict)
            }
            #expect(unknown?.reason == .badRequest || unknown?.reason == .invalid, "\(String(describing: unknown))")
            #expect(unknown?.message.contains("sepc") == true)
            let invalid = await #expect(throws: APIStatus.self) {
                try await client.create(Self.widgets, Self.widget("a", size: "big"))
            }
            #expect(invalid?.reason == .invalid)
            #expect(invalid?.details?.causes.first?.field == "spec.size")
            #expect(try await client.list(Self.widgets).items.isEmpty)
        }
    }

    @Test(arguments: Road.allCases)
    func listsInPartsAndBySelector(road: Road) async throws {
        try await Self.with(road) { client async throws in
            for index in 0..<5 {
                _ = try await client.create(Self.widgets, Self.widget("w\(index)", size: .integer(Int64(index % 2))))
            }
            var options = ListOptions()
            options.limit = 2
            var names: [[String]] = []
            repeat {
                let part = try await client.list(Self.widgets, namespace: "default", options)
                names.append(part.items.map(\.name))
                options.continueToken = part.continueToken
            } while !options.continueToken.isEmpty
            #expect(names == [["w0", "w1"], ["w2", "w3"], ["w4"]])
            let odd = try await client.list(Self.widgets, ListOptions(labelSelector: "size in (1)"))
            #expect(odd.items.map(\.name) == ["w1", "w3"])
        }
    }

    @Test(arguments: Road.allCases)
    func watches(road: Road) async throws {
        try await Self.with(road) { client async throws in
            let version = try await client.list(Self.widgets).resourceVersion
            try await client.withWatch(WatchRequest(Self.widgets, resourceVersion: version)) { stream async throws in
                let created = try await client.create(Self.widgets, Self.widget("a", size: 1))
                #expect(try await Self.next(stream) == .added(created))
                let patched = try await client.patch(Self.widgets, Self.name("a"), .merge(["spec": ["size": 2]]))
                #expect(try await Self.next(stream) == .modified(patched))
                try await client.delete(Self.widgets, Self.name("a"))
                guard case .deleted(let last)? = try await Self.next(stream) else {
                    Issue.record("no event of the deletion")
                    return
                }
                #expect(last.uid == created.uid)
            }
        }
    }

    /// The next event that is no bookmark.
    private static func next(_ stream: any WatchStream) async throws -> WatchEvent? {
        while let events = try await stream.next() {
            for event in events {
                if case .bookmark = event { continue }
                return event
            }
        }
        return nil
    }

    @Test(arguments: Road.allCases)
    func tellsItsResources(road: Road) async throws {
        try await Self.with(road) { client async throws in
            #expect(try await client.resourceTypes().contains(Self.widgets))
            let kind = GroupVersionKind(apiVersion: "v1", kind: "Namespace")
            #expect(try await client.resourceType(for: kind).plural == "namespaces")
            let nothing = await #expect(throws: APIStatus.self) {
                try await client.resourceType(for: GroupVersionKind(apiVersion: "v1", kind: "Nothing"))
            }
            #expect(nothing?.reason == .notFound)
        }
    }

    @Test func aShutdownEndsWatches() async throws {
        try await Self.withPlane { plane async throws in
            try await withKubernetesHTTPClient(plane.connection) { client async throws in
                try await client.withWatch(WatchRequest(Self.widgets)) { stream async throws in
                    await plane.group.triggerGracefulShutdown()
                    #expect(try await Self.next(stream) == nil)
                }
            }
        }
    }

    @Test func whoMayDoWhat() async throws {
        try await Self.withPlane { plane async throws in
            let list = ClientRequest(.list(ListOptions()), of: Self.widgets)
            var connection = plane.connection
            connection.credentials = .init()
            try await withKubernetesHTTPClient(connection) { client async throws in
                #expect(try await client.get(path: "/livez") == Array("ok".utf8))
                let error = await #expect(throws: APIStatus.self) { try await client.send(list) }
                #expect(error?.reason == .unauthorized)
            }
            let issued: [(Duration, APIStatus.Reason)] = [
                (.zero, .forbidden), (.oneYear + .seconds(60), .unauthorized),
            ]
            for (ago, reason) in issued {
                let jane = try await plane.authority.issue(.client("jane"), in: .issuing(ago: ago))
                connection.credentials.certificate = .init(
                    chain: Array(jane.certificate.pem.utf8), privateKey: Array(try jane.privateKey.pem.utf8))
                try await withKubernetesHTTPClient(connection) { client async throws in
                    let error = await #expect(throws: APIStatus.self) { try await client.send(list) }
                    #expect(error?.reason == reason)
                    #expect(
                        error?.message.contains("expired at \(jane.certificate.notAfter.rfc3339)")
                            == (reason == .unauthorized))
                }
            }
        }
    }
}
