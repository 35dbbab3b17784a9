import Effects
import EtcdClient
import PKI

/// The authority and the certificates of one etcd cluster.
struct EtcdPKI: Sendable {
    let authority: CertificateAuthority
    let client: CertificateIdentity

    init() async throws {
        authority = try await CertificateAuthority.make("etcd-ca", in: .issuing(ago: .oneYear + .oneYear))
        client = try await authority.issue(.client("root"), in: .system)
    }

    /// A member's certificate: as kubeadm makes them, for servers and for clients, since members call each other.
    func member(
        _ name: String, names: [String]? = nil, addresses: [String] = ["127.0.0.1"], issuedAgo: Duration = .zero
    ) async throws -> CertificateIdentity {
        try await authority.issue(
            CertificateTemplate(
                subject: Subject(commonName: name), usages: [.server, .client], dnsNames: names ?? [name, "localhost"],
                ipAddresses: addresses.compactMap { IPAddress($0) }),
            in: .issuing(ago: issuedAgo))
    }

    func security(
        serverName: String = "127.0.0.1", trusting other: EtcdPKI? = nil, showing identity: CertificateIdentity? = nil
    ) -> EtcdSecurity {
        EtcdSecurity(
            authorities: [(other ?? self).authority.certificate], identity: identity ?? client, serverName: serverName)
    }
}

extension PKIEnvironment {
    /// Makes certificates as they were made some time ago.
    static func issuing(ago: Duration) -> PKIEnvironment {
        PKIEnvironment(
            keys: SystemKeySource(), time: StoppedClock(time: SystemTime().now() - ago), random: SystemRandom())
    }
}

struct StoppedClock: TimeSource {
    let time: Timestamp
    func now() -> Timestamp { time }
    func sleep(for duration: Duration) async throws {}
}

/// A clock on which some durations pass at once and all others never.
struct SkippingClock: TimeSource {
    var skipped: Set<Duration> = []

    func now() -> Timestamp { SystemTime().now() }

    func sleep(for duration: Duration) async throws {
        if skipped.contains(duration) { return }
        // Nothing is ever sent: only cancellation ends the wait.
        for await _ in AsyncStream<Void>.makeStream().stream {}
        try Task.checkCancellation()
    }
}
