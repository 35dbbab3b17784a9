/// The exact decimal digits of a double.
struct DecimalDigits {
    private let isNegative: Bool
    /// The digits of an integer, and how many of them stand behind the point.
    private var digits: [UInt8]
    private var places: Int

    init(_ value: Double) {
        isNegative = value.sign == .minus
        var exponent = value == 0 ? 0 : Int(value.exponent) - 52
        var mantissa = value == 0 ? 0 : value.significandBitPattern | (value.isNormal ? 1 << 52 : 0)
        if !value.isNormal { exponent = -1074 }
        while mantissa != 0, mantissa & 1 == 0, exponent < 0 {
            mantissa >>= 1
            exponent += 1
        }
        digits = String(mantissa).utf8.map { $0 - UInt8(ascii: "0") }
        places = max(0, -exponent)
        // A half of a decimal is five tenths of it.
        for _ in 0..<exponent.magnitude { multiply(by: exponent < 0 ? 5 : 2) }
    }

    private mutating func multiply(by factor: UInt8) {
        var carry: UInt8 = 0
        for index in digits.indices.reversed() {
            let product = digits[index] * factor + carry
            digits[index] = product % 10
            carry = product / 10
        }
        if carry > 0 { digits.insert(carry, at: 0) }
    }

    /// Rounds half to even at a count of places behind the point.
    private func rounded(to wanted: Int) -> DecimalDigits {
        var copy = self
        if places <= wanted {
            copy.digits += [UInt8](repeating: 0, count: wanted - places)
            copy.places = wanted
            return copy
        }
        let cut = places - wanted
        var kept = [UInt8](repeating: 0, count: max(0, cut + 1 - digits.count)) + digits
        let tail = kept.suffix(cut)
        kept.removeLast(cut)
        let half = tail.first ?? 0
        let isExact = tail.dropFirst().allSatisfy { $0 == 0 }
        if half > 5 || (half == 5 && (!isExact || (kept.last ?? 0) % 2 == 1)) {
            var index = kept.count - 1
            while index >= 0, kept[index] == 9 {
                kept[index] = 0
                index -= 1
            }
            if index >= 0 { kept[index] += 1 } else { kept.insert(1, at: 0) }
        }
        copy.digits = kept
        copy.places = wanted
        return copy
    }

    /// - Parameters:
    ///   - precision: The digits after the point.
    ///   - isGrouped: Whether thousands are set apart.
    func fixed(_ precision: Int, isGrouped: Bool = false) -> String {
        let value = rounded(to: precision)
        let padded = [UInt8](repeating: 0, count: max(0, precision + 1 - value.digits.count)) + value.digits
        let whole = padded.dropLast(precision).drop { $0 == 0 }
        return sign + (whole.isEmpty ? "0" : isGrouped ? grouped(text(whole)) : text(whole))
            + (precision > 0 ? "." + text(padded.suffix(precision)) : "")
    }

    /// `1,234,567`
    private func grouped(_ digits: String) -> String {
        var result = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.utf8.count - place) % 3 == 0 { result += "," }
            result.append(digit)
        }
        return result
    }

    /// `1.5×10⁰³`
    func scientific(_ precision: Int) -> String {
        var significant = digits.drop { $0 == 0 }
        guard !significant.isEmpty else {
            return sign + "0" + (precision > 0 ? "." + String(repeating: "0", count: precision) : "") + "×10⁰⁰"
        }
        var power = significant.count - places - 1
        var scaled = self
        scaled.digits = Array(significant)
        scaled.places = significant.count - 1
        significant = scaled.rounded(to: precision).digits.drop { $0 == 0 }
        if significant.count > precision + 1 {
            significant = significant.dropLast()
            power += 1
        }
        let size = String(power.magnitude).map { Self.superscripts[$0.wholeNumberValue ?? 0] }.joined()
        return sign + text(significant.prefix(1)) + (precision > 0 ? "." + text(significant.dropFirst()) : "")
            + (power < 0 ? "×10⁻" : "×10") + (power.magnitude < 10 ? "⁰" : "") + size
    }

    private static let superscripts = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]

    private var sign: String { isNegative ? "-" : "" }
    private func text(_ digits: some Sequence<UInt8>) -> String { digits.map(String.init).joined() }
}
