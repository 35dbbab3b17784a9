extension JSONValue {
    /// A number as Go's `encoding/json` writes a `float64`: an integer where it is whole, else the shortest decimal that
    /// reads back the same, with an exponent below 1e-6 and from 1e21 on.
    ///
    /// - Returns: `nil` for what JSON cannot hold: infinities and not-a-number.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        if let integer = Int64(exactly: value), integer != 0 || value.sign == .plus {
            self = .integer(integer)
        } else {
            self = .number(JSONNumber(validLiteral: ShortestDecimal(value).jsonLiteral))
        }
    }
}

/// The shortest digits that read back as a number: 0.`digits` times ten to the power of `point`.
struct ShortestDecimal {
    private(set) var isNegative = false
    private(set) var digits: [UInt8] = []
    private(set) var point = 0

    /// - Parameter value: A finite number; its description has the shortest digits (SwiftDtoa).
    init(_ value: Double) {
        var exponent = 0
        var text = Substring("\(value)")
        if let mark = text.firstIndex(where: { $0 == "e" || $0 == "E" }) {
            exponent = Int(text[text.index(after: mark)...]) ?? 0
            text = text[..<mark]
        }
        var integerDigits: Int?
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "."): integerDigits = digits.count
            default: digits.append(byte)
            }
        }
        point = (integerDigits ?? digits.count) + exponent
        let leadingZeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(leadingZeros)
        point -= leadingZeros
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        if digits.isEmpty { (digits, point) = ([UInt8(ascii: "0")], 1) }
    }

    var jsonLiteral: String {
        let zero = UInt8(ascii: "0")
        var bytes: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
        switch point {
        case 22..., ..<(-5):
            bytes.append(digits[0])
            if digits.count > 1 { bytes += [UInt8(ascii: ".")] + digits.dropFirst() }
            bytes += "e\(point > 0 ? "+" : "")\(point - 1)".utf8
        case ..<1:
            bytes += [zero, UInt8(ascii: ".")] + repeatElement(zero, count: -point) + digits
        case digits.count...:
            bytes += digits + repeatElement(zero, count: point - digits.count)
        default:
            bytes += digits[..<point] + [UInt8(ascii: ".")] + digits[point...]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
