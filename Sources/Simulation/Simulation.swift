public import Effects

/// A run of concurrent code on one thread, in virtual time, with a seeded choice among the tasks that are ready.
///
/// The same seed gives the same interleaving, the same random numbers and the same ``Trace``; another seed gives others.
/// Everything that the body starts must stay on the simulation's executor: task groups, `async let`, default actors,
/// nonisolated functions and continuations do; unstructured tasks, custom executors, `Task.sleep`, Dispatch and sockets do
/// not, and a run that meets one of them fails instead of losing its determinism.
///
/// ```swift
/// let total = try Simulation.run(seed: 7) { context in
///     try await context.time.sleep(for: .seconds(3600))
///     return context.time.now()
/// }
/// ```
public struct Simulation: Sendable {
    public var seed: UInt64
    /// What virtual time says at the beginning.
    public var start = Timestamp(secondsSinceEpoch: 1_767_225_600)
    /// Decides which effects fail; `nil` lets all of them succeed.
    public var faults: FaultInjector?
    /// A run that takes more jobs than this fails as a livelock.
    public var stepLimit = 50_000_000

    public init(seed: UInt64) {
        self.seed = seed
    }

    /// Runs `body` on the calling thread until it returns.
    ///
    /// - Throws: ``SimulationError`` when the run cannot go on, and whatever `body` throws.
    public static func run<Result: Sendable>(
        seed: UInt64, _ body: @escaping @Sendable (SimulationContext) async throws -> Result
    ) throws -> Result {
        try Simulation(seed: seed).run(body).result.get()
    }

    /// Runs `body` on the calling thread until it returns or fails, and tells what happened on the way.
    public func run<Result: Sendable>(
        _ body: @escaping @Sendable (SimulationContext) async throws -> Result
    ) -> SimulationOutcome<Result> {
        let trace = Trace()
        let time = VirtualTime(start: start)
        let executor = SimulationExecutor(time: time, choices: SplitMix64(seed: seed, stream: .schedule))
        let context = SimulationContext(
            time: time, random: SeededRandom(seed: seed), trace: trace, faults: faults, executor: executor)
        let root = RootTask<Result>()
        // The one unstructured task of a simulation: the bridge from the thread that drives the executor to the code on it.
        let task = Task(executorPreference: executor) {
            do {
                root.finish(.success(try await body(context)))
            } catch {
                root.finish(.failure(error))
            }
        }
        do {
            try executor.drive(stepLimit: stepLimit) { root.isFinished }
        } catch {
            // What can unwind does, so that scopes close; what still hangs then is left behind.
            task.cancel()
            executor.unwind()
            root.override(.failure(error))
        }
        return SimulationOutcome(
            result: root.outcome ?? .failure(SimulationError(.deadlock, "the body did not return")), trace: trace,
            steps: executor.steps, schedule: executor.scheduleFingerprint, end: time.now())
    }
}

/// What the code inside a simulation works with.
public struct SimulationContext: Sendable {
    public let time: VirtualTime
    public let random: SeededRandom
    public let trace: Trace
    let faults: FaultInjector?
    let executor: SimulationExecutor

    /// Suspends until no other task is ready at the present moment: all that is left waits for time to pass, or for ever.
    public func settle() async {
        await executor.waitUntilIdle()
    }
}

/// The end of a run.
public struct SimulationOutcome<Result: Sendable>: Sendable {
    public var result: Swift.Result<Result, any Error>
    public var trace: Trace
    /// How many jobs ran.
    public var steps: Int
    /// A hash of every choice that the scheduler made.
    public var schedule: UInt64
    /// Virtual time at the end.
    public var end: Timestamp
}

/// Why a run could not go on.
public struct SimulationError: Error, Sendable, Hashable, CustomStringConvertible {
    public struct Code: Sendable, Hashable {
        private enum Value: String { case deadlock, livelock, escaped }
        private let value: Value

        /// Nothing is ready and no timer is set, and the body has not returned.
        public static let deadlock = Code(value: .deadlock)
        /// The run took more jobs than its limit.
        public static let livelock = Code(value: .livelock)
        /// A task was resumed from another thread: it waited for something outside of the simulation.
        public static let escaped = Code(value: .escaped)

        var name: String { value.rawValue }
    }

    public var code: Code
    public var message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { "\(code.name): \(message)" }
}
