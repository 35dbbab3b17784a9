import Crypto
import FoundationEssentials
import GoTemplate
import PKI
import SwiftASN1
import X509

/// A private key of a certificate that a template makes.
enum CertificateKey {
    case common(PKI.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)

    /// Reads the first block of a PEM text, whose type says what it holds.
    init(pem: String) throws(FunctionFailure) {
        guard let document = try? PEMDocument.parseMultiple(pemString: pem).first else {
            throw FunctionFailure("no PEM data in input")
        }
        let type = document.discriminator
        guard type == "PRIVATE KEY" || type.hasSuffix(" PRIVATE KEY") else {
            throw FunctionFailure("no private key data in PEM block of type \(type)")
        }
        if type == "PRIVATE KEY", let key = Self.ed25519Key(document.derBytes) {
            self = .ed25519(key)
            return
        }
        do throws(PKIError) {
            self = .common(try PKI.PrivateKey(pem: pem))
        } catch {
            switch type {
            case "PRIVATE KEY": throw FunctionFailure("decoding PEM as PKCS#8: \(error)")
            case "RSA PRIVATE KEY", "EC PRIVATE KEY":
                throw FunctionFailure("parsing \(type.prefix(while: { $0 != " " })) private key from PEM: \(error)")
            default: throw FunctionFailure("invalid private key type \(type.dropLast(" PRIVATE KEY".utf8.count))")
            }
        }
    }

    /// PKCS#1 for RSA, SEC 1 for ECDSA, PKCS#8 for Ed25519.
    var pem: String {
        get throws(FunctionFailure) {
            switch self {
            case .common(let key):
                do throws(PKIError) {
                    return try key.pem
                } catch {
                    throw FunctionFailure("error pem-encoding key: \(error)")
                }
            case .ed25519(let key):
                let der = Self.ed25519Prefix + Array(key.rawRepresentation)
                return PEMDocument(type: "PRIVATE KEY", derBytes: der).pemString + "\n"
            }
        }
    }

    var x509: X509.Certificate.PrivateKey {
        get throws {
            switch self {
            case .common: try X509.Certificate.PrivateKey(pemEncoded: pem)
            case .ed25519(let key): X509.Certificate.PrivateKey(key)
            }
        }
    }

    /// PKCS#8 of Ed25519 (RFC 8410, section 7) up to the 32 bytes of the key.
    private static let ed25519Prefix: [UInt8] = [
        0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20,
    ]

    private static func ed25519Key(_ der: [UInt8]) -> Curve25519.Signing.PrivateKey? {
        guard der.count == ed25519Prefix.count + 32, der.starts(with: ed25519Prefix) else { return nil }
        return try? Curve25519.Signing.PrivateKey(rawRepresentation: der.suffix(32))
    }
}
