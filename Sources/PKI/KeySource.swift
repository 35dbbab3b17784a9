import Crypto
import CryptoExtras
import Synchronization

/// Where new private keys come from. Production draws them from the operating system's randomness.
public protocol KeySource: Sendable {
    func makePrivateKey(_ algorithm: KeyAlgorithm) async throws(PKIError) -> PrivateKey
}

/// A source that gives a key without waiting for anything, for callers that cannot wait, such as functions of templates.
public protocol ImmediateKeySource: KeySource {
    func makePrivateKeyAtOnce(_ algorithm: KeyAlgorithm) throws(PKIError) -> PrivateKey
}

extension ImmediateKeySource {
    public func makePrivateKey(_ algorithm: KeyAlgorithm) async throws(PKIError) -> PrivateKey {
        try makePrivateKeyAtOnce(algorithm)
    }
}

/// New keys from the operating system's cryptographically secure generator.
public struct SystemKeySource: ImmediateKeySource {
    public init() {}

    public func makePrivateKeyAtOnce(_ algorithm: KeyAlgorithm) throws(PKIError) -> PrivateKey {
        switch algorithm {
        case .ecdsaP256: PrivateKey(.p256(P256.Signing.PrivateKey()))
        case .ecdsaP384: PrivateKey(.p384(P384.Signing.PrivateKey()))
        case .rsa2048: try Self.makeRSAKey(.bits2048)
        case .rsa3072: try Self.makeRSAKey(.bits3072)
        case .rsa4096: try Self.makeRSAKey(.bits4096)
        }
    }

    private static func makeRSAKey(_ size: _RSA.Signing.KeySize) throws(PKIError) -> PrivateKey {
        do {
            return PrivateKey(.rsa(try _RSA.Signing.PrivateKey(keySize: size)))
        } catch {
            throw PKIError(.unsupported, "could not generate an RSA key", cause: error)
        }
    }
}

/// Hands out the keys of a fixed stock in order and begins again at its end, for tests and simulations that need many
/// RSA keys and no secrecy.
public final class KeyStock: ImmediateKeySource {
    private let stock: [KeyAlgorithm: [PrivateKey]]
    private let handedOut = Mutex<[KeyAlgorithm: Int]>([:])

    public init(_ stock: [KeyAlgorithm: [PrivateKey]]) {
        self.stock = stock
    }

    public func makePrivateKeyAtOnce(_ algorithm: KeyAlgorithm) throws(PKIError) -> PrivateKey {
        guard let keys = stock[algorithm], !keys.isEmpty else {
            throw PKIError(.unsupported, "the stock holds no \(algorithm.rawValue) key")
        }
        let position = handedOut.withLock { handedOut in
            defer { handedOut[algorithm, default: 0] += 1 }
            return handedOut[algorithm, default: 0]
        }
        return keys[position % keys.count]
    }
}
