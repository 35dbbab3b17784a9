import Effects
import PKI
import Testing

@Suite struct VerificationTests {
    private let now = Timestamp(secondsSinceEpoch: 1_800_000_000)
    private var environment: PKIEnvironment {
        PKIEnvironment(keys: SystemKeySource(), time: StoppedClock(now), random: SystemRandom())
    }

    @Test func trustsWhatTheAuthoritySigned() async throws {
        let authority = try await CertificateAuthority.make("ca", in: environment)
        let other = try await CertificateAuthority.make("other", in: environment)
        let client = try await authority.issue(.client("c"), in: environment).certificate
        try await client.verify(trusting: [other.certificate, authority.certificate], for: .client, at: now)
    }

    @Test func refusesTheAuthorityOfTheSameNameWithAnotherKey() async throws {
        let authority = try await CertificateAuthority.make("kubernetes", in: environment)
        let impostor = try await CertificateAuthority.make("kubernetes", in: environment)
        let client = try await impostor.issue(.client("c"), in: environment).certificate
        #expect(!client.isIssued(by: authority.certificate))
        await expect(.untrusted) { try await client.verify(trusting: [authority.certificate], at: now) }
        await expect(.untrusted) { try await client.verify(trusting: [], at: now) }
    }

    @Test func refusesWhatALeafSigned() async throws {
        let authority = try await CertificateAuthority.make("ca", in: environment)
        let leaf = try await authority.issue(.client("leaf"), in: environment)
        try await OpenSSL.with { openssl in
            try openssl.write(leaf.certificate.pem, to: "leaf")
            try openssl.write(leaf.privateKey.pem, to: "leaf.key")
            try openssl.run(
                "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key -subj /O=system:masters/CN=x -out csr"
            )
            try openssl.run("x509 -req -in csr -CA leaf -CAkey leaf.key -days 9999 -CAcreateserial -out forged")
            let forged = try Certificate(pem: openssl.read("forged"))
            #expect(forged.isIssued(by: leaf.certificate))
            await expect(.untrusted) {
                try await forged.verify(
                    trusting: [authority.certificate], intermediates: [leaf.certificate], at: SystemTime().now())
            }
        }
    }

    @Test func saysWhenACertificateIsOutOfDate() async throws {
        let authority = try await CertificateAuthority.make("ca", in: environment)
        let client = try await authority.issue(.client("c", groups: ["g"]), in: environment).certificate
        let late = await expect(.expired) {
            try await client.verify(trusting: [authority.certificate], at: now + .oneYear + .seconds(1))
        }
        #expect(late?.message == "the certificate of \"O=g, CN=c\" expired at 2028-01-15T08:00:00Z")
        await expect(.notYetValid) {
            try await client.verify(trusting: [authority.certificate], at: now - .seconds(301))
        }
        try await client.verify(trusting: [authority.certificate], at: now - .seconds(299))
    }

    @Test func refusesTheWrongUsage() async throws {
        let authority = try await CertificateAuthority.make("ca", in: environment)
        let client = try await authority.issue(.client("c"), in: environment).certificate
        await expect(.wrongUsage) {
            try await client.verify(trusting: [authority.certificate], for: .server, at: now)
        }
    }

    @discardableResult
    private func expect(
        _ code: PKIError.Code, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
    ) async -> PKIError? {
        let error = await #expect(throws: PKIError.self, sourceLocation: sourceLocation) { try await body() }
        #expect(error?.code == code, sourceLocation: sourceLocation)
        return error
    }
}
