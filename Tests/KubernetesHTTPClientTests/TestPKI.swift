import Effects
import KubernetesClient
import NIOSSL
import PKI
import Synchronization
import Testing

/// The authority, the server's and the client's certificate of one test.
struct TestPKI {
    let authority: CertificateAuthority
    let server: CertificateIdentity
    let client: CertificateIdentity

    init(
        serverNames: [String] = ["127.0.0.1", "localhost", "api.test"], serverIssuedAgo: Duration = .zero,
        clientIssuedAgo: Duration = .zero
    ) async throws {
        authority = try await CertificateAuthority.make("kubernetes", in: .issuing(ago: .oneYear + .oneYear))
        server = try await authority.issue(
            .server("kube-apiserver", names: serverNames), in: .issuing(ago: serverIssuedAgo))
        client = try await authority.issue(
            .client("admin", groups: ["system:masters"]), in: .issuing(ago: clientIssuedAgo))
    }

    /// - Parameter clients: Whether a client must show a certificate of the authority.
    func serverTLS(requiringClients: Bool = true) throws -> TLSConfiguration {
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: [
                .certificate(try NIOSSLCertificate(bytes: Array(server.certificate.pem.utf8), format: .pem))
            ],
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(server.privateKey.pem.utf8), format: .pem)))
        if requiringClients {
            tls.certificateVerification = .noHostnameVerification
            tls.trustRoots = .certificates([
                try NIOSSLCertificate(bytes: Array(authority.certificate.pem.utf8), format: .pem)
            ])
        }
        return tls
    }

    func connection(port: Int, host: String = "127.0.0.1", path: String = "", trusting other: TestPKI? = nil) throws
        -> ClientConnection
    {
        ClientConnection(
            server: try #require(ServerURL("https://\(host):\(port)\(path)")),
            certificateAuthority: Array((other ?? self).authority.certificate.pem.utf8),
            credentials: ClientConnection.Credentials(
                certificate: ClientConnection.ClientCertificate(
                    chain: Array(client.certificate.pem.utf8), privateKey: Array(try client.privateKey.pem.utf8))))
    }
}

extension PKIEnvironment {
    /// Makes certificates as they were made some time ago.
    static func issuing(ago: Duration) -> PKIEnvironment {
        PKIEnvironment(
            keys: SystemKeySource(), time: StoppedClock(SystemTime().now() - ago), random: SystemRandom())
    }
}

struct StoppedClock: TimeSource {
    let time: Timestamp
    init(_ time: Timestamp) { self.time = time }
    func now() -> Timestamp { time }
    func sleep(for duration: Duration) async throws {}
}

/// A clock whose sleeps take no time and are written down.
final class QuickClock: TimeSource {
    let sleeps = Mutex<[Duration]>([])
    let offset = Mutex(Duration.zero)
    func now() -> Timestamp { SystemTime().now() + offset.withLock { $0 } }
    func sleep(for duration: Duration) async throws { sleeps.withLock { $0.append(duration) } }
}
