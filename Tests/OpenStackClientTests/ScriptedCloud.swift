import Effects
import JSON
import OpenStackClient
import Synchronization

/// A cloud that answers what a test says. It logs everybody in by itself; answers stand by `METHOD path`, in order, the last
/// one again and again.
final class ScriptedCloud: OpenStackTransport {
    typealias Answer = @Sendable (HTTPCall) async throws -> HTTPAnswer

    private struct State {
        var calls: [HTTPCall] = []
        var answers: [String: [Answer]] = [:]
        var logins = 0
    }

    private let state: Mutex<State>
    private let time: any TimeSource
    /// Of each token.
    let tokenLife: Duration

    init(time: any TimeSource = SystemTime(), tokenLife: Duration = .seconds(3600)) {
        self.time = time
        self.tokenLife = tokenLife
        var state = State()
        let ranges = [
            ("compute/v2.1/", #"{"version":{"id":"v2.1","status":"CURRENT","version":"2.100","min_version":"2.1"}}"#),
            ("volume/v3/", #"{"versions":[{"id":"v3.0","status":"CURRENT","version":"3.71","min_version":"3.0"}]}"#),
            ("placement/", #"{"versions":[{"id":"v1.0","max_version":"1.39","min_version":"1.0"}]}"#),
        ]
        for (path, text) in ranges { state.answers["GET /\(path)"] = [{ _ in .json(text) }] }
        self.state = Mutex(state)
    }

    func on(_ line: String, _ answers: HTTPAnswer...) {
        on(line, answers.map { answer in { _ in answer } })
    }

    func on(_ line: String, _ answers: [Answer]) {
        state.withLock { $0.answers[line] = answers }
    }

    /// Without log-ins and the look-up of versions.
    var calls: [HTTPCall] {
        state.withLock { state in
            state.calls.filter { !$0.line.hasSuffix("/auth/tokens") && !$0.path.hasSuffix("/") }
        }
    }

    var lines: [String] { calls.map(\.line) }
    var allLines: [String] { state.withLock { $0.calls.map(\.line) } }
    var logins: Int { state.withLock { $0.logins } }

    func send(_ call: HTTPCall) async throws -> HTTPAnswer {
        let answer: Answer? = state.withLock { state in
            state.calls.append(call)
            let key = "\(call.method.rawValue) \(call.path)"
            guard var answers = state.answers[key], let answer = answers.first else { return nil }
            if answers.count > 1 { answers.removeFirst() }
            state.answers[key] = answers
            return answer
        }
        if let answer { return try await answer(call) }
        guard call.line == "POST /v3/auth/tokens" else {
            return HTTPAnswer(status: 404, body: Array("no such path: \(call.line)".utf8))
        }
        return login()
    }

    private func login() -> HTTPAnswer {
        let number = state.withLock { state in
            state.logins += 1
            return state.logins
        }
        let token: JSONValue = [
            "expires_at": .string((time.now() + tokenLife).rfc3339Micro),
            "issued_at": .string(time.now().rfc3339Micro),
            "user": ["id": "u1", "name": "rig"], "project": ["id": "p1", "name": "rig"],
            "roles": [["name": "member"]], "catalog": Self.catalogue,
        ]
        return HTTPAnswer(
            status: 201, headers: ["X-Subject-Token": "token-\(number)"],
            body: JSONValue.object(["token": token]).serialized())
    }

    static var catalogue: JSONValue {
        let services = [
            ("compute", "compute/v2.1"), ("network", "network"), ("image", "image"), ("volumev3", "volume/v3/p1"),
            ("load-balancer", "lb"), ("placement", "placement"), ("identity", "v3"),
        ]
        return .array(
            services.map { type, path in
                [
                    "type": .string(type),
                    "endpoints": [
                        ["interface": "public", "region_id": "R1", "url": .string("https://cloud.test/\(path)")],
                        ["interface": "internal", "region_id": "R1", "url": .string("https://inside.test/\(path)")],
                    ],
                ]
            })
    }
}

extension HTTPCall {
    /// Without scheme, authority and query.
    var path: String { String(target.prefix { $0 != "?" }) }

    var target: String {
        let parts = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        return parts.count == 4 ? "/\(parts[3])" : "/"
    }

    var line: String { "\(method.rawValue) \(target)" }

    var text: String {
        if case .bytes(let bytes) = body { String(decoding: bytes, as: UTF8.self) } else { "" }
    }

    var json: JSONValue? { try? JSONValue(parsing: text) }
}

extension HTTPAnswer {
    static func json(_ text: String, status: Int = 200, headers: HTTPFields = HTTPFields()) -> HTTPAnswer {
        HTTPAnswer(status: status, headers: headers, body: Array(text.utf8))
    }

    static let empty = HTTPAnswer(status: 204)
}

extension CloudConfiguration {
    static let test = CloudConfiguration(
        name: "test", identityURL: "https://cloud.test/v3",
        credential: .password(
            user: Named(name: "rig", domain: .name("Default")), password: Redacted("correct-horse")),
        scope: .project(Named(name: "rig", domain: .name("Default"))), region: "R1")
}

extension OpenStackCloud {
    /// With a clock whose sleeps take no time, unless one is given.
    static func scripted(
        _ script: ScriptedCloud, time: any TimeSource = SleeplessClock(), adjust: (inout Options) -> Void = { _ in }
    ) -> OpenStackCloud {
        var options = Options()
        options.time = time
        adjust(&options)
        return OpenStackCloud(.test, transport: script, options: options)
    }
}

/// The system's clock, but for sleeps, which only move it.
final class SleeplessClock: TimeSource {
    private let slept = Mutex<[Duration]>([])
    var sleeps: [Duration] { slept.withLock { $0 } }

    func now() -> Timestamp { SystemTime().now() + sleeps.reduce(.zero, +) }

    func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        slept.withLock { $0.append(duration) }
    }
}
