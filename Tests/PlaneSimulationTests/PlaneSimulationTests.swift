import PlaneSimulation
import Simulation
import Testing

/// A few seeds of what `slipway simulate` runs by the thousand.
@Suite("Simulated lives") struct PlaneSimulationTests {
    @Test(arguments: 1...3 as ClosedRange<UInt64>) func keepTheirPromises(seed: UInt64) {
        let life = PlaneSimulation(seed: seed).run()
        #expect(life.problem == nil, "\(life.lastSteps(30).map(\.description).joined(separator: "\n"))")
        #expect(life.events.contains { $0.effect.kind == .apiRequest })
    }

    @Test func areTheSameForTheSameSeed() {
        let (first, second) = (PlaneSimulation(seed: 4).run(), PlaneSimulation(seed: 4).run())
        #expect(first.fingerprint == second.fingerprint)
        #expect(first.steps == second.steps)
        #expect(first.fingerprint != PlaneSimulation(seed: 5).run().fingerprint)
    }
}
