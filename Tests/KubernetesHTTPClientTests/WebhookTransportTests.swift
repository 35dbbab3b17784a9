import JSON
import KubernetesClient
import KubernetesHTTPClient
import NIOSSL
import PKI
import Synchronization
import Testing

@Suite("Calls to webhooks over HTTPS", .timeLimit(.minutes(1))) struct WebhookTransportSocketTests {
    private static func call(
        _ port: Int, _ path: String = "/mutate?timeout=10s", host: String = "127.0.0.1", trusting pki: TestPKI?,
        timeout: Duration = .seconds(10)
    ) -> WebhookCall {
        WebhookCall(
            url: "https://\(host):\(port)\(path)", caBundle: Array((pki?.authority.certificate.pem ?? "").utf8),
            body: Array("{\"a\":1}".utf8), timeout: timeout)
    }

    private static func failure(_ call: WebhookCall, _ transport: HTTPWebhookTransport) async -> String {
        do {
            return "answered \(try await transport.send(call).status)"
        } catch {
            return "\(error)"
        }
    }

    @Test("posts the question and returns the answer, whatever its status, over one connection")
    func answers() async throws {
        let pki = try await TestPKI()
        try await ScriptedServer.with(tls: pki.serverTLS(requiringClients: false)) { request in
            request.line.contains("/deny") ? [.answer(500, "no")] : [.answer(200, "{\"b\":2}")]
        } _: { server in
            try await withHTTPWebhookTransport { transport in
                let answer = try await transport.send(Self.call(server.port, trusting: pki))
                #expect(answer.status == 200)
                #expect(String(decoding: answer.body, as: UTF8.self) == "{\"b\":2}")
                let refusal = try await transport.send(Self.call(server.port, "/deny", trusting: pki))
                #expect(refusal.status == 500)
            }
            let first = try #require(server.requests.first)
            #expect(first.line == "POST /mutate?timeout=10s")
            #expect(first.body == "{\"a\":1}")
            #expect(first.header("content-type") == "application/json")
            #expect(server.state.withLock { $0.connections } == 1)
        }
    }

    @Test("trusts whom the bundle says, and nobody else")
    func trust() async throws {
        let pki = try await TestPKI()
        let stranger = try await TestPKI()
        try await ScriptedServer.with(tls: pki.serverTLS(requiringClients: false)) { _ in
            [.answer(200, "{}")]
        } _: { server in
            try await withHTTPWebhookTransport { transport in
                for bundle in [stranger, nil] {
                    let why = await Self.failure(Self.call(server.port, trusting: bundle), transport)
                    #expect(why == "tls: failed to verify certificate: x509: certificate signed by unknown authority")
                }
                var garbage = Self.call(server.port, trusting: pki)
                garbage.caBundle = Array("no certificate".utf8)
                let why = await Self.failure(garbage, transport)
                #expect(why == "unable to load root certificates: unable to parse bytes as PEM block")
                #expect(await Self.failure(Self.call(server.port, trusting: pki), transport) == "answered 200")
            }
            #expect(server.requests.count == 1)
        }
    }

    @Test("follows no redirects")
    func redirects() async throws {
        let pki = try await TestPKI()
        try await ScriptedServer.with(tls: pki.serverTLS(requiringClients: false)) { _ in
            [.answer(307, "", headers: ["location": "/elsewhere"])]
        } _: { server in
            try await withHTTPWebhookTransport { transport in
                let answer = try await transport.send(Self.call(server.port, trusting: pki))
                #expect(answer.status == 307)
            }
            #expect(server.requests.count == 1)
        }
    }

    @Test("bounds the answer, and tells broken connections apart")
    func failures() async throws {
        let pki = try await TestPKI()
        let gate = ScriptedServer.Gate()
        try await ScriptedServer.with(tls: pki.serverTLS(requiringClients: false)) { request in
            switch request.line {
            case "POST /huge":
                return [.begin] + Array(repeating: .chunk(String(repeating: "x", count: 1 << 20)), count: 4) + [.end]
            case "POST /cut": return [.cut]
            default: return [.wait(gate), .answer(200, "late")]
            }
        } _: { server in
            try await withHTTPWebhookTransport { transport in
                func why(_ path: String, timeout: Duration = .seconds(10)) async -> String {
                    await Self.failure(Self.call(server.port, path, trusting: pki, timeout: timeout), transport)
                }
                #expect(await why("/huge") == "the response is larger than 3145728 bytes")
                #expect(await why("/cut") == "EOF")
                #expect(await why("/slow", timeout: .milliseconds(200)) == "context deadline exceeded")
            }
            gate.open()
        }
    }

    @Test("says why nobody answers")
    func unreachable() async throws {
        let pki = try await TestPKI()
        let freed = Holder()
        try await ScriptedServer.with(tls: nil) { _ in
            [.answer(200, "{}")]
        } _: { server in
            freed.port = server.port
            try await withHTTPWebhookTransport { transport in
                let why = await Self.failure(Self.call(server.port, trusting: pki), transport)
                #expect(why == "http: server gave HTTP response to HTTPS client")
                var plain = Self.call(server.port, trusting: pki)
                plain.url = "http://127.0.0.1:\(server.port)/"
                #expect(await Self.failure(plain, transport) == "unsupported URL")
            }
            #expect(server.requests.isEmpty)
        }
        try await withHTTPWebhookTransport { transport in
            let why = await Self.failure(Self.call(freed.port, trusting: pki), transport)
            #expect(why == "dial tcp 127.0.0.1:\(freed.port): connect: connection refused")
        }
    }

    private final class Holder { var port = 0 }
}
