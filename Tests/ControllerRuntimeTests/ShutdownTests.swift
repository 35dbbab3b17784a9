import Effects
import InMemoryLogging
import KubernetesAPI
import KubernetesClient
import Logging
import Machinery
import ServiceLifecycle
import TestSupport
import Testing

@testable import ControllerRuntime

@Suite struct ShutdownTests {
    /// On real threads: the service group starts tasks of its own.
    @Test func gracefulShutdownLetsTheReconcileFinishAndWritesEvents() async throws {
        let (begun, mayFinish, finished) = (Gate(), Gate(), Gate())
        let api = InMemoryAPI(time: SystemTime(), random: SystemRandom())
        let widget = try await api.create(Widget("w"))
        let reconciler = Closure { _, context in
            begun.open()
            await mayFinish.wait()
            context.events.normal(widget, "Finished", "it came to its end")
            finished.open()
            return .done
        }
        let logger = Logger(label: "test") { _ in InMemoryLogHandler() }
        let manager = ControllerManager(
            client: api, controllers: [Controller(name: "widget", for: Widget.self, reconciler: reconciler)],
            time: SystemTime(), random: SystemRandom(), logger: logger)
        let group = ServiceGroup(services: [manager], logger: logger)
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            await begun.wait()
            await group.triggerGracefulShutdown()
            #expect(!finished.isOpen)
            mayFinish.open()
            try await tasks.waitForAll()
        }
        #expect(finished.isOpen)
        #expect(try await api.list(Event.self).count == 1)
    }

    @Test func gracefulShutdownDoesNotWaitForCachesThatNeverFill() async throws {
        let api = InMemoryAPI(time: SystemTime(), random: SystemRandom())
        let asked = Gate()
        api.fail { _ in
            asked.open()
            return APIStatus.serviceUnavailable("gone fishing")
        }
        let logger = Logger(label: "test") { _ in InMemoryLogHandler() }
        let manager = ControllerManager(
            client: api, controllers: [Controller(name: "widget", for: Widget.self, reconciler: Journal())],
            time: SystemTime(), random: SystemRandom(), logger: logger)
        let group = ServiceGroup(services: [manager], logger: logger)
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            await asked.wait()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}
