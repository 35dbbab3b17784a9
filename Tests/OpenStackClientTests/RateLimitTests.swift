import Effects
import OpenStackClient
import Simulation
import Synchronization
import Testing

@Suite struct RateLimitTests {
    /// What a cloud saw.
    private final class Load: Sendable {
        private let state = Mutex((now: 0, peak: 0, times: [Timestamp]()))
        var peak: Int { state.withLock(\.peak) }
        var times: [Timestamp] { state.withLock(\.times) }

        func begin(at time: Timestamp) {
            state.withLock { state in
                state.now += 1
                state.peak = max(state.peak, state.now)
                state.times.append(time)
            }
        }

        func end() { state.withLock { $0.now -= 1 } }
    }

    private static func cloud(
        _ context: SimulationContext, _ limit: RateLimit, _ load: Load, taking duration: Duration
    ) -> OpenStackCloud {
        let script = ScriptedCloud(time: context.time)
        script.on(
            "GET /network/v2.0/extensions",
            [
                { _ in
                    load.begin(at: context.time.now())
                    defer { load.end() }
                    try await context.time.sleep(for: duration)
                    return .json(#"{"extensions": []}"#)
                }
            ])
        return .scripted(script, time: context.time) { options in
            options.random = context.random
            options.rateLimit = limit
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func noSecondSeesMoreThanTheBurstAndTheRate(seed: UInt64) throws {
        var limit = RateLimit()
        (limit.perSecond, limit.burst, limit.concurrent) = (10, 5, 100)
        let times = try Simulation.run(seed: seed) { [limit] context in
            let load = Load()
            let cloud = Self.cloud(context, limit, load, taking: .zero)
            _ = try await cloud.token()
            try await context.time.sleep(for: .seconds(10))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<60 { group.addTask { _ = try await cloud.network.extensions() } }
                try await group.waitForAll()
            }
            return load.times.sorted()
        }
        #expect(times.count == 60)
        for (index, time) in times.enumerated() {
            let inSecond = times[index...].count { $0 < time + .seconds(1) }
            #expect(inSecond <= limit.burst + 10)
        }
        #expect(try #require(times.last) - times[0] == .milliseconds(5500))
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func noMoreThanTheBoundAreUnderWayAndAllGetThrough(seed: UInt64) throws {
        let (peak, count) = try Simulation.run(seed: seed) { context in
            var limit = RateLimit()
            (limit.perSecond, limit.burst, limit.concurrent) = (1000, 1000, 3)
            let load = Load()
            let cloud = Self.cloud(context, limit, load, taking: .seconds(1))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 { group.addTask { _ = try await cloud.network.extensions() } }
                try await group.waitForAll()
            }
            return (load.peak, load.times.count)
        }
        #expect(peak == 3)
        #expect(count == 20)
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func cancelledTasksLeaveTheQueueAndTakeNoPlaceWithThem(seed: UInt64) throws {
        let finished = try Simulation.run(seed: seed) { context in
            var limit = RateLimit()
            (limit.perSecond, limit.burst, limit.concurrent) = (1000, 1000, 2)
            let cloud = Self.cloud(context, limit, Load(), taking: .seconds(1))
            _ = try await cloud.token()
            let cancelled = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        do {
                            _ = try await cloud.network.extensions()
                            return false
                        } catch {
                            return error is CancellationError
                        }
                    }
                }
                try? await context.time.sleep(for: .milliseconds(context.random.next(in: 0..<900)))
                group.cancelAll()
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            // Both places must be free again.
            for _ in 0..<4 { _ = try await cloud.network.extensions() }
            return cancelled
        }
        #expect(finished == 10)
    }
}
