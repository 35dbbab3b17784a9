import APIServer
import Effects
import Foundation
import JSON
import KubernetesClient
import Logging
import Machinery
import ObjectStore
import ObjectStoreSQLite
import Testing

/// The same core over the durable store, in real time.
@Suite("A plane on disk")
struct DurablePlaneTests {
    private static func withCore<Result: Sendable>(
        in directory: String, _ body: @escaping @Sendable (APICore) async throws -> Result
    ) async throws -> Result {
        try await withSQLiteStore(at: directory, program: "slipway-tests") { store in
            let core = APICore(
                store: store, configuration: APICore.Configuration(builtIns: BuiltInSet.management()),
                time: SystemTime(), random: SystemRandom(),
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
            try await core.start()
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await core.run() }
                let result = try await body(core)
                group.cancelAll()
                return result
            }
        }
    }

    private static func withDirectory(_ body: (String) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "slipway-plane-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        try await body(directory.path())
    }

    private static func resource(_ core: APICore, _ apiVersion: String, _ kind: String) async throws -> ResourceType {
        try await core.client(as: .systemMaster).resourceType(for: GroupVersionKind(apiVersion: apiVersion, kind: kind))
    }

    @Test func everythingIsThereAgainAfterARestart() async throws {
        try await Self.withDirectory { directory in
            let before = try await Self.withCore(in: directory) { core in
                let client = core.client(as: .systemMaster)
                let definitions = try await Self.resource(core, "apiextensions.k8s.io/v1", "CustomResourceDefinition")
                _ = try await client.create(definitions, Unstructured(fields: widgetDefinition().objectValue ?? [:]))
                let widgets = try await Self.resource(core, "example.com/v1", "Widget")
                for index in 0..<5 {
                    _ = try await client.create(widgets, Unstructured(fields: widget("w\(index)").objectValue ?? [:]))
                }
                return try await client.list(widgets)
            }
            let after = try await Self.withCore(in: directory) { core in
                try await core.client(as: .systemMaster).list(try await Self.resource(core, "example.com/v1", "Widget"))
            }
            #expect(after.items == before.items)
            #expect(UInt64(after.resourceVersion) ?? 0 >= UInt64(before.resourceVersion) ?? 1)
        }
    }

    @Test func incrementsAreNotLostAndWatchersSeeThemAll() async throws {
        try await Self.withDirectory { directory in
            try await Self.withCore(in: directory) { core in
                let client = core.client(as: .systemMaster)
                let configMaps = try await Self.resource(core, "v1", "ConfigMap")
                let counter = Unstructured(fields: configMap("counter", data: ["n": "0"]).objectValue ?? [:])
                _ = try await client.create(configMaps, counter)
                let total = 4 * 25
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        let seen = try await client.withWatch(WatchRequest(configMaps, namespace: "default")) {
                            stream in
                            var seen: [Int] = []
                            while seen.last != total, let events = try await stream.next() {
                                for case .added(let object) in events { seen.append(Self.count(object)) }
                                for case .modified(let object) in events { seen.append(Self.count(object)) }
                            }
                            return seen
                        }
                        #expect(seen == Array((seen.first ?? 0)...total))
                    }
                    for _ in 0..<4 {
                        group.addTask {
                            for _ in 0..<25 { try await Self.increment(counter.namespacedName, configMaps, client) }
                        }
                    }
                    try await group.waitForAll()
                }
            }
        }
    }

    private static func count(_ object: Unstructured) -> Int {
        Int(object.value(at: "data", "n")?.stringValue ?? "") ?? -1
    }

    private static func increment(_ name: NamespacedName, _ resource: ResourceType, _ client: any Client) async throws {
        while true {
            var object = try await client.get(resource, name)
            object.fields["data"] = ["n": .string("\(count(object) + 1)")]
            do {
                _ = try await client.update(resource, object)
                return
            } catch let status as APIStatus where status.reason == .conflict {
                continue
            }
        }
    }
}
