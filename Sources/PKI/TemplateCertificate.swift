public import Effects
import FoundationEssentials
import SwiftASN1
import X509

/// A certificate as templates of charts ask for it (`genCA` and its like): for both ends of a connection, and without
/// the care that `CertificateAuthority` takes for clocks and for the end of the issuer.
public struct TemplateCertificate: Sendable {
    public var commonName: String
    public var addresses: [IPAddress]
    public var dnsNames: [String]
    public var notBefore: Timestamp
    /// In days of 24 hours.
    public var validity: Int
    public var isAuthority: Bool

    public init(
        commonName: String, addresses: [IPAddress] = [], dnsNames: [String] = [], notBefore: Timestamp, validity: Int,
        isAuthority: Bool = false
    ) {
        self.commonName = commonName
        self.addresses = addresses
        self.dnsNames = dnsNames
        self.notBefore = notBefore
        self.validity = validity
        self.isAuthority = isAuthority
    }

    /// - Parameters:
    ///   - issuer: nil for a certificate that signs itself.
    ///   - random: For the 128 bits of the serial number.
    public func signed(
        key: AnyPrivateKey, issuer: (certificate: Certificate, key: AnyPrivateKey)? = nil, random: any RandomSource
    ) throws(PKIError) -> Certificate {
        do {
            let publicKey = key.x509.publicKey
            let subject = try subject
            let issuerName = issuer?.certificate.x509.subject ?? subject
            let start = notBefore.secondsSinceEpoch
            return try Certificate(
                X509.Certificate(
                    version: .v3, serialNumber: X509.Certificate.SerialNumber(bytes: random.bytes(count: 16)),
                    publicKey: publicKey, notValidBefore: Self.date(start), notValidAfter: Self.date(start + seconds),
                    issuer: issuerName, subject: subject,
                    extensions: extensions(
                        publicKey: publicKey, issuer: issuerName == subject ? nil : issuer?.certificate.x509),
                    issuerPrivateKey: (issuer?.key ?? key).x509))
        } catch {
            throw PKIError(.invalidRequest, "could not sign the certificate of \"\(commonName)\"", cause: error)
        }
    }

    private func extensions(
        publicKey: X509.Certificate.PublicKey, issuer: X509.Certificate?
    ) throws -> X509.Certificate.Extensions {
        let names =
            dnsNames.map(GeneralName.dnsName)
            + addresses.map { GeneralName.ipAddress(ASN1OctetString(contentBytes: $0.bytes[...])) }
        let issuerIdentifier = try issuer?.extensions.subjectKeyIdentifier?.keyIdentifier
        return try X509.Certificate.Extensions {
            Critical(KeyUsage(digitalSignature: true, keyEncipherment: true, keyCertSign: isAuthority))
            try ExtendedKeyUsage([.serverAuth, .clientAuth])
            if isAuthority {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                SubjectKeyIdentifier(hash: publicKey)
            } else {
                Critical(BasicConstraints.notCertificateAuthority)
            }
            if let issuerIdentifier { AuthorityKeyIdentifier(keyIdentifier: issuerIdentifier) }
            if !names.isEmpty { SubjectAlternativeNames(names) }
        }
    }

    private var subject: DistinguishedName {
        get throws {
            guard !commonName.isEmpty else { return DistinguishedName() }
            let type = ASN1ObjectIdentifier.RDNAttributeType.commonName
            let attribute =
                (try? RelativeDistinguishedName.Attribute(type: type, printableString: commonName))
                ?? RelativeDistinguishedName.Attribute(type: type, utf8String: commonName)
            return DistinguishedName([RelativeDistinguishedName(attribute)])
        }
    }

    private var seconds: Int64 { Int64(min(max(validity, -3_000_000), 3_000_000)) * 86_400 }

    /// X.509 has no times before year 1 nor beyond year 9999.
    private static func date(_ seconds: Int64) -> Date {
        Date(timeIntervalSince1970: Double(min(max(seconds, -62_135_596_800), 253_402_300_799)))
    }
}
