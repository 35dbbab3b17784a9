import Effects
import Foundation
import JSON
import KubernetesClient
import KubernetesHTTPClient
import Machinery
import Synchronization
import Testing

private let object = #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"ns"}}"#

/// The client against a server that follows a script.
@Suite(.timeLimit(.minutes(1))) struct ClientSocketTests {
    private let getA = ClientRequest(.get(name: "a"), of: configMaps, namespace: "ns")
    private let createA = ClientRequest(.create(configMap("a"), name: nil), of: configMaps, namespace: "ns")

    private func with(
        _ script: @escaping ScriptedServer.Script, path: String = "",
        options: KubernetesHTTPClient.Options = KubernetesHTTPClient.Options(),
        edit: (inout ClientConnection) -> Void = { _ in },
        _ body: (KubernetesHTTPClient, ScriptedServer) async throws -> Void
    ) async throws {
        let pki = try await TestPKI()
        try await ScriptedServer.with(tls: pki.serverTLS(), script: script) { server in
            var connection = try pki.connection(port: server.port, path: path)
            edit(&connection)
            try await withKubernetesHTTPClient(connection, options: options) { try await body($0, server) }
        }
    }

    @Test func sendsWhatAServerExpects() async throws {
        try await with({ _ in [.answer(201, object)] }, path: "/base/") { client, server async throws in
            #expect(try await client.create(configMaps, configMap("a")) == configMap("a"))
            let request = try #require(server.requests.first)
            #expect(request.line == "POST /base/api/v1/namespaces/ns/configmaps")
            #expect(try JSONValue(parsing: request.body) == configMap("a").json)
            #expect(request.header("Content-Type") == "application/json")
            #expect(request.header("Accept") == "application/json")
            #expect(request.header("User-Agent")?.hasPrefix("slipway (linux/") == true)
            #expect(request.header("Authorization") == nil)
            #expect(request.header("Host") == "127.0.0.1:\(server.port)")
        }
    }

    @Test func keepsEscapedNamesEscaped() async throws {
        try await with({ _ in [.answer(200, #"{"kind":"ClusterRole"}"#)] }) { client, server async throws in
            _ = try await client.get(roles, NamespacedName(namespace: "", name: "a:b/c %d"))
            #expect(server.lines == ["GET /apis/rbac.authorization.k8s.io/v1/clusterroles/a:b%2Fc%20%25d"])
        }
    }

    @Test func showsTokensAndImpersonation() async throws {
        try await with({ _ in [.answer(200, object)] }) { connection in
            connection.credentials.token = .value("t0ken")
            connection.credentials.impersonation = .init(user: "jane", uid: "7", groups: ["a", "b"])
        } _: { client, server async throws in
            _ = try await client.send(getA)
            let request = try #require(server.requests.first)
            #expect(request.header("Authorization") == "Bearer t0ken")
            #expect(request.header("Impersonate-User") == "jane")
            #expect(request.header("Impersonate-Uid") == "7")
            #expect(request.headers.filter { $0.name == "Impersonate-Group" }.map(\.value) == ["a", "b"])
        }
    }

    @Test func readsATokenFileAgainAfterAMinute() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "token-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("one\n".utf8).write(to: file)
        let clock = QuickClock()
        var options = KubernetesHTTPClient.Options()
        options.time = clock
        try await with({ _ in [.answer(200, object)] }, options: options) { connection in
            connection.credentials.token = .file(path: file.path)
        } _: { client, server async throws in
            _ = try await client.send(getA)
            try Data("two".utf8).write(to: file)
            _ = try await client.send(getA)
            clock.offset.withLock { $0 = .seconds(61) }
            _ = try await client.send(getA)
            // A file that is away for a moment does not log the client out.
            try FileManager.default.removeItem(at: file)
            clock.offset.withLock { $0 = .seconds(122) }
            _ = try await client.send(getA)
            #expect(
                server.requests.map { $0.header("Authorization") }
                    == ["one", "one", "two", "two"].map { "Bearer \($0)" })
        }
    }

    @Test func throwsTheStatusOfTheServer() async throws {
        let status =
            #"{"kind":"Status","apiVersion":"v1","status":"Failure","message":"configmaps \"a\" not found","reason":"NotFound","details":{"name":"a","kind":"configmaps"},"code":404}"#
        try await with({ _ in [.answer(404, status)] }) { client, _ async throws in
            let error = await #expect(throws: APIStatus.self) { try await client.send(getA) }
            #expect(error == APIStatus.notFound(configMaps.groupResource, name: "a"))
            #expect(try await client.find(configMaps, NamespacedName(namespace: "ns", name: "a")) == nil)
        }
    }

    @Test(arguments: [
        (301, "", ["Location": "https://127.0.0.1:1/"], 301), (502, "<h1>Bad Gateway</h1>", [:], 502),
    ])
    func otherAnswersAreFailures(code: Int, body: String, headers: [String: String], expected: Int) async throws {
        try await with({ _ in [.answer(code, body, headers: headers)] }) { client, server async throws in
            let error = await #expect(throws: APIStatus.self) { try await client.send(getA) }
            #expect(error?.code == expected)
            #expect(server.requests.count == 1)
        }
    }

    @Test func refusesAnswersThatAreNotKubernetes() async throws {
        var options = KubernetesHTTPClient.Options()
        options.maximumAnswerSize = 1000
        let text = Mutex("<html>")
        try await with({ _ in [.answer(200, text.withLock { $0 })] }, options: options) { client, _ async throws in
            let error = await #expect(throws: ClientError.self) { try await client.send(getA) }
            #expect(error?.code == .invalidAnswer)
            #expect(error?.message.contains("is it an API server?") == true)
            text.withLock { $0 = String(repeating: " ", count: 2000) }
            let large = await #expect(throws: ClientError.self) { try await client.send(getA) }
            #expect(large?.code == .invalidAnswer)
            #expect(large?.message.contains("larger than 1000 bytes") == true)
        }
    }

    @Test func waitsAsTheServerAsksAndSendsAgain() async throws {
        let clock = QuickClock()
        var options = KubernetesHTTPClient.Options()
        options.time = clock
        let answers = Mutex([(429, "2"), (503, "1"), (201, "")])
        let script: ScriptedServer.Script = { _ in
            let (code, delay) = answers.withLock { $0.removeFirst() }
            return [
                .answer(code, code == 201 ? object : "later", headers: delay.isEmpty ? [:] : ["Retry-After": delay])
            ]
        }
        try await with(script, options: options) { client, server async throws in
            _ = try await client.send(createA)
            #expect(server.requests.count == 3)
            #expect(clock.sleeps.withLock { $0 } == [.seconds(2), .seconds(1)])
        }
    }

    @Test(arguments: [("1", 4), ("3600", 1), ("", 1), ("soon", 1)])
    func boundsItsPatience(retryAfter: String, requests: Int) async throws {
        var options = KubernetesHTTPClient.Options()
        options.time = QuickClock()
        let headers = retryAfter.isEmpty ? [:] : ["Retry-After": retryAfter]
        try await with({ _ in [.answer(429, "slow down", headers: headers)] }, options: options) {
            client, server async throws in
            let error = await #expect(throws: APIStatus.self) { try await client.send(getA) }
            #expect(error?.reason == .tooManyRequests)
            #expect(server.requests.count == requests)
        }
    }

    @Test func readsAgainWhenAConnectionBreaksAndWritesNot() async throws {
        let cuts = Mutex(1)
        let script: ScriptedServer.Script = { _ in
            let cut = cuts.withLock { cuts in
                defer { cuts -= 1 }
                return cuts > 0
            }
            return cut ? [.cut] : [.answer(200, object)]
        }
        try await with(script) { client, server async throws in
            _ = try await client.send(getA)
            #expect(server.requests.count == 2)
            cuts.withLock { $0 = 1 }
            let error = await #expect(throws: ClientError.self) { try await client.send(createA) }
            #expect(error?.code == .connectionLost)
            #expect(server.requests.count == 3)
            cuts.withLock { $0 = 9 }
            await #expect(throws: ClientError.self) { try await client.send(getA) }
            #expect(server.requests.count == 5)
        }
    }

    @Test func doesNotWaitForEver() async throws {
        var options = KubernetesHTTPClient.Options()
        options.requestTimeout = .milliseconds(300)
        let gate = ScriptedServer.Gate()
        let script: ScriptedServer.Script = { request in
            request.line.contains("slow") ? [.begin, .chunk("{"), .wait(gate)] : [.wait(gate)]
        }
        try await with(script, options: options) { client, _ async throws in
            for path in ["/silent", "/slow"] {
                let error = await #expect(throws: ClientError.self) { try await client.get(path: path) }
                #expect(error?.code == .timedOut)
            }
            gate.open()
        }
    }

    @Test func aCancelledRequestEndsAtOnce() async throws {
        let gate = ScriptedServer.Gate()
        try await with({ _ in [.wait(gate)] }) { client, server async throws in
            await #expect(throws: CancellationError.self) {
                try await withThrowingTaskGroup { group in
                    group.addTask { try await client.send(getA) }
                    try await until { !server.requests.isEmpty }
                    group.cancelAll()
                    for try await _ in group {}
                }
            }
            gate.open()
        }
    }

    @Test func passesWarningsOn() async throws {
        let warnings = Mutex<[String]>([])
        var options = KubernetesHTTPClient.Options()
        options.onWarning = { text in warnings.withLock { $0.append(text) } }
        let script: ScriptedServer.Script = { _ in
            [.answer(200, object, headers: ["Warning": #"299 - "v1 \"x\" is deprecated""#])]
        }
        try await with(script, options: options) { client, _ async throws in
            _ = try await client.send(getA)
            #expect(warnings.withLock { $0 } == [#"v1 "x" is deprecated"#])
        }
    }

    @Test func readsRawPaths() async throws {
        try await with({ _ in [.answer(200, "ok")] }) { client, server async throws in
            #expect(try await client.get(path: "/readyz?verbose") == Array("ok".utf8))
            #expect(server.lines == ["GET /readyz?verbose"])
            await #expect(throws: APIStatus.self) { try await client.get(path: "version") }
            await #expect(throws: APIStatus.self) { try await client.get(path: "/a b") }
        }
    }

    @Test func asksAServerWithoutAggregatedDiscoveryGroupByGroup() async throws {
        let script: ScriptedServer.Script = { request in
            switch request.line {
            case "GET /api": [.answer(200, #"{"kind":"APIVersions","versions":["v1"]}"#)]
            case "GET /apis":
                [
                    .answer(
                        200,
                        #"{"kind":"APIGroupList","groups":[{"name":"down","versions":[{"groupVersion":"down/v1"}]},{"name":"g","versions":[{"groupVersion":"g/v1"}]}]}"#
                    )
                ]
            case "GET /api/v1":
                [
                    .answer(
                        200,
                        #"{"kind":"APIResourceList","resources":[{"name":"nodes","kind":"Node","namespaced":false}]}"#)
                ]
            case "GET /apis/g/v1":
                [
                    .answer(
                        200,
                        #"{"kind":"APIResourceList","resources":[{"name":"things","kind":"Thing","namespaced":true}]}"#)
                ]
            default: [.answer(503, "unavailable")]
            }
        }
        try await with(script) { client, server async throws in
            let resources = try await client.resourceTypes()
            #expect(resources.map { "\($0.groupResource)" } == ["nodes", "things.g"])
            let asked = server.requests.count
            let things = try await client.resourceType(for: GroupVersionKind(apiVersion: "g/v1", kind: "Thing"))
            #expect(things.plural == "things")
            #expect(server.requests.count == asked)
        }
    }

    @Test func looksAnewForAKindThatIsNotThere() async throws {
        let isDefined = Mutex(false)
        let script: ScriptedServer.Script = { _ in
            isDefined.withLock { $0 }
                ? [.answer(200, #"{"resources":[{"name":"things","kind":"Thing","namespaced":true}]}"#)]
                : [.answer(404, "404 page not found")]
        }
        try await with(script) { client, server async throws in
            let kind = GroupVersionKind(apiVersion: "g/v1", kind: "Thing")
            let error = await #expect(throws: APIStatus.self) { try await client.resourceType(for: kind) }
            #expect(error?.reason == .notFound)
            #expect(error?.message == "no matches for kind \"Thing\" in version \"g/v1\"")
            isDefined.withLock { $0 = true }
            #expect(try await client.resourceType(for: kind).plural == "things")
            #expect(try await client.resourceType(for: kind).plural == "things")
            #expect(server.lines == ["GET /apis/g/v1", "GET /apis/g/v1"])
        }
    }

    @Test func aClientThatIsShutDownSaysSo() async throws {
        let pki = try await TestPKI()
        let client = try KubernetesHTTPClient(pki.connection(port: 1))
        try await client.shutdown()
        let error = await #expect(throws: ClientError.self) { try await client.send(getA) }
        #expect(error?.message.contains("has been shut down") == true)
    }
}

/// Waits until `condition` holds; the test's time limit bounds it.
func until(_ condition: () -> Bool) async throws {
    while !condition() {
        try Task.checkCancellation()
        await Task.yield()
    }
}
