import Effects
import Simulation
import Synchronization
import Testing

@Suite struct SimulationTests {
    @Test func timePassesOnlyWhenNothingIsReady() throws {
        let order = try Simulation.run(seed: 1) { context in
            let start = context.time.now()
            let log = Log()
            try await withThrowingTaskGroup { group in
                for hours in [3, 1, 2] {
                    group.addTask {
                        try await context.time.sleep(for: .seconds(hours * 3600))
                        log.append("\(hours)h at \((context.time.now() - start).components.seconds / 3600)")
                    }
                }
                group.addTask {
                    for _ in 0..<100 { await Task.yield() }
                    log.append("busy at \((context.time.now() - start).components.seconds)")
                }
                try await group.waitForAll()
            }
            return log.lines
        }
        #expect(order == ["busy at 0", "1h at 1", "2h at 2", "3h at 3"])
    }

    @Test func timersOfOneMomentFireTogetherInSeededOrder() throws {
        let orders = try (0..<20 as Range<UInt64>).map { seed in
            try Simulation.run(seed: seed) { context in
                let log = Log()
                try await withThrowingTaskGroup { group in
                    for name in ["a", "b", "c"] {
                        group.addTask {
                            try await context.time.sleep(for: .seconds(1))
                            log.append(name)
                        }
                    }
                    try await group.waitForAll()
                }
                return log.lines.joined()
            }
        }
        #expect(Set(orders).count > 3)
    }

    @Test func aCancelledSleepEndsAtOnce() throws {
        let elapsed = try Simulation.run(seed: 3) { context in
            let start = context.time.now()
            await withThrowingTaskGroup { group in
                group.addTask { try await context.time.sleep(for: .seconds(1000)) }
                await context.settle()
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.next() }
                group.addTask { try await context.time.sleep(for: .seconds(1000)) }
                await #expect(throws: CancellationError.self) { try await group.next() }
            }
            return context.time.now() - start
        }
        #expect(elapsed == .zero)
    }

    @Test func everyKindOfTaskStaysOnTheThread() throws {
        let outcome = Simulation(seed: 5).run { context in
            let counter = Counter()
            let (stream, feed) = AsyncStream.makeStream(of: Int.self)
            async let sum = stream.reduce(0, +)
            async let nested = nestedGroups(counter)
            try await withThrowingDiscardingTaskGroup { group in
                for number in 1...10 {
                    group.addTask {
                        await counter.add(number)
                        await Task.yield()
                        try await context.time.sleep(for: .milliseconds(number % 3))
                        await counter.addLater(number, context.time)
                        feed.yield(number)
                    }
                }
            }
            feed.finish()
            await nested
            return (await sum, await counter.total)
        }
        let (sum, total) = try outcome.result.get()
        #expect(sum == 55)
        #expect(total == 55 + 55 + 100)
        #expect(outcome.steps > 50)
    }

    @Test func settlingWaitsForReadyTasksButNotForTimers() throws {
        try Simulation.run(seed: 9) { context in
            let log = Log()
            let start = context.time.now()
            await withThrowingTaskGroup { group in
                group.addTask {
                    for step in 0..<50 {
                        await Task.yield()
                        log.append("\(step)")
                    }
                    try await context.time.sleep(for: .seconds(60))
                    log.append("late")
                }
                await context.settle()
                #expect(log.lines.count == 50)
                #expect(context.time.now() == start)
                group.cancelAll()
            }
        }
    }

    @Test func aTaskThatNobodyWakesIsADeadlock() throws {
        let error = #expect(throws: SimulationError.self) {
            try Simulation.run(seed: 1) { _ in
                let (stream, _) = AsyncStream.makeStream(of: Int.self)
                for await _ in stream {}
                // The stream ends when the run is torn down: what returns then must not look like success.
                return 1
            }
        }
        #expect(error?.code == .deadlock)
    }

    @Test func aTaskThatNeverRestsIsALivelock() throws {
        var simulation = Simulation(seed: 1)
        simulation.stepLimit = 1000
        let error = #expect(throws: SimulationError.self) {
            try simulation.run { _ in while !Task.isCancelled { await Task.yield() } }.result.get()
        }
        #expect(error?.code == .livelock)
    }

    @Test func waitingForTheRealClockIsNoticed() throws {
        let error = #expect(throws: SimulationError.self) {
            try Simulation.run(seed: 1) { context in
                async let outside: Void = Task.sleep(for: .milliseconds(1))
                while context.time.now() < .init(secondsSinceEpoch: 1 << 33) {
                    try await context.time.sleep(for: .milliseconds(1))
                }
                try await outside
            }
        }
        #expect(error?.code == .escaped)
    }

    @Test func errorsOfTheBodyAreThrown() {
        struct Broken: Error {}
        #expect(throws: Broken.self) { try Simulation.run(seed: 1) { _ in throw Broken() } }
    }

    @Test func randomNumbersDependOnTheSeedAlone() throws {
        func numbers(_ seed: UInt64) throws -> [UInt64] {
            try Simulation.run(seed: seed) { context in (0..<8).map { _ in context.random.next() } }
        }
        #expect(try numbers(4) == numbers(4))
        #expect(try numbers(4) != numbers(5))
    }

    @Test func faultsStrikeTheEffectTheyAreMadeFor() throws {
        struct Unreachable: Error, CustomStringConvertible { var description: String { "unreachable" } }
        var simulation = Simulation(seed: 2)
        simulation.faults = { effect in
            switch effect.detail {
            case "refused": .failure(Unreachable())
            case "lost": .lostAnswer(Unreachable())
            case "slow": .delay(.seconds(7))
            default: nil
            }
        }
        let outcome = simulation.run { context in
            let done = Log()
            for name in ["plain", "refused", "lost", "slow"] {
                _ = try? await context.perform(Effect(.cloudCall, name), outcome: { (count: Int) in "\(count)" }) {
                    done.append(name)
                    return done.lines.count
                }
            }
            return done.lines
        }
        #expect(try outcome.result.get() == ["plain", "lost", "slow"])
        #expect(outcome.trace.events.map(\.outcome) == ["1", "unreachable", "unreachable", "3"])
        #expect(outcome.trace.events.map { ($0.time - simulation.start).components.seconds } == [0, 0, 0, 7])
    }
}

private func nestedGroups(_ counter: Counter) async {
    await withTaskGroup { outer in
        for _ in 0..<10 {
            outer.addTask {
                await withTaskGroup { inner in
                    for _ in 0..<10 { inner.addTask { await counter.add(1) } }
                }
            }
        }
    }
}

private actor Counter {
    private(set) var total = 0
    func add(_ number: Int) { total += number }
    func addLater(_ number: Int, _ time: VirtualTime) async {
        try? await time.sleep(for: .milliseconds(number))
        total += number
    }
}

final class Log: Sendable {
    private let state = Mutex<[String]>([])
    var lines: [String] { state.withLock { $0 } }
    func append(_ line: String) { state.withLock { $0.append(line) } }
}
