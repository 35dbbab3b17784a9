import Crypto
import FoundationEssentials
import SwiftASN1
import X509

/// A private key of any algorithm that certificates may have, also of Ed25519, which Kubernetes does not use.
public enum AnyPrivateKey: Sendable {
    case common(PrivateKey)
    case ed25519(Ed25519PrivateKey)

    /// Reads the first block of a PEM text; see `PrivateKey.init(pem:)`, and PKCS#8 of Ed25519.
    public init(pem: String) throws(PKIError) {
        if let document = try PEM.documents(in: pem).first, document.discriminator == "PRIVATE KEY",
            let key = Ed25519PrivateKey(der: document.derBytes)
        {
            self = .ed25519(key)
        } else {
            self = .common(try PrivateKey(pem: pem))
        }
    }

    /// PKCS#1 for RSA, SEC 1 for ECDSA, PKCS#8 for Ed25519.
    public var pem: String {
        get throws(PKIError) {
            switch self {
            case .common(let key): try key.pem
            case .ed25519(let key): PEM.text("PRIVATE KEY", key.der)
            }
        }
    }

    var x509: X509.Certificate.PrivateKey {
        switch self {
        case .common(let key): key.x509
        case .ed25519(let key): X509.Certificate.PrivateKey(key.key)
        }
    }
}

/// A private key of Ed25519 (RFC 8032).
public struct Ed25519PrivateKey: Sendable {
    let key: Curve25519.Signing.PrivateKey

    /// - Parameter seed: 32 random bytes.
    /// - Returns: `nil` for another number of bytes.
    public init?(seed: [UInt8]) {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else { return nil }
        self.key = key
    }

    init?(der: [UInt8]) {
        guard der.count == Self.prefix.count + 32, der.starts(with: Self.prefix) else { return nil }
        self.init(seed: Array(der.suffix(32)))
    }

    var der: [UInt8] { Self.prefix + Array(key.rawRepresentation) }

    /// PKCS#8 of Ed25519 (RFC 8410, section 7) up to the 32 bytes of the key.
    private static let prefix: [UInt8] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20]
}
