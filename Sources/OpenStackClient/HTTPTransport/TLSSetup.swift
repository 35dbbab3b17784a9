import NIOSSL

/// What a configuration says about trust, in the terms of the TLS library.
struct TLSSetup {
    let configuration: TLSConfiguration

    /// - Throws: `OpenStackError` with code `invalidConfiguration`.
    init(_ trust: CloudConfiguration.Trust) throws(OpenStackError) {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if !trust.verifies { tls.certificateVerification = .none }
        if let authorities = trust.authorities {
            tls.trustRoots = .certificates(try Self.certificates(authorities, "cacert"))
        }
        if let identity = trust.clientCertificate {
            tls.certificateChain = try Self.certificates(identity.chain, "cert").map { .certificate($0) }
            do {
                let key = try NIOSSLPrivateKey(bytes: Array(identity.key.reveal().utf8), format: .pem)
                tls.privateKey = .privateKey(key)
                _ = try NIOSSLContext(configuration: tls)
            } catch {
                throw OpenStackError(
                    .invalidConfiguration, "the client key (key) cannot be read or does not belong to cert",
                    cause: error)
            }
        }
        configuration = tls
    }

    private static func certificates(_ pem: [UInt8], _ what: String) throws(OpenStackError) -> [NIOSSLCertificate] {
        do {
            let certificates = try NIOSSLCertificate.fromPEMBytes(pem)
            guard certificates.isEmpty else { return certificates }
        } catch {
            throw OpenStackError(.invalidConfiguration, "\(what) is not PEM", cause: error)
        }
        throw OpenStackError(.invalidConfiguration, "\(what) holds no certificate")
    }
}
