/// Percent-decoding (RFC 3986, section 2.1) that refuses what it does not understand.
enum PercentEncoding {
    /// - Parameter plusIsSpace: As in the query of a form (`application/x-www-form-urlencoded`).
    /// - Returns: `nil` for a `%` without two hexadecimal digits and for bytes that are no UTF-8.
    static func decode(_ text: Substring, plusIsSpace: Bool = false) -> String? {
        let encoded = text.utf8
        guard encoded.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else {
            return String(text)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(encoded.count)
        var index = encoded.startIndex
        while index < encoded.endIndex {
            switch encoded[index] {
            case UInt8(ascii: "%"):
                let digits = encoded[encoded.index(after: index)...].prefix(2)
                guard digits.count == 2, let high = digits.first.flatMap(hexValue),
                    let low = digits.last.flatMap(hexValue)
                else { return nil }
                bytes.append(high << 4 | low)
                index = encoded.index(index, offsetBy: 2)
            case UInt8(ascii: "+") where plusIsSpace:
                bytes.append(UInt8(ascii: " "))
            case let byte:
                bytes.append(byte)
            }
            index = encoded.index(after: index)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
