/// The password hash bcrypt.
enum Bcrypt {
    /// What Go's package takes if nothing is said.
    static let defaultCost = 10
    /// Longer passwords would be cut off.
    static let maximumLength = 72

    /// `$2a$10$` with the salt and the hash.
    ///
    /// - Parameters:
    ///   - password: At most 72 bytes.
    ///   - salt: 16 bytes.
    ///   - cost: The binary logarithm of the number of rounds: 4 to 31.
    static func hash(_ password: [UInt8], salt: [UInt8], cost: Int = defaultCost) -> String {
        let cipher = Blowfish(key: password + [0], salt: salt, cost: cost)
        let text = Array("OrpheanBeholderScryDoubt".utf8)
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: text.count, by: 8) {
            var block = (word(text[start...]), word(text[(start + 4)...]))
            for _ in 0..<64 { block = cipher.encrypt(block) }
            for word in [block.0, block.1] {
                bytes += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
            }
        }
        // The last byte has never been part of the hash.
        return "$2a$" + (cost < 10 ? "0" : "") + "\(cost)$" + encode(salt) + encode(bytes.dropLast())
    }

    private static func word(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static let alphabet = Array("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

    /// Base 64 with an alphabet of its own and without padding.
    private static func encode(_ bytes: some Collection<UInt8>) -> String {
        var text: [UInt8] = []
        var (bits, count) = (UInt32(0), 0)
        for byte in bytes {
            (bits, count) = (bits << 8 | UInt32(byte), count + 8)
            while count >= 6 {
                count -= 6
                text.append(alphabet[Int(bits >> UInt32(count) & 63)])
            }
        }
        if count > 0 { text.append(alphabet[Int(bits << UInt32(6 - count) & 63)]) }
        return String(decoding: text, as: UTF8.self)
    }
}
