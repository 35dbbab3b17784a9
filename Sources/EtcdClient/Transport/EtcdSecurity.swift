import Effects
import NIOCore
import NIOSSL
public import PKI

/// How a client and a member prove to each other who they are. There is no connection without TLS.
public struct EtcdSecurity: Sendable {
    /// Who may have signed the member's certificate.
    public var authorities: [Certificate]
    /// What the client shows: as kubeadm sets up etcd, a certificate of the same authority for TLS clients.
    public var identity: CertificateIdentity
    /// The DNS name or IP address that the member's certificate must hold. kubeadm puts the name of the Node there.
    public var serverName: String

    public init(authorities: [Certificate], identity: CertificateIdentity, serverName: String) {
        self.authorities = authorities
        self.identity = identity
        self.serverName = serverName
    }
}

extension EtcdSecurity {
    /// - Parameter fate: Learns what is wrong with the member's certificate; TLS itself only says that something is.
    func makeHandler(time: any TimeSource, fate: ConnectionFate) throws -> NIOSSLClientHandler {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        tls.applicationProtocols = ["h2"]
        tls.certificateChain = [.certificate(try NIOSSLCertificate(bytes: identity.certificate.der, format: .der))]
        tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(identity.privateKey.pem.utf8), format: .pem))
        tls.trustRoots = .certificates([])
        // For the answer to a good-bye, which a member that is gone never gives.
        tls.shutdownTimeout = .seconds(1)
        let judge = ServerJudge(authorities: authorities, serverName: serverName, time: time)
        return try NIOSSLClientHandler(
            context: NIOSSLContext(configuration: tls), serverHostname: IPAddress(serverName) == nil ? serverName : nil,
            customVerificationCallback: { chain, promise in
                promise.completeWithTask {
                    do throws(EtcdError) {
                        try await judge.check(chain, member: fate.member)
                        return .certificateVerified
                    } catch {
                        fate.record(error)
                        return .failed
                    }
                }
            })
    }
}

/// Decides whether a certificate is that of the member.
struct ServerJudge: Sendable {
    let authorities: [Certificate]
    let serverName: String
    let time: any TimeSource

    func check(_ chain: [NIOSSLCertificate], member: String) async throws(EtcdError) {
        do {
            let certificates = try chain.prefix(Self.longestChain).map { try Certificate(der: $0.toDERBytes()) }
            guard let leaf = certificates.first else {
                throw PKIError(.untrusted, "it shows no certificate")
            }
            try await leaf.verify(
                trusting: authorities, intermediates: Array(certificates.dropFirst()), for: .server, at: time.now())
            guard isNamed(leaf) else {
                let names = (leaf.dnsNames + leaf.ipAddresses.map(\.description)).prefix(20).joined(separator: ", ")
                throw PKIError(.untrusted, "its certificate is not for \(serverName) but for \(names)")
            }
        } catch {
            throw EtcdError(.untrustedMember, member: member, "\(error)", cause: error)
        }
    }

    private static let longestChain = 10

    func isNamed(_ certificate: Certificate) -> Bool {
        if let address = IPAddress(serverName) { return certificate.ipAddresses.contains(address) }
        let name = serverName.lowercased()
        return certificate.dnsNames.contains { Self.matches($0.lowercased(), name) }
    }

    /// RFC 6125, section 6.4.3, in its strict form: `*` stands for the whole first label.
    private static func matches(_ pattern: String, _ name: String) -> Bool {
        guard pattern.hasPrefix("*."), let dot = name.firstIndex(of: ".") else { return pattern == name }
        return name[dot...] == pattern.dropFirst()
    }
}
