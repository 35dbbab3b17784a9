/// The algorithms of key pairs, under the names of kubeadm's `encryptionAlgorithm`.
public enum KeyAlgorithm: String, Sendable, Hashable, CaseIterable {
    /// The default: a key pair takes a tenth of a millisecond, where RSA takes a thousand times as long.
    case ecdsaP256 = "ECDSA-P256"
    case ecdsaP384 = "ECDSA-P384"
    case rsa2048 = "RSA-2048"
    case rsa3072 = "RSA-3072"
    case rsa4096 = "RSA-4096"
}
