import Crypto
import SwiftASN1
import X509

/// The public half of a key pair.
public struct PublicKey: Sendable, Hashable {
    let x509: X509.Certificate.PublicKey

    init(_ x509: X509.Certificate.PublicKey) {
        self.x509 = x509
    }

    /// Reads the first `PUBLIC KEY` block of a PEM text.
    public init(pem: String) throws(PKIError) {
        let documents = try PEM.documents(in: pem)
        guard let document = documents.first(where: { $0.discriminator == "PUBLIC KEY" }) else {
            throw PKIError(.malformed, "the PEM text holds no public key but \(PEM.summary(of: documents))")
        }
        do {
            x509 = try X509.Certificate.PublicKey(pemDocument: document)
        } catch {
            throw PKIError(.malformed, "the PEM block \"PUBLIC KEY\" holds no supported public key", cause: error)
        }
    }

    /// A `PUBLIC KEY` block, as kubeadm writes `sa.pub`.
    public var pem: String {
        get throws(PKIError) { PEM.text("PUBLIC KEY", try der) }
    }

    /// `SubjectPublicKeyInfo` (RFC 5280, section 4.1).
    public var der: [UInt8] {
        get throws(PKIError) {
            do {
                var serializer = DER.Serializer()
                try serializer.serialize(x509)
                return serializer.serializedBytes
            } catch {
                throw PKIError(.malformed, "could not write the public key", cause: error)
            }
        }
    }

    /// `sha256:` and the hash of `der` in hexadecimal, the form of kubeadm's `caCertHashes`.
    public var discoveryHash: String {
        get throws(PKIError) { "sha256:" + SHA256.hash(data: try der).hexadecimal }
    }
}

extension Sequence<UInt8> {
    /// Two lower-case digits a byte.
    var hexadecimal: String {
        reduce(into: "") { text, byte in
            text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }
}
