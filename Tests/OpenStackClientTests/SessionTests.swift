import Effects
import JSON
import OpenStackClient
import Simulation
import Synchronization
import Testing

@Suite struct SessionTests {
    @Test func aPasswordIsSentToKeystoneAndItsTokenToServices() async throws {
        let script = ScriptedCloud()
        script.on("GET /network/v2.0/extensions", .json(#"{"extensions": []}"#))
        let cloud = OpenStackCloud.scripted(script)
        _ = try await cloud.network.extensions()
        let token = try await cloud.token()
        #expect(token.projectID == "p1")
        #expect(token.userID == "u1")
        #expect(token.roles == ["member"])
        #expect(script.calls.last?.headers["x-auth-token"] == "token-1")
        #expect(script.logins == 1)
    }

    @Test(arguments: [
        (
            CloudConfiguration.Credential.applicationCredential(.init(id: "a", secret: Redacted("s"))),
            CloudConfiguration.Scope.implied,
            #"{"auth":{"identity":{"methods":["application_credential"],"application_credential":{"secret":"s","id":"a"}}}}"#
        ),
        (
            .token(Redacted("t")), .project(.init(id: "p")),
            #"{"auth":{"identity":{"methods":["token"],"token":{"id":"t"}},"scope":{"project":{"id":"p"}}}}"#
        ),
        (
            .password(user: .init(id: "u"), password: Redacted("p")), .system,
            #"{"auth":{"identity":{"methods":["password"],"password":{"user":{"id":"u","password":"p"}}},"scope":{"system":{"all":true}}}}"#
        ),
        (
            .password(user: .init(name: "u", domain: .id("d")), password: Redacted("p")), .domain(.name("D")),
            #"{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"u","domain":{"id":"d"},"password":"p"}}},"scope":{"domain":{"name":"D"}}}}"#
        ),
    ])
    func everyCredentialHasItsForm(
        credential: CloudConfiguration.Credential, scope: CloudConfiguration.Scope, body: String
    ) async throws {
        let script = ScriptedCloud()
        script.on("POST /v3/auth/tokens", [{ call in .json(call.text, status: 400) }])
        var configuration = CloudConfiguration.test
        (configuration.credential, configuration.scope) = (credential, scope)
        let seen = OneCall(script)
        _ = try? await OpenStackCloud(configuration, transport: seen).token()
        #expect(seen.text == body)
    }

    @Test func aTokenIsRenewedBeforeItExpires() throws {
        let logins = try Simulation.run(seed: 1) { context in
            let script = ScriptedCloud(time: context.time, tokenLife: .seconds(600))
            script.on("GET /network/v2.0/extensions", .json(#"{"extensions": []}"#))
            let cloud = OpenStackCloud.scripted(script, time: context.time) { $0.random = context.random }
            var logins: [Int] = []
            for seconds in [0, 470, 20, 470, 100_000] {
                try await context.time.sleep(for: .seconds(seconds))
                _ = try await cloud.network.extensions()
                logins.append(script.logins)
            }
            return logins
        }
        #expect(logins == [1, 1, 2, 2, 3])
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func manyTasksLogInOnce(seed: UInt64) throws {
        let logins = try Simulation.run(seed: seed) { context in
            let script = ScriptedCloud(time: context.time)
            script.on(
                "GET /network/v2.0/extensions",
                [
                    { _ in
                        try await context.time.sleep(for: .seconds(1))
                        return .json(#"{"extensions": []}"#)
                    }
                ])
            let cloud = OpenStackCloud.scripted(script, time: context.time) { $0.random = context.random }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<30 { group.addTask { _ = try await cloud.network.extensions() } }
                try await group.waitForAll()
            }
            return script.logins
        }
        #expect(logins == 1)
    }

    @Test func aRefusedTokenIsRenewedOnce() async throws {
        let script = ScriptedCloud()
        script.on(
            "GET /network/v2.0/extensions", HTTPAnswer(status: 401), .json(#"{"extensions": []}"#))
        let cloud = OpenStackCloud.scripted(script)
        _ = try await cloud.network.extensions()
        #expect(script.logins == 2)
        #expect(script.calls.map { $0.headers["X-Auth-Token"] } == ["token-1", "token-2"])
    }

    @Test func aCloudThatRefusesEveryTokenIsNotAskedForEver() async throws {
        let script = ScriptedCloud()
        script.on("POST /network/v2.0/ports", HTTPAnswer(status: 401))
        let error = try await #require(throws: OpenStackError.self) {
            _ = try await OpenStackCloud.scripted(script).network.createPort(NewPort(name: "n", networkID: "x"))
        }
        #expect(error.code == .unauthorized)
        #expect(script.lines.count == 2)
    }

    @Test func refusedCredentialsAreNotTriedAgainAndNotShown() async throws {
        let script = ScriptedCloud()
        script.on(
            "POST /v3/auth/tokens",
            .json(
                #"{"error": {"code": 401, "message": "wrong: correct-horse"}}"#, status: 401,
                headers: ["X-Openstack-Request-Id": "req-1"]))
        let error = try await #require(throws: OpenStackError.self) {
            _ = try await OpenStackCloud.scripted(script).token()
        }
        #expect("\(error)" == "identity POST /auth/tokens: unauthorized (401): wrong: [redacted] (request req-1)")
        #expect(script.allLines.count == 1)
    }

    @Test(arguments: [
        HTTPAnswer.json("{}", status: 201), .json("<html>", status: 200),
        .json("{}", status: 201, headers: ["X-Subject-Token": "t"]),
        .json(#"{"token": {"issued_at": "x"}}"#, status: 201, headers: ["X-Subject-Token": "t"]),
    ])
    func whatIsNoTokenIsSaidToBeNone(answer: HTTPAnswer) async throws {
        let script = ScriptedCloud()
        script.on("POST /v3/auth/tokens", answer)
        let error = try await #require(throws: OpenStackError.self) {
            _ = try await OpenStackCloud.scripted(script).token()
        }
        #expect(error.code == .invalidAnswer)
    }

    @Test func aServiceThatIsNotThereIsSaidToBeMissing() async throws {
        func message(_ change: (inout CloudConfiguration) -> Void, _ service: ServiceType) async throws -> String {
            var configuration = CloudConfiguration.test
            change(&configuration)
            let cloud = OpenStackCloud(configuration, transport: ScriptedCloud())
            let error = try await #require(throws: OpenStackError.self) { _ = try await cloud.endpoint(of: service) }
            #expect(error.code == .missingService)
            return error.message
        }
        #expect(try await message({ _ in }, "dns") == "the cloud's catalogue has no service dns")
        #expect(
            try await message({ $0.region = "R9" }, .compute)
                == "the cloud's catalogue has no service compute in region \"R9\"; it is in: R1")
        #expect(
            try await message({ $0.interface = .admin }, .blockStorage)
                == "the cloud's catalogue has no service block-storage with an endpoint \"admin\"; it has: internal, public"
        )
    }

    @Test func overridesReplaceTheCatalogue() async throws {
        let script = ScriptedCloud()
        script.on("GET /other/v2.0/extensions", .json(#"{"extensions": []}"#))
        var configuration = CloudConfiguration.test
        configuration.endpointOverrides = [.network: "https://elsewhere.test/other/"]
        _ = try await OpenStackCloud(configuration, transport: script).network.extensions()
        #expect(script.calls.map(\.url) == ["https://elsewhere.test/other/v2.0/extensions"])
    }
}

/// Remembers the first call's text.
private final class OneCall: OpenStackTransport {
    private let script: ScriptedCloud
    private let first = Mutex<String?>(nil)
    var text: String? { first.withLock { $0 } }

    init(_ script: ScriptedCloud) { self.script = script }

    func send(_ call: HTTPCall) async throws -> HTTPAnswer {
        first.withLock { $0 = $0 ?? call.text }
        return try await script.send(call)
    }
}
