import APIServer
import Foundation
import JSON
import KubernetesClient
import Machinery
import ServiceLifecycle
import Testing

/// What clients do to a WebSocket that well-behaved libraries do not.
@Suite("WebSockets", .timeLimit(.minutes(3))) struct WebSocketServerSocketTests {
    private static let path = "/api/v1/namespaces/default/pods/p/portforward?ports=7"

    private static func handshake(_ path: String = path, headers: String = "") -> String {
        let key = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
        return "GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\(key)\(headers)\r\n"
    }

    private static func with(_ body: @escaping @Sendable (ServerFixture) async throws -> Void) async throws {
        try await ServerFixture.with(podPorts: EchoPorts()) { server in
            let pods = ResourceType(group: "", version: "v1", kind: "Pod", plural: "pods")
            _ = try await server.core.client(as: .systemMaster).create(
                pods,
                Unstructured(fields: [
                    "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "p", "namespace": "default"],
                    "spec": ["nodeName": "a", "containers": [["name": "c", "image": "i"]]],
                ]))
            try await body(server)
        }
    }

    /// A frame as a client sends it: masked, here with zeros, which change nothing.
    private static func frame(_ opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true) -> [UInt8] {
        [(isFinal ? 0x80 : 0) | opcode, 0x80 | UInt8(payload.count), 0, 0, 0, 0] + payload
    }

    private static func open(_ server: ServerFixture) async throws -> RawClient {
        let client = try await server.connect()
        try await client.send(handshake())
        let answer = await client.receive { (bytes: [UInt8]) in contains(bytes, [1, 7, 0]) }
        let text = String(decoding: answer, as: UTF8.self)
        #expect(text.hasPrefix("HTTP/1.1 101 "))
        // RFC 6455, section 4.2.2: the key of this handshake, hashed.
        #expect(text.lowercased().contains("sec-websocket-accept: icx+yqv66kxgm0fcwalwlflwtai=\r\n"))
        return client
    }

    private static func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
        bytes.indices.contains { bytes[$0...].starts(with: part) }
    }

    @Test func joinTheFragmentsOfAMessage() async throws {
        try await Self.with { server in
            let client = try await Self.open(server)
            try await client.send(Self.frame(2, [0, 10, 11], isFinal: false))
            try await client.send(Self.frame(9, [1, 2, 3]))
            try await client.send(Self.frame(0, [12], isFinal: false) + Self.frame(0, [13]))
            let answer = await client.receive { (bytes: [UInt8]) in Self.contains(bytes, [0, 10, 11, 12, 13]) }
            #expect(Self.contains(answer, [0x8a, 3, 1, 2, 3]), "a ping is answered between the fragments")
            try await client.close()
        }
    }

    struct Ending: Sendable {
        let sent: [UInt8]
        let code: UInt16
    }

    @Test(arguments: [
        Ending(sent: [0x82, 3, 0, 1, 2], code: 1002),
        Ending(sent: frame(0, [1]), code: 1002),
        Ending(sent: frame(2, [0, 1], isFinal: false) + frame(2, [0, 1]), code: 1002),
        Ending(sent: frame(9, [1], isFinal: false), code: 1002),
        Ending(sent: [0x82, 0xff, 0, 0, 0, 0, 0xff, 0, 0, 0, 0, 0, 0, 0], code: 1009),
        Ending(sent: frame(8, [3, 0xe8]), code: 1000),
    ])
    func endOnWhatIsNoMessage(ending: Ending) async throws {
        try await Self.with { server in
            let client = try await Self.open(server)
            try await client.send(ending.sent)
            let all = await client.receive { (_: [UInt8]) in false }
            #expect(Self.contains(all, [0x88, 2, UInt8(ending.code >> 8), UInt8(ending.code & 0xff)]))
        }
    }

    /// A client that leaves HTTP for nothing has no connection left to send another request on.
    @Test(arguments: [
        (
            handshake(headers: "Sec-WebSocket-Protocol: v9.channel.k8s.io\r\n"), "400",
            "this server speaks v4.channel.k8s.io"
        ),
        (handshake("/api/v1/namespaces/default/pods/p/portforward"), "400", "\\\"ports\\\" is required"),
        (
            handshake("/api/v1/namespaces/default/pods/p/portforward?ports=0"), "400",
            "unable to parse \\\"0\\\" as a port"
        ),
        (handshake("/api/v1/namespaces/default/pods/q/portforward?ports=7"), "404", "not found"),
        (handshake("/livez"), "200", "ok"),
        (
            "GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n", "400",
            "Upgrade request required"
        ),
        ("GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "400", "Upgrade request required"),
    ])
    func areNotOpened(request: String, code: String, words: String) async throws {
        try await Self.with { server in
            let client = try await server.connect()
            try await client.send(request)
            let answer = await client.receiveAll()
            #expect(answer.hasPrefix("HTTP/1.1 \(code) "))
            #expect(answer.contains(words), "\(answer)")
        }
    }

    @Test func endAtAShutdown() async throws {
        try await Self.with { server in
            let client = try await Self.open(server)
            await server.group.triggerGracefulShutdown()
            let all = await client.receive { (_: [UInt8]) in false }
            #expect(Self.contains(all, [0x88, 2, 3, 0xe8]))
        }
    }

    @Test func surviveNonsense() async throws {
        try await Self.with { server in
            var random = SystemRandomNumberGenerator()
            for _ in 0..<8 {
                let client = try await Self.open(server)
                try? await client.send((0..<200).map { _ in UInt8.random(in: 0...255, using: &random) })
                try? await client.finishSending()
                await client.receiveAll()
            }
            let client = try await Self.open(server)
            try await client.close()
        }
    }
}

private struct EchoPorts: PodPorts {
    func serve(_ connection: any DuplexStream, toPort port: UInt16, of pod: Unstructured) async throws {
        while let bytes = try await connection.read() { try await connection.write(bytes) }
    }
}
