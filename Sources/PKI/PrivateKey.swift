import Crypto
import CryptoExtras
import FoundationEssentials
import SwiftASN1
import X509

/// A private key for signing. It is never printed: only `pem` gives it away.
public struct PrivateKey: Sendable, CustomStringConvertible {
    enum Backing: Sendable {
        case p256(P256.Signing.PrivateKey)
        case p384(P384.Signing.PrivateKey)
        case p521(P521.Signing.PrivateKey)
        case rsa(_RSA.Signing.PrivateKey)
    }

    let backing: Backing

    init(_ backing: Backing) {
        self.backing = backing
    }

    /// Reads the first private key of a PEM text: PKCS#1 (`RSA PRIVATE KEY`), SEC 1 (`EC PRIVATE KEY`) or PKCS#8
    /// (`PRIVATE KEY`), with an RSA key of at least 2048 bits or one of the curves P-256, P-384 and P-521.
    public init(pem: String) throws(PKIError) {
        let documents = try PEM.documents(in: pem)
        guard let document = documents.first(where: { $0.discriminator.hasSuffix("PRIVATE KEY") }) else {
            throw PKIError(.malformed, "the PEM text holds no private key but \(PEM.summary(of: documents))")
        }
        self.init(try Self.backing(of: document))
    }

    /// PEM in the form kubeadm writes: SEC 1 (`EC PRIVATE KEY`) or PKCS#1 (`RSA PRIVATE KEY`).
    public var pem: String {
        get throws(PKIError) {
            switch backing {
            case .rsa(let key):
                PEM.text("RSA PRIVATE KEY", Array(key.derRepresentation))
            case .p256(let key):
                try Self.sec1PEM(key.rawRepresentation, .NamedCurves.secp256r1, key.publicKey.x963Representation)
            case .p384(let key):
                try Self.sec1PEM(key.rawRepresentation, .NamedCurves.secp384r1, key.publicKey.x963Representation)
            case .p521(let key):
                try Self.sec1PEM(key.rawRepresentation, .NamedCurves.secp521r1, key.publicKey.x963Representation)
            }
        }
    }

    public var publicKey: PublicKey { PublicKey(x509.publicKey) }

    /// The algorithm and no more, so that a key that strays into a log stays secret.
    public var description: String {
        switch backing {
        case .p256: "ECDSA P-256 private key"
        case .p384: "ECDSA P-384 private key"
        case .p521: "ECDSA P-521 private key"
        case .rsa(let key): "RSA \(key.keySizeInBits) private key"
        }
    }

    var x509: X509.Certificate.PrivateKey {
        switch backing {
        case .p256(let key): X509.Certificate.PrivateKey(key)
        case .p384(let key): X509.Certificate.PrivateKey(key)
        case .p521(let key): X509.Certificate.PrivateKey(key)
        case .rsa(let key): X509.Certificate.PrivateKey(key)
        }
    }

    var isRSA: Bool {
        if case .rsa = backing { true } else { false }
    }
}

extension PrivateKey {
    private static func backing(of document: PEMDocument) throws(PKIError) -> Backing {
        let form = document.discriminator
        do {
            switch form {
            case "RSA PRIVATE KEY":
                return .rsa(try _RSA.Signing.PrivateKey(derRepresentation: document.derBytes))
            case "EC PRIVATE KEY":
                let key = try SEC1Key(derEncoded: document.derBytes)
                guard let curve = key.curve else {
                    throw PKIError(.unsupported, "the EC private key does not name its curve")
                }
                return try ellipticKey(key, on: curve)
            case "PRIVATE KEY":
                let key = try PKCS8Key(derEncoded: document.derBytes)
                if key.algorithm == .AlgorithmIdentifier.rsaEncryption {
                    return .rsa(try _RSA.Signing.PrivateKey(derRepresentation: key.key))
                }
                if key.algorithm == .AlgorithmIdentifier.idEcPublicKey, let curve = key.curve {
                    return try ellipticKey(SEC1Key(derEncoded: key.key), on: curve)
                }
            case "ENCRYPTED PRIVATE KEY":
                throw PKIError(.unsupported, "the private key is encrypted: decrypt it first with `openssl pkey`")
            default:
                break
            }
        } catch let error as PKIError {
            throw error
        } catch {
            throw PKIError(.malformed, "the PEM block \"\(form)\" holds no readable private key", cause: error)
        }
        throw PKIError(
            .unsupported, "the algorithm of the PEM block \"\(form)\" is neither RSA nor ECDSA on P-256, P-384 or P-521"
        )
    }

    private static func ellipticKey(_ key: SEC1Key, on curve: ASN1ObjectIdentifier) throws -> Backing {
        switch curve {
        case .NamedCurves.secp256r1: return .p256(try P256.Signing.PrivateKey(rawRepresentation: key.key))
        case .NamedCurves.secp384r1: return .p384(try P384.Signing.PrivateKey(rawRepresentation: key.key))
        case .NamedCurves.secp521r1: return .p521(try P521.Signing.PrivateKey(rawRepresentation: key.key))
        default: throw PKIError(.unsupported, "the curve \(curve) is none of P-256, P-384 and P-521")
        }
    }

    private static func sec1PEM(
        _ key: Data, _ curve: ASN1ObjectIdentifier, _ publicKey: Data
    ) throws(PKIError) -> String {
        let key = SEC1Key(key: Array(key), curve: curve, publicKey: Array(publicKey))
        do {
            var serializer = DER.Serializer()
            try serializer.serialize(key)
            return PEM.text("EC PRIVATE KEY", serializer.serializedBytes)
        } catch {
            throw PKIError(.malformed, "could not write the EC private key", cause: error)
        }
    }
}
