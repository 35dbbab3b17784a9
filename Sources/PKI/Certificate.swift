public import Effects
import FoundationEssentials
import SwiftASN1
import X509

/// An X.509 certificate (RFC 5280).
public struct Certificate: Sendable, Hashable {
    let x509: X509.Certificate
    /// The bytes that were read or signed.
    public let der: [UInt8]

    init(_ x509: X509.Certificate) throws {
        var serializer = DER.Serializer()
        try serializer.serialize(x509)
        self.x509 = x509
        der = serializer.serializedBytes
    }

    public init(der: [UInt8]) throws(PKIError) {
        guard der.count <= PEM.maximumSize else {
            throw PKIError(.malformed, "the certificate is larger than \(PEM.maximumSize) bytes")
        }
        do {
            x509 = try X509.Certificate(derEncoded: der)
        } catch {
            throw PKIError(.malformed, "the bytes are no X.509 certificate", cause: error)
        }
        self.der = der
    }

    /// Reads the first certificate of a PEM text, which may hold keys and other certificates too.
    public init(pem: String) throws(PKIError) {
        let certificates = try Self.all(inPEM: pem)
        guard let first = certificates.first else {
            throw PKIError(.malformed, "the PEM text holds no certificate")
        }
        self = first
    }

    /// Every certificate of a PEM text in order: a chain, leaf first, or a bundle of authorities.
    public static func all(inPEM pem: String) throws(PKIError) -> [Certificate] {
        var certificates: [Certificate] = []
        for document in try PEM.documents(in: pem) where document.discriminator == "CERTIFICATE" {
            certificates.append(try Certificate(der: document.derBytes))
        }
        return certificates
    }

    public var pem: String { PEM.text("CERTIFICATE", der) }

    public var subject: Subject { Subject(x509.subject) }
    public var issuer: Subject { Subject(x509.issuer) }
    public var publicKey: PublicKey { PublicKey(x509.publicKey) }

    /// In hexadecimal without leading zeros.
    public var serialNumber: String { x509.serialNumber.bytes.hexadecimal }

    /// To the second; dates beyond what a `Timestamp` can hold are its ends.
    public var notBefore: Timestamp { Timestamp(x509.notValidBefore) }

    /// To the second; dates beyond what a `Timestamp` can hold, such as the year 9999 for no expiry, are its ends.
    public var notAfter: Timestamp { Timestamp(x509.notValidAfter) }

    public var isCertificateAuthority: Bool {
        if case .isCertificateAuthority? = try? x509.extensions.basicConstraints { true } else { false }
    }

    public var dnsNames: [String] {
        alternativeNames.compactMap { name in
            if case .dnsName(let name) = name { name } else { nil }
        }
    }

    public var ipAddresses: [IPAddress] {
        alternativeNames.compactMap { name in
            if case .ipAddress(let octets) = name { IPAddress(bytes: octets.bytes) } else { nil }
        }
    }

    /// The usages named by the extended key usage; empty where there is none, which allows all.
    public var usages: Set<CertificateUsage> {
        guard let extended = try? x509.extensions.extendedKeyUsage else { return [] }
        return Set(
            extended.compactMap { usage -> CertificateUsage? in
                switch usage {
                case .clientAuth: .client
                case .serverAuth: .server
                default: nil
                }
            })
    }

    private var alternativeNames: SubjectAlternativeNames {
        (try? x509.extensions.subjectAlternativeNames) ?? SubjectAlternativeNames()
    }
}

/// What the two ends of a TLS connection use certificates for.
public enum CertificateUsage: Sendable, Hashable, CaseIterable {
    case client, server
}

extension Timestamp {
    init(_ date: Date) {
        let seconds = date.timeIntervalSince1970
        let bound = Double(Int64.max / 1_000_000_000)
        self.init(secondsSinceEpoch: Int64(min(max(seconds, -bound), bound)))
    }
}

extension Date {
    init(_ timestamp: Timestamp) {
        self.init(timeIntervalSince1970: Double(timestamp.secondsSinceEpoch))
    }
}
