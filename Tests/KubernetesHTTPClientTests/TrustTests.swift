import Effects
import Foundation
import KubernetesClient
import KubernetesHTTPClient
import Machinery
import NIOCore
import NIOPosix
import PKI
import Testing

/// Servers that cannot be reached or trusted, and clients that are not let in: what the person is told.
@Suite(.timeLimit(.minutes(1))) struct TrustSocketTests {
    private let expired = Duration.oneYear + .seconds(86_400)

    private func failure(
        _ pki: TestPKI, requiringClients: Bool = true, host: String = "127.0.0.1",
        edit: (inout ClientConnection) throws -> Void = { _ in }
    ) async throws -> (error: ClientError, address: String) {
        var result: (ClientError, String)?
        try await ScriptedServer.with(tls: pki.serverTLS(requiringClients: requiringClients)) { _ in
            [.answer(200, "ok")]
        } _: { server async throws in
            var connection = try pki.connection(port: server.port, host: host)
            try edit(&connection)
            result = (try await Self.failure(connection), "\(host):\(server.port)")
            #expect(server.requests.isEmpty)
        }
        return try #require(result)
    }

    private static func failure(
        _ connection: ClientConnection, options: KubernetesHTTPClient.Options = KubernetesHTTPClient.Options()
    ) async throws -> ClientError {
        try await withKubernetesHTTPClient(connection, options: options) { client async throws in
            try await #require(throws: ClientError.self) { try await client.get(path: "/livez") }
        }
    }

    @Test func theServerOfAnotherCluster() async throws {
        let other = try await TestPKI()
        let (error, address) = try await failure(TestPKI()) {
            $0.certificateAuthority = Array(other.authority.certificate.pem.utf8)
        }
        #expect(error.code == .untrustedServer)
        #expect(
            error.message
                == "the certificate of \(address) is not signed by the CA of the kubeconfig: it may be the kubeconfig of another cluster"
        )
    }

    @Test func aServerThatTheSystemDoesNotTrust() async throws {
        let (error, _) = try await failure(TestPKI()) { $0.certificateAuthority = nil }
        #expect(error.code == .untrustedServer)
        #expect(error.message.contains("the kubeconfig must name the server's authority"))
    }

    @Test(arguments: ["127.0.0.1", "localhost"])
    func aServerOfAnotherName(host: String) async throws {
        let pki = try await TestPKI(serverNames: ["api.test", "10.9.8.7"])
        let (error, address) = try await failure(pki, host: host)
        #expect(error.code == .untrustedServer)
        #expect(
            error.message
                == "the certificate of \(address) is not for \(host) but for api.test, 10.9.8.7: use one of these names"
        )
    }

    @Test func aServerWhoseCertificateExpired() async throws {
        let pki = try await TestPKI(serverIssuedAgo: expired)
        let (error, address) = try await failure(pki)
        #expect(error.code == .untrustedServer)
        let date = pki.server.certificate.notAfter.rfc3339
        #expect(error.message == "the certificate of \(address) expired at \(date): it must be renewed on the server")
    }

    @Test func aClientWhoseCertificateExpired() async throws {
        let pki = try await TestPKI(clientIssuedAgo: expired)
        let (error, address) = try await failure(pki)
        #expect(error.code == .credentialsRefused)
        #expect(error.message.contains(address))
        let date = pki.client.certificate.notAfter.rfc3339
        #expect(
            error.message.contains(
                "the client certificate of \"O=system:masters, CN=admin\" in the kubeconfig expired at \(date)"),
            "\(error.message)")
    }

    /// API servers take part in any handshake, and judge certificates afterwards.
    @Test func anExpiredCertificateThatTheServerOnlyJudgesLater() async throws {
        let pki = try await TestPKI(clientIssuedAgo: expired)
        try await ScriptedServer.with(tls: pki.serverTLS(requiringClients: false)) { _ in
            [
                .answer(
                    401,
                    #"{"kind":"Status","status":"Failure","reason":"Unauthorized","message":"Unauthorized","code":401}"#
                )
            ]
        } _: { server async throws in
            try await withKubernetesHTTPClient(try pki.connection(port: server.port)) { client async throws in
                let error = await #expect(throws: APIStatus.self) { try await client.get(path: "/livez") }
                #expect(error?.reason == .unauthorized)
                #expect(error?.message.hasPrefix("Unauthorized: the client certificate of") == true)
            }
        }
    }

    @Test func aClientOfAnotherCluster() async throws {
        let other = try await TestPKI()
        let (error, _) = try await failure(TestPKI()) {
            $0.credentials = try other.connection(port: 1).credentials
        }
        #expect(error.code == .credentialsRefused)
        #expect(error.message.contains("is the kubeconfig that of another cluster?"), "\(error.message)")
    }

    @Test func aClientWithoutCertificate() async throws {
        let (error, _) = try await failure(TestPKI()) { $0.credentials = .init() }
        #expect(error.code == .credentialsRefused, "\(error.message)")
    }

    @Test func aServerNameThatIsNotTheHost() async throws {
        let pki = try await TestPKI(serverNames: ["api.test"])
        try await ScriptedServer.with(tls: pki.serverTLS()) { _ in
            [.answer(200, "ok")]
        } _: { server async throws in
            var connection = try pki.connection(port: server.port)
            connection.tlsServerName = "api.test"
            try await withKubernetesHTTPClient(connection) { client async throws in
                #expect(try await client.get(path: "/livez") == Array("ok".utf8))
            }
            #expect(server.requests.first?.header("Host") == "127.0.0.1:\(server.port)")
        }
    }

    @Test func aServerThatNeedNotBeTrusted() async throws {
        let pki = try await TestPKI(serverNames: ["api.test"], serverIssuedAgo: expired)
        try await ScriptedServer.with(tls: pki.serverTLS()) { _ in
            [.answer(200, "ok")]
        } _: { server async throws in
            var connection = try pki.connection(port: server.port)
            connection.certificateAuthority = nil
            connection.skipsTLSVerification = true
            try await withKubernetesHTTPClient(connection) { client async throws in
                #expect(try await client.get(path: "/livez") == Array("ok".utf8))
            }
        }
    }

    @Test func nothingListens() async throws {
        // A port that was free a moment ago.
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(channel.localAddress?.port)
        try await channel.close()
        for host in ["127.0.0.1", "localhost"] {
            let error = try await Self.failure(TestPKI().connection(port: port, host: host))
            #expect(error.code == .unreachable)
            #expect(
                error.message == "nothing listens at \(host):\(port) (connection refused): is the API server running?")
        }
    }

    @Test func theNameDoesNotResolve() async throws {
        let error = try await Self.failure(TestPKI().connection(port: 6443, host: "nowhere.invalid"))
        #expect(error.code == .unreachable)
        #expect(error.message.hasPrefix("the name \"nowhere.invalid\" cannot be resolved"))
    }

    @Test func aServerThatDoesNotSpeakTLS() async throws {
        let pki = try await TestPKI()
        try await ScriptedServer.with(tls: nil) { _ in
            [.answer(200, "ok")]
        } _: { server async throws in
            let error = try await Self.failure(pki.connection(port: server.port))
            #expect(error.code == .untrustedServer)
            #expect(error.message.contains("does not speak TLS"))
            var plain = try pki.connection(port: server.port)
            plain.server.scheme = "http"
            try await withKubernetesHTTPClient(plain) { client async throws in
                #expect(try await client.get(path: "/livez") == Array("ok".utf8))
            }
        }
    }

    /// A listener that nobody serves: the handshake never ends.
    @Test func aServerThatDoesNotAnswer() async throws {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        var options = KubernetesHTTPClient.Options()
        options.connectTimeout = .milliseconds(200)
        let port = try #require(channel.localAddress?.port)
        let error = try await Self.failure(TestPKI().connection(port: port), options: options)
        #expect(error.code == .unreachable)
        #expect(error.message.contains("nothing answers at 127.0.0.1:\(port)"))
        try await channel.close()
    }

    @Test func brokenKeyMaterial() async throws {
        let pki = try await TestPKI()
        let edits: [(String, (inout ClientConnection) throws -> Void)] = [
            ("certificate authority", { $0.certificateAuthority = Array("x".utf8) }),
            ("certificate authority", { $0.certificateAuthority = [] }),
            ("client certificate", { $0.credentials.certificate?.chain = Array("x".utf8) }),
            ("client key", { $0.credentials.certificate?.privateKey = Array("x".utf8) }),
            ("client key", { $0.credentials.certificate?.privateKey = Array(try pki.server.privateKey.pem.utf8) }),
        ]
        for (words, edit) in edits {
            var connection = try pki.connection(port: 1)
            try edit(&connection)
            let error = #expect(throws: ClientError.self) { try KubernetesHTTPClient(connection) }
            #expect(error?.code == .invalidKubeconfig)
            #expect(error?.message.contains(words) == true, "\(String(describing: error))")
        }
    }
}
