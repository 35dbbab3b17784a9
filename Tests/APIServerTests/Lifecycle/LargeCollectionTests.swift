import Effects
import JSON
import KubernetesClient
import Logging
import Machinery
import ObjectStore
import Simulation
import Synchronization
import Testing

@testable import APIServer

@Suite("Garbage collection of many objects")
struct LargeCollectionTests {
    private static let ownedCount = 20_000
    private static let fewCount = 20
    private static let prefix = StorageKeys.prefix(of: GroupResource(group: "", resource: "configmaps"))

    private static func put(_ object: JSONValue, in store: ReadCountingStore) async throws {
        let object = Unstructured(fields: object.objectValue ?? [:])
        let key = StoreKey("\(prefix.text)default/\(object.name)")
        _ = try await store.commit(Mutation(.put(key, value: ObjectCodec.encode(object))))
    }

    private static func owned(_ name: String, by owner: Unstructured, _ number: Int) -> JSONValue {
        var json = configMap(name, owners: [owner])
        json.set(.string("uid-\(owner.name)-\(number)"), at: ["metadata", "uid"])
        return json
    }

    @Test("reads the objects that go and no others, however many there are") func reads() throws {
        try Simulation.run(seed: 1) { context in
            let store = ReadCountingStore(MemoryStore())
            let core = APICore(
                store: store, configuration: APICore.Configuration(builtIns: BuiltInSet.management()),
                time: context.time, random: context.random,
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
            try await core.start()
            let client = core.client(as: .systemMaster)
            let configMaps = try #require(
                core.catalog.snapshot().resource(for: GroupVersionKind(apiVersion: "v1", kind: "ConfigMap"))
            ).type
            var owners: [Unstructured] = []
            for name in ["few", "many"] {
                owners.append(
                    try await client.create(configMaps, Unstructured(fields: configMap(name).objectValue ?? [:])))
            }
            for number in 0..<Self.ownedCount {
                try await Self.put(Self.owned("m\(number)", by: owners[1], number), in: store)
            }
            for number in 0..<Self.fewCount {
                try await Self.put(Self.owned("f\(number)", by: owners[0], number), in: store)
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await core.run() }
                await context.settle()
                for (owner, count) in zip(owners, [Self.fewCount, Self.ownedCount]) {
                    store.reset()
                    try await client.delete(configMaps, owner.namespacedName)
                    await context.settle()
                    let reads = store.reads
                    // Each object is read before it is deleted, and with it its owner, which is gone.
                    #expect(reads.gets <= 4 * (count + 1), "\(reads)")
                    #expect(reads.listed <= 4 * (count + 1), "\(reads)")
                    #expect(reads.lists <= 4, "\(reads)")
                    #expect(reads.commits <= 2 * (count + 1), "\(reads)")
                }
                group.cancelAll()
            }
            #expect(try await store.list(RangeQuery(prefix: Self.prefix)).objects.isEmpty)
        }
    }
}

/// A store that counts what is asked of it.
private final class ReadCountingStore: ObjectStore {
    struct Counts: Sendable {
        var gets = 0
        var lists = 0
        /// The objects of all lists.
        var listed = 0
        var commits = 0
    }

    private let base: MemoryStore
    private let counts = Mutex(Counts())

    init(_ base: MemoryStore) {
        self.base = base
    }

    var reads: Counts { counts.withLock { $0 } }
    func reset() { counts.withLock { $0 = Counts() } }

    func get(_ key: StoreKey) async throws(StoreError) -> StoredObject? {
        counts.withLock { $0.gets += 1 }
        return try await base.get(key)
    }

    func list(_ query: RangeQuery) async throws(StoreError) -> RangePage {
        let page = try await base.list(query)
        counts.withLock { counts in
            counts.lists += 1
            counts.listed += page.objects.count
        }
        return page
    }

    func commit(_ mutation: Mutation) async throws(StoreError) -> Revision? {
        counts.withLock { $0.commits += 1 }
        return try await base.commit(mutation)
    }

    func withWatch<Result: Sendable>(
        _ query: WatchQuery, _ body: @Sendable (any StoreWatch) async throws -> Result
    ) async throws -> Result {
        try await base.withWatch(query, body)
    }

    func currentRevision() async throws(StoreError) -> Revision { try await base.currentRevision() }
    func compact(through revision: Revision) async throws(StoreError) { try await base.compact(through: revision) }
    func advance(to revision: Revision) async throws(StoreError) { try await base.advance(to: revision) }
    func withFork<Result: Sendable>(
        _ body: @Sendable (any ObjectStore) async throws -> Result
    ) async throws -> Result {
        try await base.withFork(body)
    }
}
