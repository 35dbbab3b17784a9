/// A positive number as decimal digits: 0.`digits` times ten to the power of `point`. Zero has no digits.
struct DecimalDigits {
    /// ASCII, without zeros at the end.
    private(set) var digits: [UInt8]
    private(set) var point: Int

    private static let zero = UInt8(ascii: "0")
    private static let nine = UInt8(ascii: "9")

    /// The fewest digits that read as the same number.
    ///
    /// - Parameter value: Finite and not negative.
    init(shortest value: Double) {
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        var text = Substring("\(value)").utf8
        if let mark = text.firstIndex(of: UInt8(ascii: "e")) {
            exponent = Int(Substring(text[text.index(after: mark)...])) ?? 0
            text = text[..<mark]
        }
        for byte in text {
            if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(byte) }
        }
        self.init(digits, point: (point ?? digits.count) + exponent)
    }

    /// All digits of a number, of which a double has up to 767.
    ///
    /// - Parameter value: Finite and not negative.
    init(exact value: Double) {
        let isNormal = value.exponentBitPattern != 0
        let significand = value.significandBitPattern | (isNormal ? 1 << 52 : 0)
        let exponent = max(1, Int(value.exponentBitPattern)) - 1075
        var integer = DecimalInteger(significand)
        // A half has one decimal place, and is five tenths.
        if exponent < 0 {
            integer.multiply(by: 5, times: -exponent)
        } else {
            integer.multiply(by: 2, times: exponent)
        }
        let digits = integer.digits
        self.init(digits, point: digits.count + min(0, exponent))
    }

    private init(_ digits: [UInt8], point: Int) {
        let leading = digits.prefix { $0 == Self.zero }.count
        self.digits = Array(digits[leading...])
        self.point = point - leading
        trim()
    }

    /// Rounds to so many digits, exact halves to the even digit. A count below zero leaves the number as it is.
    mutating func round(to count: Int) {
        guard count >= 0, count < digits.count else { return }
        let isHalf = digits[count] == UInt8(ascii: "5") && count + 1 == digits.count
        let rounds = isHalf ? count > 0 && digits[count - 1] & 1 == 1 : digits[count] >= UInt8(ascii: "5")
        digits.removeSubrange(count...)
        guard rounds else { return trim() }
        while digits.last == Self.nine { digits.removeLast() }
        if digits.isEmpty {
            digits = [UInt8(ascii: "1")]
            point += 1
        } else {
            digits[digits.count - 1] += 1
        }
    }

    private mutating func trim() {
        while digits.last == Self.zero { digits.removeLast() }
        if digits.isEmpty { point = 0 }
    }
}

/// A whole number of any size in base one thousand million.
private struct DecimalInteger {
    private static let base: UInt64 = 1_000_000_000

    /// The lowest first.
    private var limbs: [UInt64] = []

    init(_ value: UInt64) {
        var value = value
        while value > 0 {
            limbs.append(value % Self.base)
            value /= Self.base
        }
    }

    /// - Parameter factor: 2 or 5.
    mutating func multiply(by factor: UInt64, times count: Int) {
        var remaining = count
        while remaining > 0 {
            let step = min(remaining, 13)
            multiply(by: (0..<step).reduce(1) { product, _ in product * factor })
            remaining -= step
        }
    }

    private mutating func multiply(by factor: UInt64) {
        var carry: UInt64 = 0
        for index in limbs.indices {
            let product = limbs[index] * factor + carry
            limbs[index] = product % Self.base
            carry = product / Self.base
        }
        while carry > 0 {
            limbs.append(carry % Self.base)
            carry /= Self.base
        }
    }

    var digits: [UInt8] {
        var text: [UInt8] = []
        for limb in limbs.reversed() {
            let digits = String(limb).utf8
            if !text.isEmpty { text += repeatElement(UInt8(ascii: "0"), count: 9 - digits.count) }
            text += digits
        }
        return text
    }
}
