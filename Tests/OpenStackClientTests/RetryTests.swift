import Effects
import OpenStackClient
import Simulation
import Testing

@Suite struct RetryTests {
    struct Case: Sendable {
        var method: String
        var outcome: Outcome
        /// How often the call goes out, of at most 5.
        var attempts: Int
    }

    enum Outcome: Sendable {
        case status(Int, retryAfter: String?)
        case failure(TransportFailure.Code)
    }

    @Test(arguments: [
        Case(method: "GET", outcome: .status(503, retryAfter: nil), attempts: 5),
        Case(method: "GET", outcome: .status(502, retryAfter: nil), attempts: 5),
        Case(method: "GET", outcome: .status(504, retryAfter: nil), attempts: 5),
        Case(method: "GET", outcome: .status(500, retryAfter: nil), attempts: 5),
        Case(method: "GET", outcome: .status(429, retryAfter: nil), attempts: 5),
        Case(method: "GET", outcome: .status(429, retryAfter: "30"), attempts: 5),
        Case(method: "GET", outcome: .status(429, retryAfter: "3600"), attempts: 1),
        Case(method: "GET", outcome: .status(404, retryAfter: nil), attempts: 1),
        Case(method: "GET", outcome: .status(409, retryAfter: nil), attempts: 1),
        Case(method: "GET", outcome: .status(501, retryAfter: nil), attempts: 1),
        Case(method: "GET", outcome: .failure(.notSent), attempts: 5),
        Case(method: "GET", outcome: .failure(.lost), attempts: 5),
        Case(method: "GET", outcome: .failure(.timedOut), attempts: 5),
        Case(method: "GET", outcome: .failure(.untrusted), attempts: 1),
        Case(method: "GET", outcome: .failure(.tooLarge), attempts: 1),
        Case(method: "DELETE", outcome: .status(503, retryAfter: nil), attempts: 5),
        Case(method: "DELETE", outcome: .status(500, retryAfter: nil), attempts: 1),
        Case(method: "DELETE", outcome: .failure(.lost), attempts: 5),
        Case(method: "POST", outcome: .status(503, retryAfter: nil), attempts: 1),
        Case(method: "POST", outcome: .status(503, retryAfter: "1"), attempts: 5),
        Case(method: "POST", outcome: .status(502, retryAfter: "1"), attempts: 1),
        Case(method: "POST", outcome: .status(504, retryAfter: nil), attempts: 1),
        Case(method: "POST", outcome: .status(500, retryAfter: nil), attempts: 1),
        Case(method: "POST", outcome: .status(429, retryAfter: nil), attempts: 5),
        Case(method: "POST", outcome: .status(409, retryAfter: nil), attempts: 1),
        Case(method: "POST", outcome: .failure(.notSent), attempts: 5),
        Case(method: "POST", outcome: .failure(.lost), attempts: 1),
        Case(method: "POST", outcome: .failure(.timedOut), attempts: 1),
    ])
    func onlyWhatCannotDoHarmIsRepeated(_ test: Case) async throws {
        let script = ScriptedCloud()
        let clock = SleeplessClock()
        let answer: ScriptedCloud.Answer = { _ in
            switch test.outcome {
            case .failure(let code): throw TransportFailure(code, "no answer")
            case .status(let status, let retryAfter):
                var answer = HTTPAnswer(status: status)
                answer.headers["Retry-After"] = retryAfter
                return answer
            }
        }
        script.on("GET /network/v2.0/ports/x", [answer])
        script.on("POST /network/v2.0/ports", [answer])
        script.on("DELETE /network/v2.0/ports/x", [answer])
        let network = OpenStackCloud.scripted(script, time: clock).network
        _ = try await #require(throws: OpenStackError.self) {
            switch test.method {
            case "GET": _ = try await network.port("x")
            case "POST": _ = try await network.createPort(NewPort(name: "n", networkID: "x"))
            default: try await network.deletePort("x")
            }
        }
        #expect(script.lines.count == test.attempts)
        #expect(clock.sleeps.count == test.attempts - 1)
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func waitsDoubleUpToTheirBoundAndKeepToWhatTheCloudAsks(seed: UInt64) throws {
        let random = SeededRandom(seed: seed)
        var policy = RetryPolicy()
        policy.maximumRetries = 40
        var error = OpenStackError(.unavailable, "down")
        error.status = 503
        for retries in 0..<40 {
            let delay = try #require(
                policy.delay(after: error, retries: retries, isIdempotent: true, random: random))
            let full = min(policy.maximumDelay, policy.firstDelay * (1 << min(retries, 20)))
            #expect(delay >= full / 2 && delay <= full)
        }
        #expect(policy.delay(after: error, retries: 40, isIdempotent: true, random: random) == nil)
        error.retryAfter = .seconds(7)
        let asked = try #require(policy.delay(after: error, retries: 0, isIdempotent: false, random: random))
        #expect(asked >= .seconds(7) && asked <= .seconds(7) + policy.firstDelay)
    }

    @Test func aServiceThatComesBackIsUsed() async throws {
        let script = ScriptedCloud()
        script.on(
            "GET /network/v2.0/extensions", HTTPAnswer(status: 503), HTTPAnswer(status: 503),
            .json(#"{"extensions": [{"alias": "trunk"}]}"#))
        #expect(try await OpenStackCloud.scripted(script).network.extensions().map(\.alias) == ["trunk"])
    }

    @Test func anInterfaceIsNotAddedTwice() async throws {
        let script = ScriptedCloud()
        script.on("PUT /network/v2.0/routers/r/add_router_interface", HTTPAnswer(status: 502))
        await #expect(throws: OpenStackError.self) {
            try await OpenStackCloud.scripted(script).network.addInterface(ofSubnet: "s", toRouter: "r")
        }
        #expect(script.lines.count == 1)
    }

    @Test func cancellationEndsTheWait() throws {
        let failure = try Simulation.run(seed: 3) { context in
            let script = ScriptedCloud(time: context.time)
            script.on("GET /network/v2.0/extensions", HTTPAnswer(status: 503, headers: ["Retry-After": "60"]))
            let cloud = OpenStackCloud.scripted(script, time: context.time) { $0.random = context.random }
            let start = context.time.now()
            return try await withThrowingTaskGroup(of: Bool.self) { group in
                group.addTask {
                    do {
                        _ = try await cloud.network.extensions()
                        return false
                    } catch {
                        return error is CancellationError && context.time.now() == start
                    }
                }
                await context.settle()
                group.cancelAll()
                return try await group.next() ?? false
            }
        }
        #expect(failure)
    }
}
