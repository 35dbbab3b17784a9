import Effects
import JSON
import KubernetesClient
import Logging
import Machinery
import Simulation
import Synchronization
import TestSupport
import Testing

@testable import ControllerRuntime

@Suite struct InformerTests {
    @Test func itFollowsWhatHappens() throws {
        try Self.run { context, api, informers in
            _ = try await api.create(Widget("a"))
            let informer = informers.start(Widget.resourceType)
            let log = ChangeLog(informer)
            await context.settle()
            #expect(log.take() == ["+default/a initial"])

            var widget = try await api.create(Widget("b"))
            widget.size = 3
            widget = try await api.update(widget)
            try await api.delete(widget)
            await context.settle()
            #expect(log.take() == ["+default/b", "~default/b", "-default/b"])
            #expect(informer.revision == api.revision)
            #expect(api.requests.filter { $0.hasPrefix("list") }.count == 1)
        }
    }

    @Test func ofTheOwnersOfFieldsThoseOfMetadataAreKept() throws {
        try Self.run { context, api, informers in
            var widget = Widget("a", size: 1)
            let owners: JSONValue = [
                ["manager": "one", "fieldsV1": ["f:metadata": ["f:labels": ["f:x": [:]]], "f:spec": ["f:size": [:]]]],
                ["manager": "two", "fieldsV1": ["f:status": ["f:size": [:]]]],
            ]
            widget.metadata.unknownFields["managedFields"] = owners
            _ = try await api.create(widget)
            let informer = informers.start(Widget.resourceType)
            await context.settle()
            let object = try #require(informer.read { $0.objects.values.first?.object })
            #expect(
                object.value(at: "metadata", "managedFields") == [
                    ["manager": "one", "fieldsV1": ["f:metadata": ["f:labels": ["f:x": [:]]]]]
                ])
            #expect(object.value(at: "spec", "size") == 1)
        }
    }

    @Test func aHandlerThatComesLateGetsWhatIsThere() throws {
        try Self.run { context, api, informers in
            for name in ["b", "a", "c"] { _ = try await api.create(Widget(name)) }
            let informer = informers.start(Widget.resourceType)
            await context.settle()
            let log = ChangeLog(informer)
            #expect(log.take() == ["+default/a initial", "+default/b initial", "+default/c initial"])
        }
    }

    @Test func aWatchThatEndsIsResumedWithoutAList() throws {
        try Self.run { context, api, informers in
            let log = ChangeLog(informers.start(Widget.resourceType))
            await context.settle()
            _ = try await api.create(Widget("a"))
            await context.settle()
            api.endWatches()
            _ = try await api.create(Widget("b"))
            try await context.eventually("the second object is seen") { log.lines.count == 2 }
            #expect(log.take() == ["+default/a", "+default/b"])
            #expect(api.requests.filter { $0.hasPrefix("list") }.count == 1)
        }
    }

    @Test func afterExpiryItListsAgainAndFindsWhatIsGone() throws {
        try Self.run { context, api, informers in
            for name in ["a", "b"] { _ = try await api.create(Widget(name)) }
            let log = ChangeLog(informers.start(Widget.resourceType))
            await context.settle()
            _ = log.take()
            api.holdEvents()
            try await api.delete(Widget("a"))
            _ = try await api.create(Widget("c"))
            api.compact()
            api.endWatches()
            api.releaseEvents()
            try await context.eventually("the new list is seen") { log.lines.count == 2 }
            #expect(log.take() == ["+default/c", "-default/a"])
            #expect(api.requests.filter { $0.hasPrefix("list") }.count == 2)
        }
    }

    @Test func failuresBackOffAndAreToldOnce() throws {
        struct Unreachable: Error {}
        try Self.run { context, api, informers in
            let start = context.time.now()
            api.fail { request in if case .list = request.operation { Unreachable() } else { nil } }
            let informer = informers.start(Widget.resourceType)
            try await context.time.sleep(for: .seconds(300))
            let attempts = api.requests.count
            #expect((8...30).contains(attempts), "\(attempts) attempts in 5 minutes")
            #expect(!informer.hasSynced)
            #expect(informer.lastFailure == "Unreachable()")
            api.fail(nil)
            try await context.eventually("it has synced", within: .seconds(61)) { informer.hasSynced }
            #expect(informer.lastFailure == nil)
            #expect(context.time.now() - start < .seconds(362))
        }
    }

    @Test func aServerThatEndsWatchesAtOnceIsNotAskedWithoutPause() throws {
        try Self.run { context, api, informers in
            _ = informers.start(Widget.resourceType)
            let ending = Mutex(true)
            api.failWatches { _ in ending.withLock { $0 } ? APIStatus.serviceUnavailable("later") : nil }
            try await context.time.sleep(for: .seconds(120))
            let watches = api.requests.count { $0.hasPrefix("watch") }
            #expect((4...20).contains(watches), "\(watches) watches in 2 minutes")
        }
    }

    @Test func bookmarksMoveTheRevision() throws {
        try Self.run { context, api, informers in
            let informer = informers.start(Widget.resourceType)
            await context.settle()
            api.advanceRevision()
            api.bookmark(Widget.resourceType)
            await context.settle()
            #expect(informer.revision == api.revision)
        }
    }

    @Test func indexesFollowTheObjects() throws {
        try Self.run { context, api, informers in
            informers.add(ResourceIndex(Widget.self, .label("color")))
            informers.add(ResourceIndex(Widget.self, name: "size") { ["\($0.size)"] })
            let cache = ObjectCache(informers: informers)
            _ = informers.start(Widget.resourceType)
            for number in 0..<6 {
                var widget = Widget("w\(number)", size: Int64(number % 2))
                widget.metadata.labels["color"] = number < 3 ? "red" : "blue"
                _ = try await api.create(widget)
            }
            await context.settle()
            #expect(try cache.list(Widget.self, labels: ["color": "red"]).map(\.metadata.name) == ["w0", "w1", "w2"])
            #expect(try cache.list(Widget.self, by: "size", "1").map(\.metadata.name) == ["w1", "w3", "w5"])

            var moved = try #require(try cache.get(Widget.self, key("w1")))
            moved.metadata.labels["color"] = "blue"
            moved.size = 0
            _ = try await api.update(moved)
            try await api.delete(Widget("w3"))
            await context.settle()
            #expect(try cache.list(Widget.self, labels: ["color": "red"]).map(\.metadata.name) == ["w0", "w2"])
            #expect(try cache.list(Widget.self, by: "size", "1").map(\.metadata.name) == ["w5"])
            #expect(try cache.list(Widget.self, namespace: "other").isEmpty)
            let selected = try LabelRequirements(parsing: "color in (blue),color!=red")
            #expect(try cache.list(Widget.self, matching: selected).map(\.metadata.name) == ["w1", "w4", "w5"])
        }
    }

    @Test func readingWhatNobodyWatchesIsAnError() throws {
        try Self.run { _, _, informers in
            let cache = ObjectCache(informers: informers)
            let error = #expect(throws: ControllerRuntimeError.self) { try cache.get(Widget.self, key("a")) }
            #expect(error?.code == .notWatched)
            _ = informers.start(Widget.resourceType)
            let later = #expect(throws: ControllerRuntimeError.self) { try cache.list(Widget.self) }
            #expect(later?.code == .notSynced)
        }
    }

    @Test func anObjectThatCannotBeReadFailsTheListInsteadOfMissing() throws {
        try Self.run { context, api, informers in
            var broken = Widget("broken").unstructured
            broken.fields["spec"] = ["size": "large"]
            _ = try await api.create(Widget.resourceType, broken)
            _ = try await api.create(Widget("whole"))
            let cache = ObjectCache(informers: informers)
            _ = informers.start(Widget.resourceType)
            await context.settle()
            #expect(throws: ControllerRuntimeError.self) { try cache.list(Widget.self) }
            #expect(try cache.get(Widget.self, key("whole")) != nil)
            #expect(try cache.get(Widget.resourceType, key("broken")) != nil)
        }
    }

    private static func run(
        _ body: @escaping @Sendable (SimulationContext, InMemoryAPI, InformerSet) async throws -> Void
    ) throws {
        try Simulation.run(seed: 11) { context in
            let api = InMemoryAPI(time: context.time, random: context.random)
            let informers = InformerSet(
                client: api, time: context.time, random: context.random,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            try await withThrowingTaskGroup { group in
                group.addTask { await informers.run() }
                try await body(context, api, informers)
                group.cancelAll()
            }
        }
    }
}

/// The changes that an informer told, as `+name`, `~name`, `-name`.
private final class ChangeLog: Sendable {
    private let state = Mutex<[String]>([])
    var lines: [String] { state.withLock { $0 } }

    init(_ informer: Informer) {
        informer.attach { [weak self] changes in
            let lines = changes.map { change in
                let sign = change.old == nil ? "+" : change.new == nil ? "-" : "~"
                return "\(sign)\(change.object.namespacedName)" + (change.isInitial ? " initial" : "")
            }
            self?.state.withLock { $0 += lines }
        }
    }

    func take() -> [String] {
        state.withLock { lines in
            defer { lines = [] }
            return lines
        }
    }
}
