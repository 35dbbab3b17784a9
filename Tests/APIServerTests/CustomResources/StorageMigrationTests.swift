import APIServer
import JSON
import KubernetesClient
import Machinery
import ObjectStore
import Simulation
import Synchronization
import Testing

@Suite("Storage migration")
struct StorageMigrationTests {
    private static let count = 40

    /// How many gadgets are stored in each version.
    private static func census(_ store: MemoryStore) async throws -> [String: Int] {
        let prefix = StoreKey("/registry/example.com/gadgets/")
        return try await store.list(RangeQuery(prefix: prefix)).objects.reduce(into: [:]) { census, stored in
            census[try JSONValue(parsing: stored.value)["apiVersion"]?.stringValue ?? "", default: 0] += 1
        }
    }

    @Test func aReaderSeesWhatIsStoredInAnotherVersion() throws {
        try Plane.runConverting { plane, _ in
            try await plane.create(gadgetDefinition())
            let made = try await plane.create(gadget("a"))
            try await plane.store(gadgetsIn: "v1")
            #expect(try await plane.storedVersions() == ["v1beta1", "v1"])
            #expect(try await Self.census(plane.store) == ["example.com/v1beta1": 1])
            let v1 = try plane.resource("example.com/v1", "Gadget")
            let shown = try await plane.client.get(v1, made.namespacedName)
            #expect(shown.fields["spec"] == ["size": 3])
            // A write that changes nothing stores the object in its new version, and leaves its generation.
            let same = try await plane.update(shown)
            #expect(same.resourceVersion != shown.resourceVersion && same.generation == shown.generation)
            #expect(try await Self.census(plane.store) == ["example.com/v1": 1])
            #expect(try await plane.update(same).resourceVersion == same.resourceVersion)
        }
    }

    @Test func aVersionInWhichObjectsAreStoredStays() throws {
        let status = try Plane.runConverting { plane, _ in
            try await plane.create(gadgetDefinition())
            try await plane.store(gadgetsIn: "v1")
            return try await failure {
                try await plane.changeGadgets { json in
                    json.set(
                        .array((json["spec"]?["versions"]?.arrayValue ?? []).filter { $0["name"] == "v1" }),
                        at: ["spec", "versions"])
                }
            }
        }
        #expect(
            status?.message
                == "CustomResourceDefinition.apiextensions.k8s.io \"gadgets.example.com\" is invalid: status.storedVersions[0]: Invalid value: \"v1beta1\": missing from spec.versions; v1beta1 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v1beta1 and removes v1beta1 from status.storedVersions"
        )
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func thePlaneMigrates(seed: UInt64) throws {
        try Plane.runConverting(seed: seed) { plane, webhook in
            try await plane.create(gadgetDefinition())
            for index in 0..<Self.count { try await plane.create(gadget("g\(index)")) }
            try await plane.store(gadgetsIn: "v1")
            try await plane.withLifecycle {
                await plane.context.settle()
                #expect(try await Self.census(plane.store) == ["example.com/v1": Self.count])
                #expect(try await plane.storedVersions() == ["v1"])
                let before = try await plane.revision()
                await plane.context.settle()
                #expect(try await plane.revision() == before)
            }
            // Objects of one slice are converted together.
            #expect(webhook.calls.count == 1)
            try await plane.changeGadgets { json in
                json.set(
                    .array((json["spec"]?["versions"]?.arrayValue ?? []).filter { $0["name"] == "v1" }),
                    at: ["spec", "versions"])
            }
        }
    }

    @Test func itWaitsForTheWebhook() throws {
        try Plane.runConverting { plane, webhook in
            try await plane.create(gadgetDefinition())
            try await plane.create(gadget("a"))
            try await plane.store(gadgetsIn: "v1")
            webhook.play(.hang)
            try await plane.withLifecycle {
                try await plane.context.time.sleep(for: .seconds(20))
                #expect(try await plane.storedVersions() == ["v1beta1", "v1"])
                // Whatever else the plane does waits for nobody.
                let owner = try await plane.create(configMap("owner"))
                let owned = try await plane.create(configMap("owned", owners: [owner]))
                try await plane.delete(owner)
                await plane.context.settle()
                #expect(try await plane.find(owned) == nil)
                webhook.play(.fail("gone"))
                try await plane.context.time.sleep(for: .seconds(60))
                webhook.play(.convert)
                try await plane.context.time.sleep(for: .seconds(60))
                #expect(try await plane.storedVersions() == ["v1"])
                #expect(try await Self.census(plane.store) == ["example.com/v1": 1])
            }
        }
    }

    /// What a crash leaves behind at any moment is taken up.
    @Test(arguments: [0, 1, 7, 32, 39, 40, 41])
    func aCrashLosesNothing(writes: Int) throws {
        try Simulation.run(seed: 3) { context in
            let webhook = ScriptedConversion(context)
            let plane = Plane(MemoryStore(), context) { $0.webhooks = webhook }
            try await plane.core.start()
            try await plane.create(gadgetDefinition())
            for index in 0..<Self.count { try await plane.create(gadget("g\(index)")) }
            try await plane.store(gadgetsIn: "v1")
            let names = try await plane.client.list(try plane.resource("example.com/v1", "Gadget")).items.map(\.name)
            let before = try await plane.revision()
            // The store as a crash after so many writes leaves it.
            let crashed = try await plane.withLifecycle { () -> MemoryStore in
                let query = WatchQuery(prefix: StoreKey("/registry/"), after: before, progress: .eventual)
                return try await plane.store.withWatch(query) { watch in
                    var seen = 0
                    var fork = plane.store.fork()
                    while seen < writes, let batch = try await watch.next() as StoreWatchBatch? {
                        seen += batch.events.count
                        fork = plane.store.fork()
                    }
                    return fork
                }
            }
            let restarted = Plane(crashed, context) { $0.webhooks = webhook }
            try await restarted.core.start()
            try await restarted.withLifecycle {
                await context.settle()
                #expect(try await Self.census(crashed) == ["example.com/v1": Self.count])
                #expect(try await restarted.storedVersions() == ["v1"])
                let gadgets = try await restarted.client.list(try restarted.resource("example.com/v1", "Gadget"))
                #expect(gadgets.items.map(\.name) == names)
                #expect(gadgets.items.allSatisfy { $0.value(at: "spec", "size") == 3 })
            }
        }
    }

    /// Writers in both versions go on while the storage version changes back and forth, and nothing is lost.
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func writersGoOn(seed: UInt64) throws {
        try Plane.runConverting(seed: seed) { plane, _ in
            try await plane.create(gadgetDefinition())
            for index in 0..<6 { try await plane.create(gadget("g\(index)", spec: ["width": 0])) }
            try await plane.withLifecycle {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for index in 0..<6 {
                        let isBeta = index.isMultiple(of: 2)
                        let type = try plane.resource("example.com/\(isBeta ? "v1beta1" : "v1")", "Gadget")
                        group.addTask {
                            for _ in 0..<10 {
                                try await Self.increment("g\(index)", isBeta ? "width" : "size", type, plane)
                            }
                        }
                    }
                    group.addTask {
                        for round in 0..<5 {
                            try await Self.retrying {
                                try await plane.store(gadgetsIn: round.isMultiple(of: 2) ? "v1" : "v1beta1")
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                await plane.context.settle()
                #expect(try await Self.census(plane.store) == ["example.com/v1": 6], "seed \(seed)")
                #expect(try await plane.storedVersions() == ["v1"], "seed \(seed)")
                let items = try await plane.client.list(try plane.resource("example.com/v1", "Gadget")).items
                #expect(items.map { $0.value(at: "spec", "size") } == Array(repeating: 10, count: 6), "seed \(seed)")
            }
        }
    }

    private static func increment(_ name: String, _ field: String, _ type: ResourceType, _ plane: Plane) async throws {
        try await retrying {
            var object = try await plane.client.get(type, NamespacedName(namespace: "default", name: name))
            let value = object.value(at: "spec", field)?.integerValue ?? 0
            object.fields["spec"] = .object([field: .integer(value + 1)])
            _ = try await plane.client.update(type, object)
        }
    }

    private static func retrying(_ body: () async throws -> Void) async throws {
        while true {
            do { return try await body() } catch let status as APIStatus where status.reason == .conflict { continue }
        }
    }

    /// What Cluster API's CRDMigrator does: it writes every object anew and then says so.
    @Test func othersMayMigrate() throws {
        try Plane.runConverting { plane, _ in
            try await plane.create(gadgetDefinition())
            for index in 0..<3 { try await plane.create(gadget("g\(index)")) }
            try await plane.store(gadgetsIn: "v1")
            let v1 = try plane.resource("example.com/v1", "Gadget")
            for object in try await plane.client.list(v1).items { try await plane.update(object) }
            #expect(try await Self.census(plane.store) == ["example.com/v1": 3])
            let definition = Unstructured(fields: gadgetDefinition().objectValue ?? [:])
            _ = try await plane.patch(definition, .merge(["status": ["storedVersions": ["v1"]]]), subresource: "status")
            #expect(try await plane.storedVersions() == ["v1"])
        }
    }
}
