import Effects
import GoTemplate
import JSON
import PKI
import Testing

@testable import Sprig

@Suite("Keys and certificates") struct CertificateTests {
    private static let now = Timestamp(secondsSinceEpoch: FixedTime.standard.seconds)

    @Test func authoritySignsCertificates() async throws {
        let authority = try pair("genCA", ["my ca", 10])
        let signed = try pair(
            "genSignedCert",
            [
                .text("host"), .list([.text("10.0.0.1"), .text("::1")]), .list([.text("a.b")]), .int(5),
                .object(authority),
            ])
        let issuer = try Certificate(pem: authority.certificate)
        let certificate = try Certificate(pem: signed.certificate)

        #expect(issuer.isCertificateAuthority)
        #expect(issuer.isIssued(by: issuer))
        #expect(issuer.subject == Subject(commonName: "my ca"))
        #expect(issuer.notBefore == Self.now)
        #expect(issuer.notAfter == Self.now + .seconds(10 * 86_400))
        #expect(!certificate.isCertificateAuthority)
        #expect(certificate.subject == Subject(commonName: "host"))
        #expect(certificate.dnsNames == ["a.b"])
        #expect(certificate.ipAddresses.map(\.description) == ["10.0.0.1", "::1"])
        #expect(certificate.usages == [.client, .server])
        #expect(certificate.notAfter == Self.now + .seconds(5 * 86_400))
        try await certificate.verify(trusting: [issuer], for: .server, at: Self.now + .seconds(60))
        #expect(authority.key.hasPrefix("-----BEGIN RSA PRIVATE KEY-----\n"))
        _ = try CertificateIdentity(certificatePEM: signed.certificate, privateKeyPEM: signed.key)
    }

    @Test(arguments: [("ecdsa", "EC PRIVATE KEY"), ("ed25519", "PRIVATE KEY")])
    func givenKeysSign(kind: String, form: String) async throws {
        let key = try text("genPrivateKey", [.text(kind)])
        #expect(key.hasPrefix("-----BEGIN \(form)-----\n"))
        let authority = try pair("genCAWithKey", [.text("ca"), .int(1), .text(key)])
        #expect(authority.key == key)
        let signed = try pair(
            "genSignedCertWithKey", [.text("x"), .null, .null, .int(1), .object(authority), .text(key)])
        let issuer = try Certificate(pem: authority.certificate)
        #expect(try Certificate(pem: signed.certificate).isIssued(by: issuer))
        let alone = try pair("genSelfSignedCertWithKey", [.text("x"), .list([]), .list([]), .int(1), .text(key)])
        let certificate = try Certificate(pem: alone.certificate)
        #expect(certificate.isIssued(by: certificate))
        #expect(!certificate.isCertificateAuthority)
    }

    @Test func customCertificatesAreChecked() throws {
        let key = try text("genPrivateKey", [.text("ecdsa")])
        let made = try pair("genCAWithKey", [.text("ca"), .int(1), .text(key)])
        let encoded = [made.certificate, made.key].map { GoValue.bytes(Base64.encode(Array($0.utf8))) }
        let built = try pair("buildCustomCert", encoded)
        #expect(built.certificate == made.certificate)
        #expect(built.key == made.key)
        #expect(throws: FunctionFailure.self) { try pair("buildCustomCert", [encoded[1], encoded[1]]) }
        #expect(throws: FunctionFailure.self) { try pair("buildCustomCert", [encoded[0], encoded[0]]) }
    }

    @Test(
        arguments: [
            FunctionCase("buildCustomCert", "!", "", gives: "error: unable to decode base64 certificate"),
            FunctionCase("buildCustomCert", "", "!", gives: "error: unable to decode base64 private key"),
            FunctionCase("buildCustomCert", "YQ==", "YQ==", gives: "error: unable to decode certificate"),
            FunctionCase("genCAWithKey", "ca", 1, "x", gives: "error: parsing private key: no PEM data in input"),
            FunctionCase(
                "genSelfSignedCert", "x", ["1.2.3"], [], 1, gives: "error: error parsing ip: 1.2.3"),
            FunctionCase(
                "genSelfSignedCert", "x", [7], [], 1, gives: "error: error parsing ip: 7 is not a string"),
            FunctionCase(
                "genSelfSignedCert", "x", nil, [7], 1,
                gives: "error: error processing alternate dns name: 7 is not a string"),
            FunctionCase("genPrivateKey", "nope", gives: #"string "Unknown type nope""#),
        ])
    func badRequests(_ function: FunctionCase) { function.check() }

    @Test func keysOfDSAAreNotMade() throws {
        #expect(throws: FunctionFailure.self) { try text("genPrivateKey", [.text("dsa")]) }
    }

    /// What templates read of a certificate.
    @Test func certificatesHaveTwoFields() throws {
        let pair = CertificatePair(certificate: "c", key: "k")
        #expect(GoValue.object(pair).typeName == "sprig.certificate")
        #expect(GoValue.object(pair).kindName == "struct")
        #expect(pair.field("Other") == nil)
        guard case .string("c")? = pair.field("Cert"), case .string("k")? = pair.field("Key") else {
            Issue.record("the fields are not the texts")
            return
        }
    }

    private func pair(_ name: String, _ arguments: [JSONValue]) throws -> CertificatePair {
        try pair(try FunctionSet.everything.call(name, arguments))
    }

    private func pair(_ name: String, _ arguments: [GoValue]) throws -> CertificatePair {
        try pair(try #require(FunctionSet.everything[name]).body(arguments, TestCall()))
    }

    private func pair(_ value: GoValue) throws -> CertificatePair {
        try [value].certificate(at: 0)
    }

    private func text(_ name: String, _ arguments: [GoValue]) throws -> String {
        try [#require(FunctionSet.everything[name]).body(arguments, TestCall())].text(at: 0)
    }
}
