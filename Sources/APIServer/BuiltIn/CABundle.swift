import Machinery
import PKI

/// The certificates that a webhook's certificate must lead to.
enum CABundle {
    /// The PEM texts of a bundle as an object holds it; empty for one that is not given or blank.
    static func certificates(_ base64: String) -> [UInt8] {
        let bytes = Base64.decode(base64) ?? []
        return bytes.allSatisfy { $0 == UInt8(ascii: " ") || (9...13).contains($0) } ? [] : bytes
    }

    /// Why a bundle is none; `nil` for one that is, and for none at all.
    static func problem(in base64: String) -> String? {
        let certificates = certificates(base64)
        if certificates.isEmpty { return nil }
        let found = try? Certificate.all(inPEM: String(decoding: certificates, as: UTF8.self))
        guard found?.isEmpty == false else {
            return "unable to load root certificates: data does not contain any valid RSA or ECDSA certificates"
        }
        return nil
    }
}
