import Effects
import InMemoryLogging
import KubernetesAPI
import KubernetesClient
import Logging
import Machinery
import Simulation
import TestSupport
import Testing

@testable import ControllerRuntime

@Suite struct EventTests {
    @Test func theSameEventAgainCountsUp() throws {
        try Self.run { context, api, recorder in
            let widget = try await api.create(Widget("w"))
            for _ in 0..<3 { recorder.warning(widget, "Stuck", "it does not move") }
            recorder.normal(widget, "Moved", "it moved")
            await context.settle()
            let events = try await api.list(Event.self)
            #expect(events.count == 2)
            let stuck = try #require(events.first { $0.reason == "Stuck" })
            #expect(stuck.count == 3)
            #expect(stuck.type == .warning)
            #expect(stuck.metadata.namespace == "default")
            #expect(stuck.metadata.name.hasPrefix("w."))
            #expect(stuck.involvedObject.uid == widget.metadata.uid)
            #expect(stuck.source.component == "test")
        }
    }

    @Test func anEventThatTheServerForgotIsWrittenAnew() throws {
        try Self.run { context, api, recorder in
            let widget = try await api.create(Widget("w"))
            recorder.normal(widget, "Moved", "it moved")
            await context.settle()
            for event in try await api.list(Event.self) {
                try await api.delete(event)
            }
            recorder.normal(widget, "Moved", "it moved")
            await context.settle()
            let events = try await api.list(Event.self)
            #expect(events.map(\.count) == [1])
        }
    }

    @Test func anObjectThatCausesTooManyEventsIsCutOffForAWhile() throws {
        try Self.run { context, api, recorder in
            let (noisy, quiet) = (Widget("noisy"), Widget("quiet"))
            for number in 0..<100 { recorder.normal(noisy, "Noise", "number \(number)") }
            recorder.normal(quiet, "Whisper", "hello")
            await context.settle()
            let events = try await api.list(Event.self)
            #expect(events.count == 26)
            try await context.time.sleep(for: .seconds(301))
            for number in 0..<100 { recorder.normal(noisy, "Noise", "later \(number)") }
            await context.settle()
            let later = try await api.list(Event.self)
            #expect(later.count == 27)
        }
    }

    @Test func eventsOfClusterScopedObjectsAreInTheDefaultNamespace() throws {
        try Self.run { context, api, recorder in
            recorder.normal(Widget("w", namespace: ""), "Moved", "it moved")
            await context.settle()
            let events = try await api.list(Event.self)
            #expect(events.map(\.metadata.namespace) == ["default"])
        }
    }

    @Test func failuresAreNobodysProblem() throws {
        try Self.run { context, api, recorder in
            api.fail { _ in APIStatus.serviceUnavailable("gone fishing") }
            recorder.normal(Widget("w"), "Moved", "it moved")
            await context.settle()
            api.fail(nil)
            recorder.normal(Widget("w"), "Moved", "it moved")
            await context.settle()
            let events = try await api.list(Event.self)
            #expect(events.map(\.count) == [1])
        }
    }

    @Test func longMessagesAreCutBetweenCharacters() throws {
        var series = EventSeries()
        let event = RecordedEvent(
            type: .normal, subject: ObjectReference(involved: Widget("w")), reason: "Long",
            message: String(repeating: "é", count: 2000), component: "test", time: Timestamp(secondsSinceEpoch: 0))
        guard case .create(let first) = series.add(event, suffix: 255) else {
            Issue.record("expected a new event")
            return
        }
        #expect(first.message.utf8.count == 1024)
        #expect(first.metadata.name == "w.00000000000000ff")
    }

    private static func run(
        _ body: @escaping @Sendable (SimulationContext, InMemoryAPI, EventRecorder) async throws -> Void
    ) throws {
        try Simulation.run(seed: 41) { context in
            let api = InMemoryAPI(time: context.time, random: context.random)
            let broadcaster = EventBroadcaster(
                client: api, time: context.time, random: context.random,
                logger: Logger(label: "test") { _ in InMemoryLogHandler() })
            try await withThrowingTaskGroup { group in
                group.addTask { await broadcaster.run() }
                try await body(
                    context, api, EventRecorder(broadcaster: broadcaster, component: "test", time: context.time))
                await broadcaster.drain()
                #expect(broadcaster.isIdle)
            }
        }
    }
}
