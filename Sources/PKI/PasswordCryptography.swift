import Crypto
import CryptoExtras
import FoundationEssentials

/// What is made of passwords.
public enum PasswordCryptography {
    /// scrypt (RFC 7914): a key of so many bytes.
    public static func scrypt(
        _ password: [UInt8], salt: [UInt8], count: Int, rounds: Int, blockSize: Int, parallelism: Int
    ) throws(PKIError) -> [UInt8] {
        do {
            let key = try KDF.Scrypt.deriveKey(
                from: password, salt: salt, outputByteCount: count, rounds: rounds, blockSize: blockSize,
                parallelism: parallelism)
            return key.withUnsafeBytes { Array($0) }
        } catch {
            throw PKIError(.unsupported, "could not derive a key from a password", cause: error)
        }
    }

    /// AES in CBC mode with the padding of PKCS#7.
    public static func encrypt(_ text: [UInt8], key: [UInt8], vector: [UInt8]) throws(PKIError) -> [UInt8] {
        do {
            return Array(
                try AES._CBC.encrypt(text, using: SymmetricKey(data: key), iv: AES._CBC.IV(ivBytes: vector)))
        } catch {
            throw PKIError(.invalidRequest, "could not encrypt the text", cause: error)
        }
    }

    /// AES in CBC mode; the padding is left at the end.
    public static func decryptKeepingPadding(
        _ text: [UInt8], key: [UInt8], vector: [UInt8]
    ) throws(PKIError) -> [UInt8] {
        do {
            return Array(
                try AES._CBC.decrypt(
                    text, using: SymmetricKey(data: key), iv: AES._CBC.IV(ivBytes: vector), noPadding: true))
        } catch {
            throw PKIError(.invalidRequest, "could not decrypt the text", cause: error)
        }
    }
}
