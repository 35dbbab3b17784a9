public import Effects
import KubernetesClient
public import Simulation

/// Whole management planes in virtual time, one a seed, each through the life of a cluster under lost requests, broken watches and
/// ends of the process at any write.
///
/// The simulated machines are those of the simulated infrastructure provider; time, chance and the network are the simulation's, and
/// everything else is what `slipway serve` runs. The same seed gives the same run.
public struct PlaneSimulation: Sendable {
    public var seed: UInt64
    /// Whether nothing goes wrong.
    public var isCalm: Bool

    public init(seed: UInt64, isCalm: Bool = false) {
        self.seed = seed
        self.isCalm = isCalm
    }

    /// Runs on the calling thread, which it blocks for seconds.
    public func run() -> SimulatedLife {
        let seed = seed
        let trouble = Trouble(seed: seed, isPossible: !isCalm)
        var simulation = Simulation(seed: seed)
        simulation.faults = { trouble.fault(of: $0) }
        let outcome = simulation.run { context in
            let world = World(context, trouble)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await world.run() }
                group.addTask {
                    var story = Story(world, seed: seed)
                    try await story.tell()
                }
                defer { group.cancelAll() }
                // Whichever comes first: the story's end, or a plane that ends by itself.
                try await group.next()
            }
        }
        return SimulatedLife(seed: seed, outcome)
    }
}

/// How a run ended.
public struct SimulatedLife: Sendable {
    public var seed: UInt64
    /// The promise that was broken, or why the run could not go on; `nil` where all is well.
    public var problem: String?
    /// Virtual time at the end.
    public var end: Timestamp
    /// How many jobs ran.
    public var steps: Int
    /// The same for every run of a seed.
    public var fingerprint: UInt64
    /// How often the process ended.
    public var crashes: Int
    public var events: [Trace.Event]

    package init(
        seed: UInt64, problem: String?, end: Timestamp, steps: Int = 0, fingerprint: UInt64 = 0, crashes: Int = 0,
        events: [Trace.Event] = []
    ) {
        self.seed = seed
        self.problem = problem
        self.end = end
        self.steps = steps
        self.fingerprint = fingerprint
        self.crashes = crashes
        self.events = events
    }

    init(seed: UInt64, _ outcome: SimulationOutcome<Void>) {
        self.seed = seed
        if case .failure(let error) = outcome.result { problem = "\(error)" }
        end = outcome.end
        steps = outcome.steps
        fingerprint = outcome.trace.fingerprint ^ outcome.schedule
        events = outcome.trace.events
        crashes = events.count { $0.effect.kind == .crash }
    }

    /// The last events that changed something or failed: what led to the problem.
    ///
    /// - Parameter count: How many at most.
    public func lastSteps(_ count: Int) -> [Trace.Event] {
        Array(events.filter(Self.matters).suffix(count))
    }

    private static func matters(_ event: Trace.Event) -> Bool {
        switch event.effect.kind {
        case .watchEvent: return false
        case .apiRequest:
            let verb = event.effect.detail.split(separator: " ").dropFirst().first ?? ""
            return !["get", "list"].contains(verb) && !event.effect.detail.contains(" events")
        default: return true
        }
    }
}
