import PKI
import Testing

@Suite struct KeyTests {
    @Test(arguments: [KeyAlgorithm.ecdsaP256, .ecdsaP384, .rsa2048])
    func writesWhatKubeadmWrites(algorithm: KeyAlgorithm) async throws {
        let key = try await SystemKeySource().makePrivateKey(algorithm)
        let pem = try key.pem
        let isRSA = algorithm == .rsa2048
        #expect(pem.hasPrefix(isRSA ? "-----BEGIN RSA PRIVATE KEY-----\n" : "-----BEGIN EC PRIVATE KEY-----\n"))
        #expect(pem.hasSuffix("PRIVATE KEY-----\n"))
        #expect(try PrivateKey(pem: pem).publicKey == key.publicKey)
        #expect(try PublicKey(pem: key.publicKey.pem) == key.publicKey)
        try await OpenSSL.with { openssl in
            try openssl.write(pem, to: "key")
            try openssl.run("pkey -in key -check -noout")
            #expect(try openssl.run("pkey -in key -pubout") == key.publicKey.pem)
            if !isRSA {
                // Byte for byte what another writer of SEC 1 makes of the same key.
                #expect(try openssl.run("ec -in key").hasSuffix(pem))
            }
        }
    }

    /// Every form in which other tools leave keys.
    @Test(arguments: [
        "genrsa -traditional -out key 2048", "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key",
        "ecparam -name prime256v1 -genkey -out key", "ecparam -name secp384r1 -genkey -noout -out key",
        "ecparam -name secp521r1 -genkey -noout -out key",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521 -out key",
    ])
    func readsWhatOthersWrite(command: String) async throws {
        try await OpenSSL.with { openssl in
            try openssl.run(command)
            let key = try PrivateKey(pem: openssl.read("key"))
            try openssl.write(key.pem, to: "copy")
            #expect(try openssl.run("pkey -in key -pubout") == openssl.run("pkey -in copy -pubout"))
            #expect(try openssl.run("pkey -in key -pubout") == key.publicKey.pem)
        }
    }

    @Test(arguments: [
        ("genpkey -algorithm ED25519 -out key", PKIError.Code.unsupported, "neither RSA nor ECDSA"),
        ("ecparam -name secp256k1 -genkey -noout -out key", .unsupported, "none of P-256"),
        (
            "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes256 -pass pass:x -out key", .unsupported,
            "encrypted"
        ),
        (
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout other -subj /CN=x -out key",
            .malformed,
            "no private key but \"CERTIFICATE\""
        ),
    ])
    func saysWhyItRefusesAKey(command: String, code: PKIError.Code, words: String) async throws {
        try await OpenSSL.with { openssl in
            try openssl.run(command)
            let text = try openssl.read("key")
            let error = try #require(throws: PKIError.self) { try PrivateKey(pem: text) }
            #expect(error.code == code)
            #expect(error.message.contains(words))
        }
    }

    @Test(arguments: [
        "", "no PEM", "-----BEGIN EC PRIVATE KEY-----\n",
        "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\n!!\n-----END PRIVATE KEY-----\n",
        "-----BEGIN RSA PRIVATE KEY-----\nMAA=\n-----END RSA PRIVATE KEY-----\n",
    ])
    func refusesWhatIsNoKey(text: String) throws {
        let error = try #require(throws: PKIError.self) { try PrivateKey(pem: text) }
        #expect(error.code == .malformed)
    }

    @Test func boundsWhatItParses() throws {
        let error = try #require(throws: PKIError.self) { try PrivateKey(pem: String(repeating: "-", count: 2 << 20)) }
        #expect(error.message.contains("larger than"))
    }

    @Test func neverPrintsAPrivateKey() async throws {
        let key = try await SystemKeySource().makePrivateKey(.ecdsaP256)
        #expect("\(key)" == "ECDSA P-256 private key")
        let identity = try await CertificateAuthority.make("x", in: .system).issue(.client("y"), in: .system)
        #expect(!String(reflecting: identity.privateKey).contains("p256("))
        #expect("\(identity)".contains("ECDSA P-256 private key"))
    }

    @Test func aStockHandsOutItsKeysInOrderAndBeginsAgain() async throws {
        let system = SystemKeySource()
        let keys = try await [system.makePrivateKey(.ecdsaP256), system.makePrivateKey(.ecdsaP256)]
        let stock = KeyStock([.ecdsaP256: keys])
        for index in 0..<5 {
            #expect(try await stock.makePrivateKey(.ecdsaP256).publicKey == keys[index % 2].publicKey)
        }
        await #expect(throws: PKIError.self) { try await stock.makePrivateKey(.rsa2048) }
    }

    /// The pipeline that kubeadm's documentation gives for `--discovery-token-ca-cert-hash`.
    @Test(arguments: [KeyAlgorithm.ecdsaP256, .rsa2048])
    func hashesThePublicKeyAsKubeadmDoes(algorithm: KeyAlgorithm) async throws {
        let authority = try await CertificateAuthority.make("kubernetes", algorithm: algorithm, in: .system)
        try await OpenSSL.with { openssl in
            try openssl.write(authority.certificate.pem, to: "ca.crt")
            try openssl.write(openssl.run("x509 -in ca.crt -pubkey -noout"), to: "ca.pub")
            try openssl.run("pkey -pubin -in ca.pub -outform der -out ca.der")
            let digest = try openssl.run("dgst -sha256 -hex ca.der").split(separator: " ").last
            let hexadecimal = String(try #require(digest)).trimmingSuffix("\n")
            #expect(try authority.certificate.publicKey.discoveryHash == "sha256:" + hexadecimal)
        }
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
