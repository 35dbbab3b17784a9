import Effects
import GoTemplate
import PKI

/// AES-256 in CBC mode, the key being the password itself with zeros behind it, and the vector standing before the
/// text.
enum CipherFunctions {
    private static let blockSize = 16

    static func encryption(_ random: any RandomSource) -> [String: TemplateFunction] {
        [
            "encryptAES": TemplateFunction(.string, .string) { (arguments, call) throws(FunctionFailure) in
                let text = try arguments.bytes(at: 1)
                if text.isEmpty { return .text("") }
                try call.charge(product: text.count + 2 * blockSize, 3)
                let vector = random.bytes(count: blockSize)
                let key = key(try arguments.bytes(at: 0))
                do throws(PKIError) {
                    return .bytes(
                        Base64.encode(vector + (try PasswordCryptography.encrypt(text, key: key, vector: vector))))
                } catch {
                    throw FunctionFailure("\(error)")
                }
            }
        ]
    }

    static let decryption: [String: TemplateFunction] = [
        "decryptAES": TemplateFunction(.string, .string) { (arguments, call) throws(FunctionFailure) in
            let encoded = try arguments.bytes(at: 1)
            if encoded.isEmpty { return .text("") }
            try call.charge(bytes: encoded.count)
            return .bytes(try decrypt(decoded(encoded), key(arguments.bytes(at: 0))))
        }
    ]

    private static func decoded(_ text: [UInt8]) throws(FunctionFailure) -> [UInt8] {
        do throws(Base64.CorruptInput) {
            return try Base64.decode(text)
        } catch {
            throw FunctionFailure("\(error)")
        }
    }

    private static func decrypt(_ bytes: [UInt8], _ key: [UInt8]) throws(FunctionFailure) -> [UInt8] {
        guard bytes.count >= blockSize else { throw .sliceBounds("[:\(blockSize)] with capacity \(bytes.count)") }
        guard bytes.count % blockSize == 0 else { throw FunctionFailure("crypto/cipher: input not full blocks") }
        guard bytes.count > blockSize else { throw FunctionFailure("runtime error: index out of range [-1]") }
        let text: [UInt8]
        do throws(PKIError) {
            text = try PasswordCryptography.decryptKeepingPadding(
                Array(bytes.dropFirst(blockSize)), key: key, vector: Array(bytes.prefix(blockSize)))
        } catch {
            throw FunctionFailure("\(error)")
        }
        // The last byte says how long the padding is, and is believed.
        let padding = Int(text.last ?? 0)
        guard padding <= text.count else { throw .sliceBounds("[:\(text.count - padding)]") }
        return text.dropLast(padding)
    }

    private static func key(_ password: [UInt8]) -> [UInt8] {
        let bytes = password.prefix(32)
        return bytes + [UInt8](repeating: 0, count: 32 - bytes.count)
    }
}
