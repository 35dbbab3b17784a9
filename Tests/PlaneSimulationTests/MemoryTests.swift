import ObjectStore
import Simulation
import Testing

@testable import PlaneSimulation

/// What a simulated life leaves in memory.
@Suite struct MemoryTests {
    // @unchecked Sendable: read and written by the one thread of a simulation, and after it.
    private final class Remains: @unchecked Sendable {
        weak var store: MemoryStore?
    }

    /// In seed 6 a plane ends before all of its controllers have begun.
    @Test func aLifeThatHasEndedIsGone() {
        let remains = Remains()
        let trouble = Trouble(seed: 6, isPossible: true)
        var simulation = Simulation(seed: 6)
        simulation.faults = { trouble.fault(of: $0) }
        let outcome = simulation.run { context in
            let world = World(context, trouble)
            remains.store = world.store
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await world.run() }
                group.addTask {
                    var story = Story(world, seed: 6)
                    try await story.tell()
                }
                defer { group.cancelAll() }
                try await group.next()
            }
        }
        #expect(throws: Never.self) { try outcome.result.get() }
        #expect(remains.store == nil)
    }
}
