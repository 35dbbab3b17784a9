import ArgumentParser
import Effects
import JSON
import NIOCore
import NIOPosix
import PlaneSimulation

struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run whole planes in virtual time under faults, and check that they keep their promises.",
        discussion: """
            Each seed is the life of one cluster: it comes up, is scaled, upgraded, repaired and paused, and goes, while requests fail \
            or lose their answers, watches break, and the process ends in the middle of a write and starts again. At every moment no \
            machine too many is there and etcd has its quorum; in the end everything is as it was asked for, a settled plane writes \
            nothing, and a deleted cluster leaves nothing behind. Nothing is touched: no plane, no home, no network. The same seed \
            gives the same run. Exit code 1 says that a promise was broken.
            """)

    @Option(name: .long, help: "How many seeds to run. Default: 100, or 1 where --seed is given.")
    var seeds: Int?
    @Option(name: .long, help: "The first seed. Default: 1.")
    var seed: UInt64?
    @Option(name: .long, help: "How many run at the same time. Default: one a processor.")
    var jobs: Int?
    @Option(name: .long, help: "How many of the last steps to show of a broken seed.")
    var steps = 40
    @Flag(name: .long, help: "Let nothing go wrong: what the plane then does is what it always does.")
    var calm = false
    @Flag(name: .long, help: "Show every step, of one seed.")
    var trace = false
    @Option(name: .shortAndLong, help: "text or json.")
    var output: VersionCommand.Format = .text

    private var count: Int { seeds ?? (seed == nil ? 100 : 1) }
    private var first: UInt64 { seed ?? 1 }

    func validate() throws {
        if count < 1 { throw ValidationError("--seeds must be at least 1") }
        if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1") }
        if steps < 0 { throw ValidationError("--steps must not be negative") }
        if trace, count > 1 {
            throw ValidationError("--trace shows one seed: name it with --seed and leave out --seeds")
        }
        if first.addingReportingOverflow(UInt64(count)).overflow { throw ValidationError("--seed is too large") }
    }

    func run() async throws {
        let time = SystemTime()
        let terminal = output == .text ? Terminal.of(.standardOutput, environment: Process.environment) : .plain
        var report = SimulationReport(
            count: count, steps: trace ? .max : steps, showsAll: trace, terminal: terminal, start: time.now())
        try await SimulatedLives(first: first, count: count, isCalm: calm, jobs: jobs ?? System.coreCount).run { life in
            report.add(life)
            if output == .text { Output.standardOutput.write(report.takeText(now: time.now())) }
        }
        switch output {
        case .text: Output.standardOutput.write(report.summary(now: time.now()))
        case .json: Output.standardOutput.writeLine(report.json.prettyPrinted())
        }
        guard report.broken.isEmpty else { throw ExitCode.failure }
    }
}

/// Runs seeds side by side.
private struct SimulatedLives: Sendable {
    let first: UInt64
    let count: Int
    let isCalm: Bool
    let jobs: Int

    /// - Parameter consume: Gets the lives in the order in which they end.
    func run(_ consume: (SimulatedLife) -> Void) async throws {
        // A run blocks the thread that it is on.
        let threads = NIOThreadPool(numberOfThreads: min(jobs, count))
        threads.start()
        try await withThrowingTaskGroup(of: SimulatedLife.self) { group in
            var seeds = (first..<first + UInt64(count)).makeIterator()
            func addNext() {
                guard let seed = seeds.next() else { return }
                group.addTask { try await threads.runIfActive { PlaneSimulation(seed: seed, isCalm: isCalm).run() } }
            }
            for _ in 0..<jobs { addNext() }
            while let life = try await group.next() {
                consume(life)
                addNext()
            }
        }
        try await threads.shutdownGracefully()
    }
}
