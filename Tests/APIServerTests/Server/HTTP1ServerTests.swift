import APIServer
import Effects
import Foundation
import Logging
import Machinery
import PKI
import Testing

@Suite("The server over HTTP/1.1", .timeLimit(.minutes(2))) struct HTTP1ServerSocketTests {
    private static let widgets = ServerFixture.widgets

    private static func post(_ name: String) -> String {
        let body = ServerFixture.widget(name)
        return "POST \(widgets) HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    @Test func answersPipelinedRequestsInOrder() async throws {
        try await ServerFixture.with { server in
            let client = try await server.connect()
            try await client.send(
                Self.post("a") + "GET \(Self.widgets)/a HTTP/1.1\r\nHost: x\r\n\r\n"
                    + "GET \(Self.widgets)/b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            let answers = await client.receiveAll().split(separator: "HTTP/1.1 ")
            #expect(answers.map { $0.prefix(3) } == ["201", "200", "404"])
            #expect(answers.allSatisfy { $0.contains("\r\nDate: ") && $0.contains("\r\nAudit-Id: ") })
        }
    }

    /// Handed over in one piece and in several.
    @Test(arguments: [1, 1000, 20_000, 300_000])
    func sendsAnswersOfAllSizes(padding: Int) async throws {
        try await ServerFixture.with { server in
            try await server.create("a", padding: padding)
            let client = try await server.connect()
            for path in [Self.widgets, "\(Self.widgets)/a"] {
                try await client.send("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
            }
            try await client.send("GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            let answers = await client.receiveAll().components(separatedBy: "HTTP/1.1 ").dropFirst()
            #expect(answers.map { $0.prefix(3) } == ["200", "200", "200"])
            for answer in answers {
                let parts = answer.components(separatedBy: "\r\n\r\n")
                #expect(parts[0].contains("\r\nContent-Length: \(parts[1].utf8.count)"))
            }
            #expect(answers.dropLast().allSatisfy { $0.contains(String(repeating: "x", count: padding)) })
        }
    }

    @Test func takesABodyInChunks() async throws {
        try await ServerFixture.with { server in
            let client = try await server.connect()
            let body = ServerFixture.widget("a")
            try await client.send("POST \(Self.widgets) HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            for byte in body.utf8 {
                try await client.send("1\r\n\(Character(Unicode.Scalar(byte)))\r\n")
            }
            try await client.send("0\r\n\r\n")
            #expect(await client.receive("\"uid\"").hasPrefix("HTTP/1.1 201 "))
            try await client.close()
        }
    }

    @Test func tellsAClientThatWaitsToGoOn() async throws {
        try await ServerFixture.with { server in
            let client = try await server.connect()
            let body = ServerFixture.widget("a")
            try await client.send(
                "POST \(Self.widgets) HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n")
            #expect(await client.receive("\r\n\r\n").hasPrefix("HTTP/1.1 100 Continue\r\n"))
            try await client.send(body)
            #expect(await client.receive("\"uid\"").contains("HTTP/1.1 201 "))
            try await client.close()
        }
    }

    /// Too large by its own account: nothing of it is read.
    @Test(arguments: ["", "Expect: 100-continue\r\n"])
    func refusesALargeBodyAtOnce(header: String) async throws {
        try await ServerFixture.with { server in
            let client = try await server.connect()
            try await client.send(
                "POST \(Self.widgets) HTTP/1.1\r\nHost: x\r\n\(header)Content-Length: 99999999\r\n\r\n")
            let answer = await client.receive("limit is 3145728")
            #expect(answer.hasPrefix("HTTP/1.1 413 "))
            try await client.close()
        }
    }

    @Test func stopsReadingABodyThatNobodyWants() async throws {
        try await ServerFixture.with { server in
            let client = try await server.connect()
            try await client.send("POST \(Self.widgets) HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = [UInt8](repeating: UInt8(ascii: " "), count: 1 << 16)
            let sending = Task {
                while true { try await client.send(Array("10000\r\n".utf8) + chunk + Array("\r\n".utf8)) }
            }
            #expect(await client.receiveAll().hasPrefix("HTTP/1.1 413 "))
            try? await client.close()
            _ = await sending.result
        }
    }

    @Test(arguments: [
        "NONSENSE\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /\u{0} HTTP/1.1\r\n\r\n", "\u{16}\u{3}\u{1}",
        "POST \(widgets) HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        "POST \(widgets) HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        "POST \(widgets) HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "GET /\(String(repeating: "a", count: 200_000)) HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nX: \(String(repeating: "a", count: 100_000))\r\n\r\n",
        "GET / HTTP/1.1\r\n" + (0..<500).map { "X\($0): a\r\n" }.joined() + "\r\n",
    ])
    func closesOnWhatIsNoHTTP(bytes: String) async throws {
        try await ServerFixture.with { server in
            let client = try await server.connect()
            try? await client.send(bytes)
            let answer = await client.receiveAll()
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400 "), "\(answer)")
            try await Self.checkItServesOthers(server)
        }
    }

    private static func checkItServesOthers(_ server: ServerFixture) async throws {
        let other = try await server.connect()
        try await other.send("GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        #expect(await other.receiveAll().hasSuffix("ok"))
    }

    /// The beginning of a request, of which the rest does not come.
    @Test(arguments: ["", "G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: x\r\n"])
    func doesNotWaitForARequestForEver(start: String) async throws {
        try await ServerFixture.with {
            $0.idleTime = .milliseconds(100)
        } _: { server in
            let client = try await server.connect()
            if !start.isEmpty { try await client.send(start) }
            #expect(await client.receiveAll().isEmpty)
        }
    }

    /// Bytes that come one at a time do not keep a connection.
    @Test func doesNotWaitForAnUnwantedBodyForEver() async throws {
        try await ServerFixture.with {
            $0.idleTime = .milliseconds(100)
        } _: { server in
            let client = try await server.connect()
            try await client.send("GET /livez HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n")
            let sending = Task {
                while true {
                    try await client.send("x")
                    try await Task.sleep(for: .milliseconds(10))
                }
            }
            // Unread bytes make the system reset the connection, which may cost the answer.
            let answer = await client.receiveAll()
            #expect(answer.isEmpty || answer.hasSuffix("ok"))
            try? await client.close()
            _ = await sending.result
        }
    }

    @Test func doesNotWaitForABodyForEver() async throws {
        try await ServerFixture.with {
            $0.bodyTime = .milliseconds(50)
        } _: { server in
            let client = try await server.connect()
            try await client.send("POST \(Self.widgets) HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{")
            #expect(await client.receiveAll().hasPrefix("HTTP/1.1 408 "))
        }
    }

    /// It may be gone for all the server knows, as for Go's: what counts is that the connection ends.
    @Test func doesNotKeepAClientThatHasFinishedSending() async throws {
        try await ServerFixture.with { server in
            let client = try await server.connect()
            try await client.send(Self.post("a"))
            try await client.finishSending()
            let answer = await client.receiveAll()
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 201 "), "\(answer)")
        }
    }

    @Test func answersHEADWithoutABody() async throws {
        try await ServerFixture.with { server in
            try await server.create("a")
            let client = try await server.connect()
            try await client.send("HEAD \(Self.widgets)/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            let answer = await client.receiveAll()
            #expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.hasSuffix("\r\n\r\n"))
            #expect(!answer.contains("Content-Length: 0\r\n"))
        }
    }
}

@Suite("Connections", .timeLimit(.minutes(2))) struct ConnectionSocketTests {
    /// What comes instead of a handshake.
    @Test(arguments: ["", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}", "\u{0}\u{0}\u{0}"])
    func doWithoutAClientThatKnowsNoTLS(bytes: String) async throws {
        try await ServerFixture.with {
            $0.handshakeTime = .milliseconds(100)
        } _: { server in
            let client = try await RawClient.connect(port: server.port, tls: nil)
            if !bytes.isEmpty { try await client.send(bytes) }
            #expect(!(await client.receiveAll().contains("HTTP")))
        }
    }

    @Test(arguments: [["http/1.1"], ["spdy/3", "http/1.1"], [], ["http/1.0"]])
    func agreeOnHTTP1(protocols: [String]) async throws {
        try await ServerFixture.with { server in
            let client = try await server.connect(protocols)
            try await client.send("GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(await client.receiveAll().hasSuffix("ok"))
        }
    }

    @Test func areLimitedInNumber() async throws {
        try await ServerFixture.with {
            $0.connections = 2
        } _: { server in
            let request = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"
            let first = try await server.connect()
            let second = try await server.connect()
            for client in [first, second] {
                try await client.send(request)
                #expect(await client.receive("ok").hasSuffix("ok"))
            }
            let third = try await server.connect()
            try? await third.send(request)
            #expect(await third.receiveAll().isEmpty)
            try await second.close()
            // The server takes note of the close in its own time; until then it refuses.
            while true {
                let fourth = try await server.connect()
                try? await fourth.send(request)
                let answer = await fourth.receive("ok")
                try? await fourth.close()
                if answer.hasSuffix("ok") { break }
            }
        }
    }

    @Test func aListenerThatNeverRunsLeavesNoTrace() async throws {
        let front = HTTPFront(logger: Logger(label: "test"))
        try await ServerFixture.with { server in
            for closes in [true, false] {
                let configuration = TLSListener.Configuration(
                    address: ListenAddress(host: "127.0.0.1", port: 0), identity: try await Self.identity(),
                    clientAuthorities: [])
                let handler = HTTPHandler(core: server.core)
                let listener = try await TLSListener.bind(
                    configuration, handler: handler, logger: Logger(label: "test"))
                let client = try await RawClient.connect(port: listener.address.port, tls: nil)
                if closes {
                    listener.close()
                    await client.receiveAll()
                }
                try? await client.close()
                try await front.open("\(closes)", configuration, handler: handler)
            }
            front.close("true")
        }
    }

    private static func identity() async throws -> CertificateIdentity {
        let environment = PKIEnvironment(keys: SystemKeySource(), time: SystemTime(), random: SystemRandom())
        return try await CertificateAuthority.make("kubernetes", in: environment)
            .issue(.server("kube-apiserver", names: ["127.0.0.1"]), in: environment)
    }
}
