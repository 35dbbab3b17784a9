public import APIServer
import ClientSimulation
public import ControllerRuntime
import Effects
public import InMemoryLogging
public import JSON
public import KubernetesClient
public import Logging
public import Machinery
public import ObjectStore
public import ServiceLifecycle
public import Simulation
public import Testing

/// A management plane in this process: the real API server core on a store in memory, in virtual time, without sockets.
public struct TestPlane: Sendable {
    /// What runs beside the API.
    public struct Parts: Sendable {
        public var controllers: [Controller]
        public var services: [any Service]

        public init(controllers: [Controller] = [], services: [any Service] = []) {
            self.controllers = controllers
            self.services = services
        }
    }

    public let simulation: SimulationContext
    public let store: MemoryStore
    public let core: APICore
    /// Acts as the plane's administrator, beside the controllers: the test's own hand.
    public let client: any Client
    /// What controllers log; errors are also printed when a test looks at them.
    public let logs: InMemoryLogHandler
    public let logger: Logger

    public var time: VirtualTime { simulation.time }
    public var random: SeededRandom { simulation.random }

    /// A client whose requests are traced and open to the simulation's faults.
    public func client(named name: String) -> any Client {
        TracedClient(core.client(as: .systemMaster), name: name, in: simulation)
    }

    /// Waits until nothing can happen without time passing.
    public func settle() async { await simulation.settle() }

    /// Waits, in virtual time, until a condition holds.
    public func eventually(
        _ what: String, within limit: Duration = .seconds(600), sourceLocation: SourceLocation = #_sourceLocation,
        _ condition: () async throws -> Bool
    ) async throws {
        try await simulation.eventually(what, within: limit, sourceLocation: sourceLocation, condition)
    }

    /// Records an issue where anything is written within `duration`: a settled plane writes nothing.
    public func expectNoWrites(
        for duration: Duration = .seconds(3600), sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        await settle()
        let before = try await store.currentRevision()
        try await time.sleep(for: duration)
        await settle()
        let after = try await store.currentRevision()
        guard after != before else { return }
        let writes = simulation.trace.events.suffix(20).map(\.description).joined(separator: "\n")
        Issue.record(
            "a settled plane made \(after.rawValue - before.rawValue) writes; the last effects:\n\(writes)",
            sourceLocation: sourceLocation)
    }

    /// What was logged as an error, one line each.
    public var loggedErrors: [String] {
        logs.entries.filter { $0.level >= .error }.map { entry in
            "\(entry.message) \(entry.metadata.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })"
        }
    }
}

/// Runs `body` with a plane of its own in a simulation, and stops the plane when it returns.
///
/// ```swift
/// try withTestPlane(resources: ClusterAPI.resources, parts: { plane in
///     TestPlane.Parts(controllers: ClusterControllers.controllers(…))
/// }) { plane in
///     _ = try await plane.client.create(cluster)
///     try await plane.eventually("the cluster is provisioned") { … }
///     try await plane.expectNoWrites()
/// }
/// ```
///
/// - Parameters:
///   - resources: Types of this project: their definitions are created and their defaults and rules hold.
///   - definitions: Further CustomResourceDefinitions, such as those of a fake provider.
///   - parts: What runs beside the API, from the moment that all definitions are there.
public func withTestPlane<Result: Sendable>(
    seed: UInt64 = 1, faults: FaultInjector? = nil, resources: [RegisteredResource] = [], definitions: [JSONValue] = [],
    parts: @escaping @Sendable (TestPlane) throws -> TestPlane.Parts = { _ in TestPlane.Parts() },
    _ body: @escaping @Sendable (TestPlane) async throws -> Result
) throws -> Result {
    try testPlaneOutcome(
        seed: seed, faults: faults, resources: resources, definitions: definitions, parts: parts, body
    ).result.get()
}

/// Like ``withTestPlane(seed:faults:resources:definitions:parts:_:)``, with the trace of the run.
public func testPlaneOutcome<Result: Sendable>(
    seed: UInt64 = 1, faults: FaultInjector? = nil, resources: [RegisteredResource] = [], definitions: [JSONValue] = [],
    parts: @escaping @Sendable (TestPlane) throws -> TestPlane.Parts = { _ in TestPlane.Parts() },
    _ body: @escaping @Sendable (TestPlane) async throws -> Result
) -> SimulationOutcome<Result> {
    var simulation = Simulation(seed: seed)
    simulation.faults = faults
    return simulation.run { context in
        let plane = TestPlane(context, resources: resources)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            try await plane.core.start()
            group.addTask { try await ignoringCancellation { try await plane.core.run() } }
            for definition in resources.map(\.customResourceDefinition) + definitions {
                let object = Unstructured(fields: definition.objectValue ?? [:])
                _ = try await plane.core.client(as: .systemMaster).create(customResourceDefinitions, object)
            }
            let parts = try parts(plane)
            let manager = ControllerManager(
                client: plane.client(named: "controllers"), controllers: parts.controllers, time: plane.time,
                random: plane.random, logger: plane.logger)
            for service in parts.services + [manager] {
                group.addTask { try await ignoringCancellation { try await service.run() } }
            }
            let result = try await body(plane)
            group.cancelAll()
            try await group.waitForAll()
            return result
        }
    }
}

private let customResourceDefinitions = ResourceType(
    group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition", plural: "customresourcedefinitions",
    isNamespaced: false)

private func ignoringCancellation(_ body: () async throws -> Void) async throws {
    do { try await body() } catch is CancellationError {}
}

extension TestPlane {
    fileprivate init(_ simulation: SimulationContext, resources: [RegisteredResource]) {
        let logs = InMemoryLogHandler()
        let logger = Logger(label: "plane") { _ in logs }
        var configuration = APICore.Configuration(builtIns: BuiltInSet.management())
        for resource in resources {
            configuration.admission.register(RegisteredAdmission(resource), for: resource.resourceType.groupKind)
        }
        let store = MemoryStore()
        let core = APICore(
            store: store, configuration: configuration, time: simulation.time, random: simulation.random, logger: logger
        )
        self.init(
            simulation: simulation, store: store, core: core,
            client: TracedClient(core.client(as: .systemMaster), name: "test", in: simulation), logs: logs,
            logger: logger)
    }
}
