import Effects
import FoundationEssentials
import X509

/// A certificate that signs others, with its key.
public struct CertificateAuthority: Sendable {
    public let certificate: Certificate
    public let privateKey: PrivateKey

    /// - Throws: `PKIError` where the certificate is not an authority's or the key not its own.
    public init(certificate: Certificate, privateKey: PrivateKey) throws(PKIError) {
        guard certificate.isCertificateAuthority else {
            throw PKIError(.wrongUsage, "the certificate of \"\(certificate.subject)\" is not that of an authority")
        }
        let identity = try CertificateIdentity(certificate: certificate, privateKey: privateKey)
        self.certificate = identity.certificate
        self.privateKey = identity.privateKey
    }

    public init(certificatePEM: String, privateKeyPEM: String) throws(PKIError) {
        try self.init(certificate: Certificate(pem: certificatePEM), privateKey: PrivateKey(pem: privateKeyPEM))
    }

    /// Makes a self-signed authority in the manner of kubeadm and Cluster API: valid from five minutes ago, so that
    /// clocks may differ, and for leaf certificates only.
    public static func make(
        _ commonName: String, algorithm: KeyAlgorithm = .ecdsaP256, validity: Duration = .tenYears,
        in environment: PKIEnvironment
    ) async throws(PKIError) -> CertificateAuthority {
        let privateKey = try await environment.keys.makePrivateKey(algorithm)
        let name = Subject(commonName: commonName).distinguishedName
        let now = environment.time.now()
        do {
            let certificate = try X509.Certificate(
                version: .v3, serialNumber: environment.makeSerialNumber(), publicKey: privateKey.x509.publicKey,
                notValidBefore: Date(now - .clockSkew), notValidAfter: Date(now + validity), issuer: name,
                subject: name,
                extensions: X509.Certificate.Extensions {
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                    Critical(
                        KeyUsage(digitalSignature: true, keyEncipherment: privateKey.isRSA, keyCertSign: true))
                    SubjectKeyIdentifier(hash: privateKey.x509.publicKey)
                },
                issuerPrivateKey: privateKey.x509)
            return try CertificateAuthority(certificate: Certificate(certificate), privateKey: privateKey)
        } catch let error as PKIError {
            throw error
        } catch {
            throw PKIError(.invalidRequest, "could not make the authority \"\(commonName)\"", cause: error)
        }
    }

    /// Makes a key pair and signs a certificate for it.
    public func issue(
        _ template: CertificateTemplate, algorithm: KeyAlgorithm = .ecdsaP256, in environment: PKIEnvironment
    ) async throws(PKIError) -> CertificateIdentity {
        try template.check()
        let privateKey = try await environment.keys.makePrivateKey(algorithm)
        let certificate = try sign(template, for: privateKey.publicKey, isRSA: privateKey.isRSA, in: environment)
        return try CertificateIdentity(certificate: certificate, privateKey: privateKey)
    }

    private func sign(
        _ template: CertificateTemplate, for publicKey: PublicKey, isRSA: Bool, in environment: PKIEnvironment
    ) throws(PKIError) -> Certificate {
        let now = environment.time.now()
        try certificate.checkValidity(at: now)
        do {
            let authorityKeyIdentifier = try certificate.x509.extensions.subjectKeyIdentifier?.keyIdentifier
            let alternativeNames = template.alternativeNames
            let extendedKeyUsages = template.extendedKeyUsages
            return try Certificate(
                X509.Certificate(
                    version: .v3, serialNumber: environment.makeSerialNumber(), publicKey: publicKey.x509,
                    notValidBefore: Date(max(now - .clockSkew, certificate.notBefore)),
                    notValidAfter: Date(min(now + template.validity, certificate.notAfter)),
                    issuer: certificate.x509.subject, subject: template.subject.distinguishedName,
                    extensions: X509.Certificate.Extensions {
                        Critical(BasicConstraints.notCertificateAuthority)
                        Critical(KeyUsage(digitalSignature: true, keyEncipherment: isRSA))
                        if !extendedKeyUsages.isEmpty { try ExtendedKeyUsage(extendedKeyUsages) }
                        if let authorityKeyIdentifier {
                            AuthorityKeyIdentifier(keyIdentifier: authorityKeyIdentifier)
                        }
                        if !alternativeNames.isEmpty { SubjectAlternativeNames(alternativeNames) }
                    },
                    issuerPrivateKey: privateKey.x509))
        } catch {
            throw PKIError(
                .invalidRequest, "could not sign the certificate of \"\(template.subject)\"", cause: error)
        }
    }
}

extension Duration {
    /// By how much clocks may differ before a new certificate is refused.
    fileprivate static let clockSkew = Duration.seconds(300)
}

extension PKIEnvironment {
    /// 16 random bytes with the top bit clear: positive, and within the 20 octets of RFC 5280, section 4.1.2.2.
    fileprivate func makeSerialNumber() -> X509.Certificate.SerialNumber {
        var bytes = random.bytes(count: 16)
        bytes[0] &= 0x7f
        return X509.Certificate.SerialNumber(bytes: bytes)
    }
}
