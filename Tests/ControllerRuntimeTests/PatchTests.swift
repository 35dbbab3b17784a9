import Effects
import InMemoryLogging
import JSON
import KubernetesClient
import Logging
import Machinery
import Simulation
import TestSupport
import Testing

@testable import ControllerRuntime

@Suite struct PatchTests {
    // MARK: What is sent

    @Test func nothingIsSentWhereNothingDiffers() throws {
        try Self.reconciling { widget, context, api in
            let before = api.writes
            let result = try await context.patch(from: widget, to: widget, observesGeneration: false)
            #expect(result == widget)
            #expect(api.writes == before)
        }
    }

    @Test(arguments: [
        Sent("a plain field", { $0.size = 5 }, ["spec": ["size": 5]]),
        Sent("a list", { $0.tags = ["x"] }, ["spec": ["tags": ["x"]], "metadata": ["resourceVersion": "7"]]),
        Sent(
            "the last finalizer", { $0.metadata.finalizers = [] },
            ["metadata": ["finalizers": nil, "resourceVersion": "7"]]),
        Sent("a label", { $0.metadata.labels["a"] = "b" }, ["metadata": ["labels": ["a": "b"]]]),
        Sent(
            "a list of the status beside a plain field",
            {
                $0.size = 5
                $0.statusParts = ["p"]
            }, ["spec": ["size": 5], "metadata": ["resourceVersion": "7"]]),
        Sent("the status alone", { $0.statusSize = 1 }, nil),
    ])
    func theMainPatchHasWhatDiffersAndAVersionForLists(_ sent: Sent) throws {
        let plan = try Self.plan(sent.change)
        let body = plan.main.isEmpty ? JSONValue?.none : plan.mainBody(resourceVersion: "7")
        #expect(body == sent.body)
    }

    @Test(arguments: [
        Sent("a plain field", { $0.statusSize = 5 }, ["status": ["size": 5]]),
        Sent("a list", { $0.statusParts = ["x"] }, ["status": ["parts": ["x"]], "metadata": ["resourceVersion": "7"]]),
        Sent("nothing of the status", { $0.size = 3 }, nil),
    ])
    func theStatusPatchHasAVersionForLists(_ sent: Sent) throws {
        let plan = try Self.plan(sent.change)
        var latest = Self.base.unstructured
        latest.resourceVersion = "7"
        let body = try plan.statusBody(on: latest, owned: [], now: Timestamp(secondsSinceEpoch: 0))
        #expect(body == sent.body)
    }

    /// A change of a widget with the merge patch that it becomes, `nil` where none is sent.
    struct Sent: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var change: @Sendable (inout Widget) -> Void
        var body: JSONValue?

        init(_ what: String, _ change: @escaping @Sendable (inout Widget) -> Void, _ body: JSONValue?) {
            testDescription = what
            self.change = change
            self.body = body
        }
    }

    private static var base: Widget {
        var widget = Widget("w", size: 1)
        widget.metadata.finalizers = ["test.io/f"]
        widget.conditions = [.true("Ready")]
        return widget
    }

    private static func plan(_ change: (inout Widget) -> Void) throws -> PatchPlan {
        var modified = base
        change(&modified)
        return try PatchPlan(
            from: base.json, to: modified.json, hasClusterAPIConditions: true, observedGeneration: nil)
    }

    // MARK: Against a server

    @Test func specAndStatusGoTheirOwnWays() throws {
        try Self.reconciling { widget, context, api in
            var modified = widget
            modified.size = 4
            modified.statusSize = 4
            modified.conditions = [.true("Ready")]
            let result = try await context.patch(from: widget, to: modified, observesGeneration: true)
            #expect(result.size == 4)
            #expect(result.statusSize == 4)
            #expect(result.observedGeneration == 2, "the one change of the specification is the controller's own")
            #expect(result.metadata.generation == 2)
            #expect(result.conditions.isTrue("Ready"))
            #expect(
                api.writes.suffix(2) == ["patch widgets.test.io default/w", "patch widgets.test.io/status default/w"])
        }
    }

    @Test func somebodyElsesSpecificationIsNotObserved() throws {
        try Self.reconciling { widget, context, api in
            var theirs = widget
            theirs.size = 9
            _ = try await api.update(theirs)
            var mine = widget
            mine.metadata.labels["mine"] = "yes"
            mine.statusSize = 4
            mine.v1beta2 = [MetaCondition(type: "Seen", status: .true, reason: "So", observedGeneration: 1)]
            let result = try await context.patch(from: widget, to: mine, observesGeneration: true)
            #expect(result.metadata.generation == 2)
            #expect(result.observedGeneration == 1)
            #expect(result.v1beta2.first?.observedGeneration == 1)
        }
    }

    @Test func whatEqualsIsSentOnlyToObserveTheGeneration() throws {
        try Self.reconciling { widget, context, api in
            let count = api.writes.count
            let seen = try await context.patch(from: widget, to: widget, observesGeneration: true)
            #expect(seen.observedGeneration == 1)
            try await context.patch(from: seen, to: seen, observesGeneration: true)
            #expect(api.writes.count == count + 1)
        }
    }

    @Test func aListChangedBySomebodyElseMeanwhileIsAConflict() throws {
        try Self.reconciling { widget, context, api in
            var theirs = widget
            theirs.tags = ["theirs"]
            _ = try await api.update(theirs)
            var mine = widget
            mine.tags = ["mine"]
            await Self.expectConflict { try await context.patch(from: widget, to: mine) }
            var status = widget
            status.statusParts = ["mine"]
            await Self.expectConflict { try await context.patch(from: widget, to: status) }
            #expect(try await api.get(Widget.self, key("w")).tags == ["theirs"])
        }
    }

    @Test func conditionsAreMergedWithWhatOthersWroteMeanwhile() throws {
        try Self.reconciling { widget, context, api in
            var theirs = widget
            theirs.conditions = [.true("Theirs")]
            theirs.v1beta2 = [MetaCondition(type: "Theirs", status: .true, reason: "Because")]
            try await context.patch(from: widget, to: theirs)

            var mine = widget
            mine.statusSize = 8
            mine.conditions = [.false("Mine", reason: "NotYet", severity: .info, "not yet")]
            mine.v1beta2 = [MetaCondition(type: "Mine", status: .false, reason: "NotYet")]
            let result = try await context.patch(from: widget, to: mine)
            #expect(result.conditions.map(\.type) == ["Mine", "Theirs"])
            #expect(result.v1beta2.map(\.type).sorted() == ["Mine", "Theirs"])
            #expect(result.statusSize == 8)
            #expect(api.requests.count { $0.hasPrefix("get") } == 1, "one look at what is stored, one more try")
        }
    }

    @Test(arguments: [true, false])
    func theSameConditionFromTwoHands(isOwned: Bool) throws {
        try Self.reconciling { widget, context, api in
            var theirs = widget
            theirs.conditions = [.true("Ready")]
            try await context.patch(from: widget, to: theirs)
            var mine = widget
            mine.conditions = [.false("Ready", reason: "NotYet", severity: .info, "not yet")]
            if isOwned {
                let result = try await context.patch(from: widget, to: mine, ownedConditions: ["Ready"])
                #expect(result.conditions.isFalse("Ready"))
            } else {
                await Self.expectConflict { try await context.patch(from: widget, to: mine) }
            }
        }
    }

    @Test func theLastFinalizerOfADeletedObjectEndsIt() throws {
        try Self.reconciling { widget, context, api in
            var held = widget
            held.metadata.addFinalizer("test.io/f")
            held = try await context.patch(from: widget, to: held)
            try await api.delete(held)
            let deleted = try await api.get(Widget.self, key("w"))
            var released = deleted
            released.metadata.removeFinalizer("test.io/f")
            released.statusSize = 0
            try await context.patch(from: deleted, to: released)
            #expect(try await api.find(Widget.self, key("w")) == nil)
        }
    }

    @Test func aScopeWritesOnceAlsoWhenItsBodyFails() throws {
        struct Broken: Error {}
        try Self.reconciling { widget, context, api in
            let result = try await context.reconcileWithPatch(widget, observesGeneration: true) { widget in
                widget.statusSize = 1
                return .after(.seconds(3))
            }
            #expect(result == .after(.seconds(3)))
            let stored = try await api.get(Widget.self, key("w"))
            #expect(stored.observedGeneration == 1)

            var changed = stored
            changed.size = 2
            changed = try await api.update(changed)
            await #expect(throws: Broken.self) {
                try await context.reconcileWithPatch(changed, observesGeneration: true) { widget in
                    widget.statusSize = 2
                    throw Broken()
                }
            }
            let after = try await api.get(Widget.self, key("w"))
            #expect(after.statusSize == 2)
            #expect(after.observedGeneration == 1, "only success observes")
        }
    }

    @Test func bothFailuresOfAScopeAreTold() throws {
        struct Broken: Error {}
        try Self.reconciling { widget, context, api in
            api.fail { _ in APIStatus.serviceUnavailable("gone fishing") }
            let error = await #expect(throws: AggregateError.self) {
                try await context.reconcileWithPatch(widget) { widget in
                    widget.statusSize = 2
                    throw Broken()
                }
            }
            #expect(error?.errors.count == 2)
            api.fail(nil)
        }
    }

    @Test func createOrGetFindsWhatIsThere() throws {
        try Self.reconciling { widget, context, api in
            let first = try await context.createOrGet(Part("p"))
            let second = try await context.createOrGet(Part("p"))
            #expect(first.isNew && !second.isNew)
            #expect(first.object == second.object)
        }
    }

    // MARK: Owners

    @Test func ownersAreRenewedAndOneManages() throws {
        var (first, second) = (Widget("first"), Widget("second"))
        (first.metadata.uid, second.metadata.uid) = ("1", "2")
        var part = Part("p")
        part.metadata.ownerReferences.set(second.ownerReference(isController: false))
        try part.metadata.ownerReferences.setController(first.ownerReference(isController: false))
        #expect(part.metadata.isControlled(by: first))
        #expect(throws: ControllerRuntimeError.self) {
            try part.metadata.ownerReferences.setController(second.ownerReference(isController: true))
        }
        first.metadata.uid = "1-moved"
        try part.metadata.ownerReferences.setController(first.ownerReference(isController: true))
        #expect(part.metadata.ownerReferences.map(\.uid) == ["2", "1-moved"])
        part.metadata.ownerReferences.remove(second.ownerReference(isController: false))
        #expect(part.metadata.ownerReferences.map(\.uid) == ["1-moved"])
    }

    // MARK: Scaffold

    private static func expectConflict(_ body: () async throws -> Void) async {
        let error = await #expect(throws: APIStatus.self) { try await body() }
        #expect(error?.reason == .conflict)
    }

    /// Runs `body` as the reconcile of a widget `w` that was just created.
    private static func reconciling(
        _ body: @escaping @Sendable (Widget, ReconcileContext, InMemoryAPI) async throws -> Void
    ) throws {
        try Simulation.run(seed: 31) { simulation in
            let api = InMemoryAPI(time: simulation.time, random: simulation.random)
            let manager = ControllerManager(
                client: api, controllers: [], time: simulation.time, random: simulation.random,
                logger: Logger(label: "test") { _ in InMemoryLogHandler() })
            let widget = try await api.create(Widget("w", size: 1))
            try await body(widget, manager.contextForTests(api, simulation), api)
        }
    }
}

extension ControllerManager {
    /// A context outside of any controller: it has no one to observe for.
    fileprivate func contextForTests(_ api: InMemoryAPI, _ simulation: SimulationContext) -> ReconcileContext {
        let logger = Logger(label: "test") { _ in InMemoryLogHandler() }
        let broadcaster = EventBroadcaster(
            client: api, time: simulation.time, random: simulation.random, logger: logger)
        return ReconcileContext(
            client: RecordingClient(api, controller: "test"), cache: cache, time: simulation.time,
            random: simulation.random,
            events: EventRecorder(broadcaster: broadcaster, component: "test", time: simulation.time), logger: logger,
            observation: Observation(key: key("w"), loop: NobodyObserves()))
    }
}

private struct NobodyObserves: ObservingController {
    func observe(_ object: ObservedObject, for key: NamespacedName) {}
    func watchObserved(_ resource: ResourceType) async throws {}
    func add(_ watch: Watch) async throws {}
    func delayOfWords(of key: NamespacedName, now: Timestamp) -> Duration? { nil }
    func forgetWords(of key: NamespacedName) {}
}
