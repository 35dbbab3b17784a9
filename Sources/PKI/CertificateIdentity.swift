/// A certificate and the private key that belongs to it: what one end of a TLS connection shows.
public struct CertificateIdentity: Sendable {
    public let certificate: Certificate
    public let privateKey: PrivateKey

    /// - Throws: `PKIError` with code `keyMismatch` where the key is not the certificate's.
    public init(certificate: Certificate, privateKey: PrivateKey) throws(PKIError) {
        guard certificate.publicKey == privateKey.publicKey else {
            throw PKIError(
                .keyMismatch, "the private key does not belong to the certificate of \"\(certificate.subject)\"")
        }
        self.certificate = certificate
        self.privateKey = privateKey
    }

    public init(certificatePEM: String, privateKeyPEM: String) throws(PKIError) {
        try self.init(certificate: Certificate(pem: certificatePEM), privateKey: PrivateKey(pem: privateKeyPEM))
    }
}
