import EtcdClient
import PKI
import Testing

/// Against etcd itself: who trusts whom.
@Suite(.serialized)
struct TrustSerialTests {
    @Test func trustsNoMemberOfAnotherCluster() async throws {
        let stranger = try await EtcdPKI()
        try await RealCluster.with(1) { cluster in
            let error = await expectError(.untrustedMember) {
                try await check(cluster, cluster.pki.security(trusting: stranger))
            }
            #expect(error?.message.contains("does not lead to a trusted authority") == true)
        }
    }

    @Test func trustsNoExpiredCertificate() async throws {
        let certificate = { @Sendable (pki: EtcdPKI) in
            try await pki.member("node-0", issuedAgo: .oneYear + .seconds(3600))
        }
        try await RealCluster.with(1, certificate: certificate) { cluster in
            let error = await expectError(.untrustedMember) { try await check(cluster, cluster.pki.security()) }
            #expect(error?.message.contains("expired at") == true)
        }
    }

    @Test func trustsNoOtherName() async throws {
        try await RealCluster.with(1) { cluster in
            try await check(cluster, cluster.pki.security(serverName: "node-0"))
            try await check(cluster, cluster.pki.security(serverName: "LOCALHOST"))
            for name in ["node-1", "127.0.0.2"] {
                let error = await expectError(.untrustedMember) {
                    try await check(cluster, cluster.pki.security(serverName: name))
                }
                #expect(error?.message.hasSuffix("is not for \(name) but for node-0, localhost, 127.0.0.1") == true)
            }
        }
    }

    @Test func isRefusedWithoutAProperCertificate() async throws {
        try await RealCluster.with(1) { cluster in
            let expired = try await cluster.pki.authority.issue(
                .client("root"), in: .issuing(ago: .oneYear + .seconds(3600)))
            for identity in [try await EtcdPKI().client, expired] {
                let error = await expectError(.credentialsRefused) {
                    try await check(cluster, cluster.pki.security(showing: identity))
                }
                #expect(error?.member.hasPrefix("127.0.0.1:") == true)
            }
        }
    }

    private func check(_ cluster: RealCluster, _ security: EtcdSecurity) async throws {
        try await EtcdClient.withConnection(
            toHost: "127.0.0.1", port: cluster.members[0].settings.clientPort, security: security
        ) { try await $0.checkHealth() }
    }
}
