import KubernetesClient
import KubernetesHTTPClient
import Machinery
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct WatchSocketTests {
    private let watch = WatchRequest(configMaps, namespace: "ns", resourceVersion: "1")

    private func with(
        _ script: @escaping ScriptedServer.Script,
        options: KubernetesHTTPClient.Options = KubernetesHTTPClient.Options(),
        _ body: (KubernetesHTTPClient, ScriptedServer) async throws -> Void
    ) async throws {
        let pki = try await TestPKI()
        try await ScriptedServer.with(tls: pki.serverTLS(), script: script) { server in
            try await withKubernetesHTTPClient(try pki.connection(port: server.port), options: options) {
                try await body($0, server)
            }
        }
    }

    private static func event(_ type: String, _ name: String) -> String {
        #"{"type":"\#(type)","object":{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"\#(name)"}}}"# + "\n"
    }

    private static func names(_ events: [WatchEvent]?) -> [String]? {
        events?.map { event in
            switch event {
            case .added(let object): "+\(object.name)"
            case .modified(let object): "~\(object.name)"
            case .deleted(let object): "-\(object.name)"
            case .bookmark(let version, _): "@\(version)"
            case .failure(let status): "!\(status.reason.rawValue)"
            }
        }
    }

    /// Events come when they are sent, whole, however the server cuts them.
    @Test func eventsComeAsTheyAreSent() async throws {
        let gates = (0..<3).map { _ in ScriptedServer.Gate() }
        let second = Self.event("MODIFIED", "b")
        let script: ScriptedServer.Script = { _ in
            [
                .begin, .chunk(Self.event("ADDED", "a") + String(second.prefix(20))), .wait(gates[0]),
                .chunk(String(second.dropFirst(20)) + Self.event("DELETED", "a")), .wait(gates[1]),
                .chunk(#"{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"9"}}}"# + "\n"), .wait(gates[2]),
                .end,
            ]
        }
        try await with(script) { client, server async throws in
            try await client.withWatch(watch) { stream async throws in
                #expect(Self.names(try await stream.next()) == ["+a"])
                gates[0].open()
                #expect(Self.names(try await stream.next()) == ["~b", "-a"])
                gates[1].open()
                #expect(Self.names(try await stream.next()) == ["@9"])
                gates[2].open()
                #expect(try await stream.next() == nil)
                #expect(try await stream.next() == nil)
            }
            #expect(
                server.lines == [
                    "GET /api/v1/namespaces/ns/configmaps?watch=1&resourceVersion=1&allowWatchBookmarks=true"
                ])
        }
    }

    @Test func aFailureIsTheLastEvent() async throws {
        let failure =
            #"{"type":"ERROR","object":{"kind":"Status","status":"Failure","reason":"Expired","message":"old","code":410}}"#
        let gate = ScriptedServer.Gate()
        try await with({ _ in [.begin, .chunk(failure + "\n"), .wait(gate)] }) { client, _ async throws in
            try await client.withWatch(watch) { stream async throws in
                #expect(Self.names(try await stream.next()) == ["!Expired"])
                #expect(try await stream.next() == nil)
            }
            gate.open()
        }
    }

    @Test func aRefusedWatchThrows() async throws {
        let status = #"{"kind":"Status","status":"Failure","reason":"Expired","message":"too old","code":410}"#
        try await with({ _ in [.answer(410, status)] }) { client, _ async throws in
            let error = await #expect(throws: APIStatus.self) { try await client.withWatch(watch) { _ in } }
            #expect(error?.reason == .expired)
        }
    }

    /// The watcher watches again, from the last version it saw.
    @Test(arguments: [true, false])
    func aWatchWhoseServerGoesAwayEnds(cuts: Bool) async throws {
        var options = KubernetesHTTPClient.Options()
        if !cuts { options.watchIdleTimeout = .seconds(1) }
        let gate = ScriptedServer.Gate()
        let event = Self.event("ADDED", "a") + "{\"type\":"
        try await with({ _ in [.begin, .chunk(event), cuts ? .cut : .wait(gate)] }, options: options) {
            client, _ async throws in
            try await client.withWatch(watch) { stream async throws in
                #expect(Self.names(try await stream.next()) == ["+a"])
                #expect(try await stream.next() == nil)
            }
            gate.open()
        }
    }

    @Test(arguments: ["nonsense\n", #"{"type":"ODD","object":{}}"# + "\n", String(repeating: "x", count: 200)])
    func nonsenseThrowsAndEnds(text: String) async throws {
        var options = KubernetesHTTPClient.Options()
        options.maximumEventSize = 150
        let gate = ScriptedServer.Gate()
        try await with({ _ in [.begin, .chunk(text), .wait(gate)] }, options: options) { client, _ async throws in
            try await client.withWatch(watch) { stream async throws in
                let error = await #expect(throws: ClientError.self) { try await stream.next() }
                #expect(error?.code == .invalidAnswer)
                #expect(try await stream.next() == nil)
            }
            gate.open()
        }
    }

    /// The server must not go on to send to nobody.
    @Test func leavingAWatchClosesItsConnection() async throws {
        let gate = ScriptedServer.Gate()
        try await with({ _ in [.begin, .chunk(Self.event("ADDED", "a")), .wait(gate)] }) {
            client, server async throws in
            try await client.withWatch(watch) { stream async throws in
                #expect(try await stream.next()?.count == 1)
                #expect(server.state.withLock { $0.openConnections } == 1)
            }
            try await until { server.state.withLock { $0.openConnections } == 0 }
            gate.open()
        }
    }

    @Test func cancellingAWatchEndsItAtOnce() async throws {
        let gate = ScriptedServer.Gate()
        try await with({ _ in [.begin, .wait(gate)] }) { client, server async throws in
            await #expect(throws: CancellationError.self) {
                try await withThrowingTaskGroup { group in
                    group.addTask { try await client.withWatch(watch) { try await $0.next() } }
                    try await until { !server.requests.isEmpty }
                    group.cancelAll()
                    for try await _ in group {}
                }
            }
            try await until { server.state.withLock { $0.openConnections } == 0 }
            gate.open()
        }
    }

    /// A library's pool of eight connections would make the ninth watch wait for the first to end.
    @Test func manyWatchesDoNotHoldRequestsUp() async throws {
        let gate = ScriptedServer.Gate()
        let script: ScriptedServer.Script = { request in
            request.line.contains("watch=1")
                ? [.begin, .chunk(Self.event("ADDED", "a")), .wait(gate), .end] : [.answer(200, "ok")]
        }
        try await with(script) { client, server async throws in
            try await withThrowingTaskGroup { group in
                for _ in 0..<40 {
                    group.addTask {
                        try await client.withWatch(watch) { stream async throws in
                            while try await stream.next() != nil {}
                        }
                    }
                }
                try await until { server.requests.count == 40 }
                #expect(try await client.get(path: "/livez") == Array("ok".utf8))
                gate.open()
                try await group.waitForAll()
            }
        }
    }
}
