import APIServer
import KubernetesClient
import Logging
import Machinery
import ObjectStore
import PKI
import ServiceLifecycle
import Simulation
import Testing
import WorkloadSimulator

@testable import Slipway

/// What a plane leaves in memory.
@Suite struct PlaneMemoryTests {
    // @unchecked Sendable: read and written by the one thread of a simulation, and after it.
    private final class Remains: @unchecked Sendable {
        weak var store: MemoryStore?
        weak var core: APICore?
        weak var catalog: ResourceCatalog?
        weak var simulator: WorkloadSimulator?
    }

    @Test func aPlaneThatHasEndedIsGone() throws {
        let remains = Remains()
        let manifest = try PlaneInVirtualTimeTests.exampleManifest()
        try Simulation.run(seed: 5) { context in
            let store = MemoryStore()
            let parts = try await PlaneParts.assemble(
                store: store, front: nil,
                settings: PlaneParts.Settings(
                    time: context.time, random: context.random, keys: SystemKeySource(),
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            ) { simulator in SimulatedConnector(simulator: simulator) }
            (remains.store, remains.core, remains.simulator) = (store, parts.core, parts.simulator)
            remains.catalog = parts.core.catalog
            try await parts.installDefinitions()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for service in parts.services { group.addTask { try await service.run() } }
                for object in manifest {
                    let resource = try await parts.managementClient.resourceType(for: object.groupVersionKind)
                    _ = try await parts.managementClient.create(resource, object)
                }
                group.addTask { try await context.time.sleep(for: .seconds(120)) }
                try await group.next()
                group.cancelAll()
            }
            #expect(try await PlaneInVirtualTimeTests.readyMachines(parts.managementClient) == 6)
        }
        #expect(remains.store == nil)
        #expect(remains.core == nil)
        #expect(remains.catalog == nil)
        #expect(remains.simulator == nil)
    }
}
