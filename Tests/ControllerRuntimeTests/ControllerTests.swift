import Effects
import InMemoryLogging
import JSON
import KubernetesClient
import Logging
import Machinery
import Simulation
import Synchronization
import TestSupport
import Testing

@testable import ControllerRuntime

@Suite struct ControllerTests {
    // MARK: Waking up

    @Test func objectsOwnersAndMappingsWakeKeys() throws {
        let journal = Journal()
        let controller = Controller(
            name: "widget", for: Widget.self, where: .generationChanged,
            watches: [
                .owned(Part.self),
                .mapped(Gadget.self) { gadget, cache in
                    try cache.list(Widget.self).filter { $0.size == gadget.size }.map(\.namespacedName)
                },
            ],
            reconciler: journal)
        try Self.run(controller) { context, api, _ in
            var widgets: [Widget] = []
            for size in 0..<3 { widgets.append(try await api.create(Widget("w\(size)", size: Int64(size)))) }
            await context.settle()
            #expect(journal.take() == ["w0", "w1", "w2"])

            var part = try await api.create(Part("p", of: widgets[1]))
            await context.settle()
            #expect(journal.take() == ["w1"])

            part.metadata.ownerReferences = [widgets[2].ownerReference(isController: true)]
            part = try await api.update(part)
            await context.settle()
            #expect(journal.take() == ["w1", "w2"], "the old owner and the new one")

            part.metadata.ownerReferences = [widgets[0].ownerReference(isController: false)]
            _ = try await api.update(part)
            await context.settle()
            #expect(journal.take() == ["w2"], "an owner that is not the controller is not woken")

            _ = try await api.create(Gadget("g", size: 2))
            await context.settle()
            #expect(journal.take() == ["w2"])

            widgets[0].metadata.labels["new"] = "label"
            widgets[0] = try await api.update(widgets[0])
            await context.settle()
            #expect(journal.take() == [], "the predicate admits changes of the spec only")
            widgets[0].size = 9
            _ = try await api.update(widgets[0])
            try await api.delete(widgets[1])
            await context.settle()
            #expect(journal.take() == ["w0", "w1"])
        }
    }

    @Test func sourcesOutsideOfTheAPIWakeKeys() throws {
        let (journal, source) = (Journal(), EventSource<NamespacedName>())
        let controller = Controller(name: "widget", for: Widget.self, watches: [.source(source)], reconciler: journal)
        try Self.run(controller) { context, _, _ in
            await context.settle()
            source.send([key("late"), key("late")])
            await context.settle()
            #expect(journal.take() == ["late"])
        }
    }

    // MARK: Results

    @Test func resultsAndErrorsDecideWhenAKeyComesBack() throws {
        struct Broken: Error {}
        let times = Recorded<Timestamp>()
        let reconciler = Closure { name, context in
            times.append(context.time.now())
            switch times.count {
            case 1: return .after(.seconds(60))
            case 2, 3, 4: throw Broken()
            case 5: throw APIStatus.conflict(Widget.resourceType.groupResource, name: name.name, "modified")
            default: return .done
            }
        }
        let logs = InMemoryLogHandler()
        try Self.run(Controller(name: "widget", for: Widget.self, reconciler: reconciler), logs: logs) {
            context, api, _ in
            _ = try await api.create(Widget("w"))
            try await context.eventually("six reconciles") { times.count == 6 }
            try await context.time.sleep(for: .seconds(2000))
            let delays = zip(times.values, times.values.dropFirst()).map { $1 - $0 }
            #expect(
                delays == [
                    .seconds(60), .milliseconds(5), .milliseconds(10), .milliseconds(20), .milliseconds(40),
                ])
        }
        let errors = logs.entries.filter { $0.level == .error }
        #expect(errors.count == 3, "each failure is told once, a conflict not as one")
        #expect(errors.first?.metadata["controller"] == "widget")
        #expect(errors.first?.metadata["object"] == "default/w")
    }

    @Test func keysAreWorkedOnTogetherButEachByOneWorkerAtATime() throws {
        let (running, most) = (Recorded<NamespacedName>(), Recorded<Int>())
        let reconciler = Closure { name, context in
            #expect(!running.values.contains(name))
            running.append(name)
            most.append(running.count)
            try await context.time.sleep(for: .seconds(1))
            running.remove(name)
            return .done
        }
        try Self.run(Controller(name: "widget", for: Widget.self, reconciler: reconciler, workers: 4)) {
            context, api, _ in
            for number in 0..<20 { _ = try await api.create(Widget("w\(number)")) }
            for round in 0..<10 {
                var widget = try await api.get(Widget.self, key("w\(round % 2)"))
                widget.size += 1
                _ = try await api.update(widget)
                try await context.time.sleep(for: .milliseconds(300))
            }
            try await context.eventually("all are done") { running.count == 0 }
        }
        #expect(most.values.max() == 4)
    }

    // MARK: Reading one's writes

    /// A controller that creates what its cache lacks must not create it twice, whatever the order of events.
    @Test(arguments: 0..<60 as Range<UInt64>)
    func aKeyWaitsForItsOwnWrites(seed: UInt64) throws {
        #expect(try Self.partsAfterScaling(seed: seed, recordsWrites: true) == 3)
    }

    /// The same controller through a client whose writes nobody waits for: the race that the rule prevents is real.
    @Test func withoutWaitingTheRaceIsReal() throws {
        let counts = try (0..<60 as Range<UInt64>).map { try Self.partsAfterScaling(seed: $0, recordsWrites: false) }
        #expect(counts.contains { $0 > 3 })
    }

    private static func partsAfterScaling(seed: UInt64, recordsWrites: Bool) throws -> Int {
        let api = Recorded<InMemoryAPI>()
        let reconciler = Closure { name, context in
            guard let widget = try context.cache.get(Widget.self, name) else { return .done }
            let parts = try context.cache.list(Part.self, by: .ownerUID, widget.metadata.uid)
            let client: any Client = recordsWrites ? context.client : api.values[0]
            for _ in parts.count..<max(parts.count, Int(widget.size)) {
                _ = try await client.create(Part("part-\(context.random.next())", of: widget))
            }
            return .done
        }
        let controller = Controller(
            name: "widget", for: Widget.self, watches: [.owned(Part.self)], reconciler: reconciler)
        return try run(controller, seed: seed) { context, server, _ in
            api.append(server)
            _ = try await server.create(Widget("w", size: 3))
            await context.settle()
            return try await server.list(Part.self).count
        }
    }

    @Test func aDeletionIsWaitedForToo() throws {
        let deletions = Recorded<String>()
        let reconciler = Closure { name, context in
            for part in try context.cache.list(Part.self) {
                deletions.append(part.metadata.name)
                try await context.client.delete(part)
            }
            return .done
        }
        let controller = Controller(
            name: "widget", for: Widget.self, watches: [.owned(Part.self)], reconciler: reconciler)
        try Self.run(controller) { context, api, _ in
            _ = try await api.create(Part("p"))
            await context.settle()
            api.holdEvents()
            var widget = try await api.create(Widget("w"))
            api.releaseEvents()
            await context.settle()
            widget.size = 5
            _ = try await api.update(widget)
            await context.settle()
        }
        #expect(deletions.values == ["p"])
    }

    @Test func aSilentWatchDoesNotHoldAKeyForEver() throws {
        let times = Recorded<Timestamp>()
        let reconciler = Closure { name, context in
            times.append(context.time.now())
            if times.count == 1 { _ = try await context.client.create(Part("p")) }
            return .done
        }
        let source = EventSource<NamespacedName>()
        let controller = Controller(
            name: "widget", for: Widget.self, watches: [.owned(Part.self), .source(source)], reconciler: reconciler)
        try Self.run(controller) { context, api, _ in
            await context.settle()
            api.holdEvents()
            source.send([key("w")])
            await context.settle()
            source.send([key("w")])
            await context.settle()
            #expect(times.count == 1)
            try await context.time.sleep(for: .seconds(9))
            #expect(times.count == 1)
            try await context.time.sleep(for: .seconds(2))
            #expect(times.count == 2)
        }
    }

    // MARK: Observation

    @Test func anObservedObjectWakesTheKeyUntilItIsNoLongerObserved() throws {
        let journal = Recorded<String>()
        let reconciler = Closure { name, context in
            guard let widget = try context.cache.get(Widget.self, name) else { return .done }
            guard widget.size < 10 else {
                journal.append("alone")
                return .done
            }
            let gadget = try await context.observe(Gadget.resourceType.groupVersionKind, key("g"))
            journal.append(gadget == nil ? "missing" : "found")
            return .done
        }
        try Self.run(Controller(name: "widget", for: Widget.self, reconciler: reconciler)) { context, api, _ in
            var widget = try await api.create(Widget("w"))
            await context.settle()
            _ = try await api.create(Gadget("other", size: 1))
            await context.settle()
            #expect(journal.values == ["missing"])
            var gadget = try await api.create(Gadget("g", size: 1))
            await context.settle()
            try await api.delete(gadget)
            await context.settle()
            #expect(journal.values == ["missing", "found", "missing"])

            widget.size = 10
            widget = try await api.update(widget)
            await context.settle()
            gadget = try await api.create(Gadget("g", size: 1))
            await context.settle()
            #expect(journal.values == ["missing", "found", "missing", "alone"])
        }
    }

    @Test func onlyAdmittedChangesOfAnObservedObjectWakeTheKey() throws {
        let journal = Recorded<Int64>()
        let reconciler = Closure { name, context in
            journal.append(try await context.observe(Gadget.self, key("g"))?.size ?? 0)
            return .done
        }
        let controller = Controller(
            name: "widget", for: Widget.self, watches: [.observed(Gadget.self, where: .generationChanged)],
            reconciler: reconciler)
        try Self.run(controller) { context, api, _ in
            _ = try await api.create(Widget("w"))
            var gadget = try await api.create(Gadget("g", size: 1))
            await context.settle()
            _ = journal.take()
            gadget.metadata.labels["new"] = "label"
            gadget = try await api.update(gadget)
            await context.settle()
            #expect(journal.take() == [])
            gadget.size = 2
            gadget = try await api.update(gadget)
            await context.settle()
            #expect(journal.take() == [2])
            try await api.delete(gadget)
            await context.settle()
            #expect(journal.take() == [0])
        }
    }

    @Test func changesOfOtherObjectsMaySettle() throws {
        let journal = Journal()
        let controller = Controller(
            name: "widget", for: Widget.self, watches: [.owned(Part.self)], reconciler: journal,
            settling: .milliseconds(500))
        try Self.run(controller) { context, api, _ in
            var widget = try await api.create(Widget("w"))
            await context.settle()
            #expect(journal.take() == ["w"], "its own objects are looked at at once")
            for name in ["a", "b", "c"] {
                _ = try await api.create(Part(name, of: widget))
                try await context.time.sleep(for: .milliseconds(100))
            }
            #expect(journal.take() == [])
            try await context.time.sleep(for: .milliseconds(250))
            #expect(journal.take() == ["w"])
            _ = try await api.create(Part("d", of: widget))
            widget.size = 3
            _ = try await api.update(widget)
            await context.settle()
            #expect(journal.take() == ["w"])
            try await context.time.sleep(for: .seconds(5))
            #expect(journal.take() == [])
        }
    }

    @Test func anUnknownKindIsAnErrorOfTheReconcile() throws {
        let errors = Recorded<APIStatus.Reason>()
        let reconciler = Closure { name, context in
            do {
                _ = try await context.observe(GroupVersionKind(group: "no", version: "v1", kind: "Such"), name)
            } catch let status as APIStatus {
                errors.append(status.reason)
            }
            return .done
        }
        try Self.run(Controller(name: "widget", for: Widget.self, reconciler: reconciler)) { context, api, _ in
            _ = try await api.create(Widget("w"))
            await context.settle()
        }
        #expect(errors.values == [.notFound])
    }

    // MARK: Stopping

    @Test func cancellationStopsAtOnceAndIsNoError() throws {
        let logs = InMemoryLogHandler()
        let reconciler = Closure { _, context in
            try await context.time.sleep(for: .seconds(1000))
            return .done
        }
        try Self.run(Controller(name: "widget", for: Widget.self, reconciler: reconciler), logs: logs) {
            context, api, _ in
            _ = try await api.create(Widget("w"))
            await context.settle()
        }
        #expect(logs.entries.isEmpty)
    }

    static func run<Result: Sendable>(
        _ controller: Controller, seed: UInt64 = 21, logs: InMemoryLogHandler = InMemoryLogHandler(),
        _ body: @escaping @Sendable (SimulationContext, InMemoryAPI, ControllerManager) async throws -> Result
    ) throws -> Result {
        try Simulation.run(seed: seed) { context in
            let api = InMemoryAPI(
                time: context.time, random: context.random,
                kinds: [Widget.resourceType, Part.resourceType, Gadget.resourceType])
            let manager = ControllerManager(
                client: api, controllers: [controller], time: context.time, random: context.random,
                logger: Logger(label: "test") { _ in logs })
            return try await withRunning(manager) {
                let result = try await body(context, api, manager)
                return result
            }
        }
    }
}

/// A kind that nothing watches unless told to.
struct Gadget: Resource {
    static let resourceType = ResourceType(group: "test.io", version: "v1", kind: "Gadget", plural: "gadgets")

    var metadata: ObjectMeta
    var size: Int64

    init(_ name: String, size: Int64) {
        metadata = ObjectMeta(name: name, namespace: "default")
        self.size = size
    }

    init(json: JSONValue) throws(DecodingFailure) {
        metadata = try ObjectMeta(json: json["metadata"] ?? [:])
        size = try Int64(json: json["spec"]?["size"] ?? 0)
    }

    var json: JSONValue {
        ["apiVersion": "test.io/v1", "kind": "Gadget", "metadata": metadata.json, "spec": ["size": .integer(size)]]
    }
}

struct Closure: Reconciler {
    typealias Body = @Sendable (NamespacedName, ReconcileContext) async throws -> ReconcileResult
    let body: Body

    init(_ body: @escaping Body) { self.body = body }

    func reconcile(_ name: NamespacedName, _ context: ReconcileContext) async throws -> ReconcileResult {
        try await body(name, context)
    }
}

/// Writes down the names it is called with.
final class Journal: Reconciler {
    private let names = Recorded<String>()

    func reconcile(_ name: NamespacedName, _ context: ReconcileContext) async throws -> ReconcileResult {
        names.append(name.name)
        return .done
    }

    /// In the order of names: workers run beside each other.
    func take() -> [String] { names.take().sorted() }
}

final class Recorded<Value: Sendable>: Sendable {
    private let state = Mutex<[Value]>([])
    var values: [Value] { state.withLock { $0 } }
    var count: Int { values.count }
    func append(_ value: Value) { state.withLock { $0.append(value) } }
    func remove(_ value: Value) where Value: Equatable {
        state.withLock { values in values.removeAll { $0 == value } }
    }
    func take() -> [Value] {
        state.withLock { values in
            defer { values = [] }
            return values
        }
    }
}
