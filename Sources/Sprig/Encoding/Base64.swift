/// Base 64 and base 32 with padding (RFC 4648, sections 4 and 6), with Go's words for what is wrong.
package enum Base64 {
    /// Why a text is not encoded well: the position of the byte.
    struct CorruptInput: Error, CustomStringConvertible {
        let base: Int
        let offset: Int

        var description: String { "illegal base\(base) data at input byte \(offset)" }
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")

    package static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(bytes.count, start + 3)]
            let bits = group.enumerated().reduce(UInt32(0)) { $0 | UInt32($1.element) << (16 - 8 * UInt32($1.offset)) }
            for index in 0..<4 {
                text.append(index <= group.count ? alphabet[Int(bits >> (18 - 6 * UInt32(index)) & 63)] : padding)
            }
        }
        return text
    }

    /// Line breaks are skipped.
    static func decode(_ text: [UInt8]) throws(CorruptInput) -> [UInt8] {
        var bytes: [UInt8] = []
        var (bits, count) = (UInt32(0), 0)
        var index = 0
        func skipLineBreaks() { while index < text.count, isLineBreak(text[index]) { index += 1 } }
        while index < text.count {
            let byte = text[index]
            index += 1
            if isLineBreak(byte) { continue }
            if byte == padding {
                guard count >= 2 else { throw CorruptInput(base: 64, offset: index - 1) }
                if count == 2 {
                    skipLineBreaks()
                    guard index < text.count else { throw CorruptInput(base: 64, offset: text.count) }
                    guard text[index] == padding else { throw CorruptInput(base: 64, offset: index - 1) }
                    index += 1
                }
                skipLineBreaks()
                guard index == text.count else { throw CorruptInput(base: 64, offset: index) }
                bits <<= 6 * UInt32(4 - count)
                return bytes + [16, 8].prefix(count - 1).map { UInt8(truncatingIfNeeded: bits >> $0) }
            }
            guard let value = values[byte] else { throw CorruptInput(base: 64, offset: index - 1) }
            bits = bits << 6 | UInt32(value)
            count += 1
            if count == 4 {
                bytes += [16, 8, 0].map { UInt8(truncatingIfNeeded: bits >> $0) }
                (bits, count) = (0, 0)
            }
        }
        guard count == 0 else { throw CorruptInput(base: 64, offset: index - count) }
        return bytes
    }

    private static let values = Dictionary(uniqueKeysWithValues: alphabet.enumerated().map { ($1, UInt8($0)) })

    static func isLineBreak(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
}

enum Base32 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    private static let values = Dictionary(uniqueKeysWithValues: alphabet.enumerated().map { ($1, UInt64($0)) })
    private static let padding = UInt8(ascii: "=")

    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 5) {
            let group = bytes[start..<min(bytes.count, start + 5)]
            let bits = group.enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << (32 - 8 * UInt64($1.offset)) }
            let digits = (group.count * 8 + 4) / 5
            for index in 0..<8 {
                text.append(index < digits ? alphabet[Int(bits >> (35 - 5 * UInt64(index)) & 31)] : padding)
            }
        }
        return text
    }

    static func decode(_ text: [UInt8]) throws(Base64.CorruptInput) -> [UInt8] {
        let text = text.filter { !Base64.isLineBreak($0) }
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: text.count, by: 8) {
            let group = text[start..<min(text.count, start + 8)]
            let digits = group.prefix { $0 != padding }
            var bits: UInt64 = 0
            for (index, byte) in digits.enumerated() {
                guard let value = values[byte] else { throw corrupt(start + index) }
                bits |= value << (35 - 5 * UInt64(index))
            }
            if digits.count < 8 {
                try checkPadding(
                    group, digits: digits.count, isLast: start + 8 >= text.count, start: start, of: text.count)
            }
            bytes += (0..<(digits.count * 5 / 8)).map { UInt8(truncatingIfNeeded: bits >> (32 - 8 * UInt64($0))) }
        }
        return bytes
    }

    private static func checkPadding(
        _ group: ArraySlice<UInt8>, digits: Int, isLast: Bool, start: Int, of count: Int
    ) throws(Base64.CorruptInput) {
        if digits == group.count { throw corrupt(start) }
        guard digits >= 2, isLast else { throw corrupt(start + digits) }
        guard group.count == 8 else { throw corrupt(count) }
        if let stray = group.dropFirst(digits).firstIndex(where: { $0 != padding }) { throw corrupt(stray - 1) }
        guard digits != 3, digits != 6 else { throw corrupt(start + digits) }
    }

    private static func corrupt(_ offset: Int) -> Base64.CorruptInput { Base64.CorruptInput(base: 32, offset: offset) }
}
