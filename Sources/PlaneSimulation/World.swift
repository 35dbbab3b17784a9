import ClientSimulation
import ClusterAPI
import ControllerRuntime
import DevAPI
import Effects
import KubernetesClient
import Logging
import Machinery
import ObjectStore
import PKI
import ServiceLifecycle
import Simulation
import Slipway
import Synchronization
import WorkloadCluster
import WorkloadSimulator

/// A management plane that ends and starts again over the same store, as a process does on a machine.
final class World: Sendable {
    /// The plane as it runs now.
    struct Life: Sendable {
        let client: any Client
        let simulator: WorkloadSimulator
    }

    let context: SimulationContext
    let store = MemoryStore()
    let trouble: Trouble
    private let life = Mutex<Life?>(nil)

    init(_ context: SimulationContext, _ trouble: Trouble) {
        self.context = context
        self.trouble = trouble
    }

    /// `nil` while the plane does not run.
    var current: Life? { life.withLock { $0 } }

    /// How long whoever watches over the process takes to start it again.
    private static let restartDelay = Duration.seconds(2)

    /// Lives until the task is cancelled.
    ///
    /// - Throws: What a plane throws that ends without having been ended.
    func run() async throws {
        while true {
            let lifeline = Lifeline(store, trouble)
            do {
                try await live(lifeline)
            } catch  where lifeline.end.isOpen && !Task.isCancelled {
                // Whatever it says, it says because it was ended.
            }
            life.withLock { $0 = nil }
            try Task.checkCancellation()
            context.note(Effect(.crash, "the plane ends"))
            try await context.time.sleep(for: Self.restartDelay)
        }
    }

    private func live(_ lifeline: Lifeline) async throws {
        let context = context
        var settings = PlaneParts.Settings(
            time: context.time, random: context.random, keys: SystemKeySource(),
            logger: Logger(label: "plane") { _ in SwiftLogNoOpLogHandler() })
        settings.controllerClient = { TracedClient($0, name: "plane", in: context) }
        settings.controlPlaneAccess = { TracedControlPlane(base: $0, context: context) }
        let parts = try await PlaneParts.assemble(store: lifeline, front: nil, settings: settings) { simulator in
            TracedConnector(base: SimulatedConnector(simulator: simulator), context: context)
        }
        try await parts.installDefinitions()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for service in parts.services { group.addTask { try await service.run() } }
            group.addTask { await lifeline.end.wait() }
            life.withLock { $0 = Life(client: parts.managementClient, simulator: parts.simulator) }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}

/// Makes the requests to workload clusters effects of the simulation.
private struct TracedConnector: WorkloadConnector {
    let base: SimulatedConnector
    let context: SimulationContext

    func withClient<Result: Sendable>(
        _ kubeconfig: [UInt8], _ body: @Sendable (any Client) async throws -> Result
    ) async throws -> Result {
        try await base.withClient(kubeconfig) { client in
            try await body(TracedClient(client, name: "workload", in: context))
        }
    }
}
