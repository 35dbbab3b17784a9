import Effects
import FoundationEssentials
import GoTemplate
import PKI
import SwiftASN1
import X509

/// Certificates as Sprig makes them: valid from now, for both ends of a connection.
struct CertificateMaker {
    let environment: SprigEnvironment

    struct Request {
        var commonName: String
        var addresses: [IPAddress] = []
        var dnsNames: [String] = []
        /// In days of 24 hours.
        var validity: Int
        var isAuthority = false
    }

    struct Issuer {
        let certificate: X509.Certificate
        let key: CertificateKey
    }

    /// - Parameter issuer: nil for a certificate that signs itself.
    func make(
        _ request: Request, key: CertificateKey, issuer: Issuer? = nil
    ) throws(FunctionFailure) -> CertificatePair {
        do {
            let publicKey = try key.x509.publicKey
            let subject = try Self.name(request.commonName)
            let issuerName = issuer?.certificate.subject ?? subject
            let now = environment.time.now().secondsSinceEpoch
            let certificate = try X509.Certificate(
                version: .v3, serialNumber: serialNumber, publicKey: publicKey, notValidBefore: Self.date(now),
                notValidAfter: Self.date(now + Self.seconds(days: request.validity)), issuer: issuerName,
                subject: subject,
                extensions: try Self.extensions(
                    request, publicKey: publicKey, issuer: issuerName == subject ? nil : issuer),
                issuerPrivateKey: (issuer?.key ?? key).x509)
            var serializer = DER.Serializer()
            try serializer.serialize(certificate)
            let document = PEMDocument(type: "CERTIFICATE", derBytes: serializer.serializedBytes)
            return CertificatePair(certificate: document.pemString + "\n", key: try key.pem)
        } catch let failure as FunctionFailure {
            throw failure
        } catch {
            throw FunctionFailure("error creating certificate: \(error)")
        }
    }

    /// 128 random bits.
    private var serialNumber: X509.Certificate.SerialNumber {
        X509.Certificate.SerialNumber(bytes: environment.random.bytes(count: 16))
    }

    private static func extensions(
        _ request: Request, publicKey: X509.Certificate.PublicKey, issuer: Issuer?
    ) throws -> X509.Certificate.Extensions {
        let names =
            request.dnsNames.map(GeneralName.dnsName)
            + request.addresses.map { GeneralName.ipAddress(ASN1OctetString(contentBytes: $0.bytes[...])) }
        let issuerIdentifier = try issuer?.certificate.extensions.subjectKeyIdentifier?.keyIdentifier
        return try X509.Certificate.Extensions {
            Critical(
                KeyUsage(digitalSignature: true, keyEncipherment: true, keyCertSign: request.isAuthority))
            try ExtendedKeyUsage([.serverAuth, .clientAuth])
            if request.isAuthority {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                SubjectKeyIdentifier(hash: publicKey)
            } else {
                Critical(BasicConstraints.notCertificateAuthority)
            }
            if let issuerIdentifier { AuthorityKeyIdentifier(keyIdentifier: issuerIdentifier) }
            if !names.isEmpty { SubjectAlternativeNames(names) }
        }
    }

    private static func name(_ commonName: String) throws -> DistinguishedName {
        guard !commonName.isEmpty else { return DistinguishedName() }
        let type = ASN1ObjectIdentifier.RDNAttributeType.commonName
        let attribute =
            (try? RelativeDistinguishedName.Attribute(type: type, printableString: commonName))
            ?? RelativeDistinguishedName.Attribute(type: type, utf8String: commonName)
        return DistinguishedName([RelativeDistinguishedName(attribute)])
    }

    private static func seconds(days: Int) -> Int64 { Int64(min(max(days, -3_000_000), 3_000_000)) * 86_400 }

    /// X.509 has no times before year 0 nor beyond year 9999.
    private static func date(_ seconds: Int64) -> Date {
        Date(timeIntervalSince1970: Double(min(max(seconds, -62_135_596_800), 253_402_300_799)))
    }
}
