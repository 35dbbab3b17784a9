/// Doubles as text, as Go's `strconv.FormatFloat` writes them.
public enum GoFloatText {
    /// The text of a number.
    ///
    /// - Parameters:
    ///   - format: `e`, `E`, `f`, `g`, `G`, `b`, `x` or `X`.
    ///   - precision: The number of digits behind the point (`e`, `f`, `x`) or of all digits (`g`); nil for the fewest that
    ///     read as the same number. `b` has none.
    public static func text(_ value: Double, format: Character, precision: Int? = nil) -> String {
        String(decoding: bytes(value, format: format, precision: precision), as: UTF8.self)
    }

    static func bytes(_ value: Double, format: Character, precision: Int?) -> [UInt8] {
        if value.isNaN { return Array("NaN".utf8) }
        if value.isInfinite { return Array((value < 0 ? "-Inf" : "+Inf").utf8) }
        var text: [UInt8] = value.sign == .minus ? [UInt8(ascii: "-")] : []
        let magnitude = value.magnitude
        switch format {
        case "b":
            text += binary(magnitude)
        case "x", "X":
            text += hexadecimal(magnitude, precision: precision, isUpper: format == "X")
        default:
            text += decimal(magnitude, format: format, precision: precision)
        }
        return text
    }

    private static func decimal(_ magnitude: Double, format: Character, precision: Int?) -> [UInt8] {
        guard let precision else {
            let digits = DecimalDigits(shortest: magnitude)
            switch format {
            case "e", "E": return scientific(digits, places: max(digits.digits.count - 1, 0), mark: format)
            case "f": return fixed(digits, places: max(digits.digits.count - digits.point, 0))
            default: return general(digits, precision: 6, threshold: 6, isShortest: true, format: format)
            }
        }
        var digits = DecimalDigits(exact: magnitude)
        switch format {
        case "e", "E":
            digits.round(to: precision + 1)
            return scientific(digits, places: precision, mark: format)
        case "f":
            digits.round(to: digits.point + precision)
            return fixed(digits, places: precision)
        default:
            let precision = max(precision, 1)
            digits.round(to: precision)
            let count = digits.digits.count
            let threshold = precision > count && count >= digits.point ? count : precision
            return general(digits, precision: precision, threshold: threshold, isShortest: false, format: format)
        }
    }

    /// `%g`: with an exponent where that is below -4 or not below the threshold.
    private static func general(
        _ digits: DecimalDigits, precision: Int, threshold: Int, isShortest: Bool, format: Character
    ) -> [UInt8] {
        let exponent = digits.point - 1
        let count = digits.digits.count
        if exponent < -4 || exponent >= threshold {
            let places = (isShortest ? count : min(precision, count)) - 1
            return scientific(digits, places: max(places, 0), mark: format == "G" ? "E" : "e")
        }
        return fixed(digits, places: max(count - digits.point, 0))
    }

    private static func scientific(_ number: DecimalDigits, places: Int, mark: Character) -> [UInt8] {
        let zero = UInt8(ascii: "0")
        var text = [number.digits.first ?? zero]
        if places > 0 {
            text.append(UInt8(ascii: "."))
            let fraction = number.digits.dropFirst().prefix(places)
            text += fraction
            text += repeatElement(zero, count: places - fraction.count)
        }
        text += String(mark).utf8
        append(exponent: number.digits.isEmpty ? 0 : number.point - 1, to: &text)
        return text
    }

    private static func fixed(_ number: DecimalDigits, places: Int) -> [UInt8] {
        let zero = UInt8(ascii: "0")
        var text: [UInt8] = []
        if number.point > 0 {
            let whole = number.digits.prefix(number.point)
            text += whole
            text += repeatElement(zero, count: number.point - whole.count)
        } else {
            text.append(zero)
        }
        guard places > 0 else { return text }
        text.append(UInt8(ascii: "."))
        let zeros = min(places, max(0, -number.point))
        let fraction = number.digits.dropFirst(max(0, number.point)).prefix(places - zeros)
        text += repeatElement(zero, count: zeros)
        text += fraction
        text += repeatElement(zero, count: places - zeros - fraction.count)
        return text
    }

    /// A sign and at least two digits.
    private static func append(exponent: Int, to text: inout [UInt8]) {
        text.append(UInt8(ascii: exponent < 0 ? "-" : "+"))
        if exponent.magnitude < 10 { text.append(UInt8(ascii: "0")) }
        text += String(exponent.magnitude).utf8
    }

    private static func binary(_ magnitude: Double) -> [UInt8] {
        let isNormal = magnitude.exponentBitPattern != 0
        let significand = magnitude.significandBitPattern | (isNormal ? 1 << 52 : 0)
        let exponent = max(1, Int(magnitude.exponentBitPattern)) - 1075
        return Array("\(significand)p\(exponent < 0 ? "" : "+")\(exponent)".utf8)
    }

    private static func hexadecimal(_ magnitude: Double, precision: Int?, isUpper: Bool) -> [UInt8] {
        let isNormal = magnitude.exponentBitPattern != 0
        var exponent = magnitude == 0 ? 0 : max(1, Int(magnitude.exponentBitPattern)) - 1023
        // The leading one stands at bit 60.
        var significand = (magnitude.significandBitPattern | (isNormal ? 1 << 52 : 0)) << 8
        while significand != 0, significand & (1 << 60) == 0 {
            significand <<= 1
            exponent -= 1
        }
        if let precision, precision < 15 {
            let kept = UInt64(precision * 4)
            let rest = significand << kept & (1 << 60 - 1)
            significand >>= 60 - kept
            if rest | significand & 1 > 1 << 59 { significand += 1 }
            significand <<= 60 - kept
            if significand & (1 << 61) != 0 {
                significand >>= 1
                exponent += 1
            }
        }
        var text = Array((isUpper ? "0X" : "0x").utf8)
        text.append(UInt8(ascii: "0") + UInt8(significand >> 60 & 1))
        significand <<= 4
        let places = precision ?? (16 - min(significand.trailingZeroBitCount, 64) / 4)
        if places > 0 { text.append(UInt8(ascii: ".")) }
        for _ in 0..<places {
            text += String(significand >> 60, radix: 16, uppercase: isUpper).utf8
            significand <<= 4
        }
        text.append(UInt8(ascii: isUpper ? "P" : "p"))
        append(exponent: exponent, to: &text)
        return text
    }
}
