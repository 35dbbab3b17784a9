import Effects
import PKI
import Testing

@Suite struct CertificateTests {
    @Test(arguments: [KeyAlgorithm.ecdsaP256, .ecdsaP384, .rsa2048], [KeyAlgorithm.ecdsaP256, .rsa2048])
    func opensslAcceptsWhatAnAuthoritySigns(authorityAlgorithm: KeyAlgorithm, leafAlgorithm: KeyAlgorithm) async throws
    {
        let authority = try await CertificateAuthority.make("kubernetes", algorithm: authorityAlgorithm, in: .system)
        let server = try await authority.issue(
            .server("kube-apiserver", names: ["localhost", "*.example.com", "127.0.0.1", "fd00::1"]),
            algorithm: leafAlgorithm, in: .system)
        let client = try await authority.issue(
            .client("kubernetes-admin", groups: ["system:masters", "a group"]), algorithm: leafAlgorithm, in: .system)
        try await OpenSSL.with { openssl in
            try openssl.write(authority.certificate.pem, to: "ca")
            try openssl.write(server.certificate.pem, to: "server")
            try openssl.write(client.certificate.pem, to: "client")
            try openssl.write(client.privateKey.pem, to: "client.key")
            try openssl.run("verify -x509_strict -check_ss_sig -CAfile ca ca")
            for host in ["-verify_hostname localhost", "-verify_hostname a.example.com", "-verify_ip fd00::1"] {
                try openssl.run("verify -x509_strict -purpose sslserver \(host) -CAfile ca server")
            }
            try openssl.run("verify -x509_strict -purpose sslclient -CAfile ca client")
            let text = try openssl.run("x509 -in client -noout -text")
            #expect(text.contains("Subject: O = system:masters, O = a group, CN = kubernetes-admin"))
            #expect(text.contains("Key Encipherment") == (leafAlgorithm == .rsa2048))
            #expect(try openssl.run("x509 -in client -pubkey -noout") == openssl.run("pkey -in client.key -pubout"))
            let authorityText = try openssl.run("x509 -in ca -noout -text")
            #expect(authorityText.contains("CA:TRUE, pathlen:0"))
        }
    }

    @Test func readsBackWhatItSays() async throws {
        let authority = try await CertificateAuthority.make("kubernetes", in: .system)
        var template = CertificateTemplate.server("etcd", names: ["a", "10.0.0.1", "::1", "b.example"])
        template.usages = [.client, .server]
        template.subject.organizations = ["one", "two"]
        let issued = try await authority.issue(template, in: .system).certificate
        let certificate = try Certificate(pem: issued.pem)
        #expect(certificate == issued)
        #expect(certificate.subject == template.subject)
        #expect(certificate.issuer == Subject(commonName: "kubernetes"))
        #expect(certificate.dnsNames == ["a", "b.example"])
        #expect(certificate.ipAddresses.map(\.description) == ["10.0.0.1", "::1"])
        #expect(certificate.usages == [.client, .server])
        #expect(!certificate.isCertificateAuthority)
        #expect(authority.certificate.isCertificateAuthority)
        #expect(certificate.isIssued(by: authority.certificate))
        #expect(!authority.certificate.isIssued(by: certificate))
        #expect(try Certificate.all(inPEM: issued.pem + "comment\n" + authority.certificate.pem).count == 2)
    }

    @Test func datesComeFromTheClock() async throws {
        let now = try #require(Timestamp(rfc3339: "2049-12-25T08:30:00.9Z"))
        let environment = PKIEnvironment(keys: SystemKeySource(), time: StoppedClock(now), random: SystemRandom())
        let authority = try await CertificateAuthority.make("ca", in: environment)
        // The last date of two-digit years is in 2049: one certificate on either side of it.
        #expect(authority.certificate.notBefore.rfc3339 == "2049-12-25T08:25:00Z")
        #expect(authority.certificate.notAfter.rfc3339 == "2059-12-23T08:30:00Z")
        let day = try await authority.issue(.client("c", validity: .seconds(86_400)), in: environment).certificate
        #expect(day.notAfter.rfc3339 == "2049-12-26T08:30:00Z")
        let year = try await authority.issue(.client("c"), in: environment).certificate
        #expect(year.notAfter.rfc3339 == "2050-12-25T08:30:00Z")
        let long = try await authority.issue(.client("c", validity: .tenYears + .oneYear), in: environment).certificate
        #expect(long.notAfter == authority.certificate.notAfter)
        try await OpenSSL.with { openssl in
            try openssl.write(year.pem, to: "year")
            #expect(try openssl.run("x509 -in year -noout -enddate") == "notAfter=Dec 25 08:30:00 2050 GMT\n")
        }
    }

    @Test func anAuthorityThatExpiredSignsNothing() async throws {
        let start = Timestamp(secondsSinceEpoch: 1_700_000_000)
        let then = PKIEnvironment(keys: SystemKeySource(), time: StoppedClock(start), random: SystemRandom())
        let authority = try await CertificateAuthority.make("ca", in: then)
        let afterwards = StoppedClock(start + .tenYears + .seconds(1))
        let later = PKIEnvironment(keys: SystemKeySource(), time: afterwards, random: SystemRandom())
        let error = try await #require(throws: PKIError.self) {
            try await authority.issue(.client("c"), in: later)
        }
        #expect(error.code == .expired)
    }

    /// RFC 5280 allows 20 octets: a 16-byte number with its top bit set would need a 17th for its sign.
    @Test func serialNumbersArePositiveAndFillAtMost16Bytes() async throws {
        let ones = PKIEnvironment(keys: SystemKeySource(), time: SystemTime(), random: Ones())
        let authority = try await CertificateAuthority.make("ca", in: ones)
        #expect(authority.certificate.serialNumber == "7f" + String(repeating: "ff", count: 15))
        try await OpenSSL.with { openssl in
            try openssl.write(authority.certificate.pem, to: "ca")
            let serial = try openssl.run("x509 -in ca -noout -serial")
            #expect(serial.lowercased() == "serial=\(authority.certificate.serialNumber)\n")
        }
        let serials = try await (0..<8).asyncMap { _ in
            try await CertificateAuthority.make("ca", in: .system).certificate.serialNumber
        }
        #expect(Set(serials).count == serials.count)
    }

    @Test(arguments: [
        CertificateTemplate.server("x", names: ["bad name"]), .server("x", names: [""]), .server("x", names: ["a..b"]),
        .server("x", names: ["ü.example"]), .server("x", names: ["a.*.b"]), .server("x", names: ["*"]),
        .client(""), .client("x", validity: .zero),
    ])
    func refusesTemplatesThatMakeNoSense(template: CertificateTemplate) async throws {
        let authority = try await CertificateAuthority.make("ca", in: .system)
        let error = try await #require(throws: PKIError.self) { try await authority.issue(template, in: .system) }
        #expect(error.code == .invalidRequest)
    }

    @Test func aKeyMustBelongToItsCertificate() async throws {
        let one = try await CertificateAuthority.make("one", in: .system)
        let two = try await CertificateAuthority.make("two", in: .system)
        let error = try #require(throws: PKIError.self) {
            try CertificateAuthority(certificatePEM: one.certificate.pem, privateKeyPEM: two.privateKey.pem)
        }
        #expect(error.code == .keyMismatch)
        let leaf = try await one.issue(.client("c"), in: .system)
        let wrong = try #require(throws: PKIError.self) {
            try CertificateAuthority(certificate: leaf.certificate, privateKey: leaf.privateKey)
        }
        #expect(wrong.code == .wrongUsage)
        _ = try CertificateAuthority(certificatePEM: one.certificate.pem, privateKeyPEM: one.privateKey.pem)
    }

    @Test(arguments: ["", "x", "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"])
    func refusesWhatIsNoCertificate(text: String) throws {
        let error = try #require(throws: PKIError.self) { try Certificate(pem: text) }
        #expect(error.code == .malformed)
    }

    /// RFC 5280, section 4.1.2.5: 9999-12-31 stands for no expiry, beyond what 64 bits of nanoseconds hold.
    @Test func aCertificateWithoutExpiryIsReadable() async throws {
        try await OpenSSL.with { openssl in
            try openssl.run(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key -subj /C=DE/OU=x/CN=old/CN=new -days 2912000 -out crt"
            )
            let certificate = try Certificate(pem: openssl.read("crt"))
            #expect(certificate.notAfter.rfc3339 == "2262-04-11T23:47:16Z")
            #expect(certificate.subject == Subject(commonName: "new"))
            try certificate.checkValidity(at: SystemTime().now())
        }
    }
}

struct StoppedClock: TimeSource {
    let time: Timestamp
    init(_ time: Timestamp) { self.time = time }
    func now() -> Timestamp { time }
    func sleep(for duration: Duration) async throws {}
}

struct Ones: RandomSource {
    func next() -> UInt64 { .max }
}

extension Sequence {
    func asyncMap<Result>(_ transform: (Element) async throws -> Result) async throws -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
