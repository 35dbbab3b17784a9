/// A decimal number of any size, for arithmetic on floats that does not show their binary fractions.
struct Decimal {
    /// Digits from the lowest, without zeros at the top; empty for zero.
    private var digits: [UInt8]
    private var isNegative: Bool
    /// The power of ten of the lowest digit.
    private var exponent: Int

    private init(_ digits: [UInt8], isNegative: Bool, exponent: Int) {
        self.digits = digits
        while self.digits.last == 0 { self.digits.removeLast() }
        self.isNegative = isNegative && !self.digits.isEmpty
        self.exponent = exponent
    }

    /// The shortest decimal number that reads as a finite double.
    init(_ value: Double) {
        let parts = "\(value.magnitude)".split(separator: "e")
        let mantissa = (parts.first ?? "0").split(separator: ".", omittingEmptySubsequences: false)
        let fraction = mantissa.count > 1 ? mantissa[1] : ""
        let digits = ((mantissa.first ?? "0") + fraction).utf8.reversed().map { $0 &- UInt8(ascii: "0") }
        self.init(
            digits, isNegative: value < 0,
            exponent: (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) - fraction.utf8.count)
    }

    var isZero: Bool { digits.isEmpty }

    /// The nearest double.
    var doubleValue: Double {
        let text = String(decoding: digits.reversed().map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
        let magnitude = Double("\(text.isEmpty ? "0" : text)e\(exponent)") ?? 0
        return isNegative ? -magnitude : magnitude
    }

    static func + (left: Decimal, right: Decimal) -> Decimal {
        let exponent = min(left.exponent, right.exponent)
        let (one, other) = (left.scaled(to: exponent), right.scaled(to: exponent))
        if left.isNegative == right.isNegative {
            return Decimal(sum(one, other), isNegative: left.isNegative, exponent: exponent)
        }
        return isLess(one, other)
            ? Decimal(difference(other, one), isNegative: right.isNegative, exponent: exponent)
            : Decimal(difference(one, other), isNegative: left.isNegative, exponent: exponent)
    }

    static func - (left: Decimal, right: Decimal) -> Decimal {
        left + Decimal(right.digits, isNegative: !right.isNegative, exponent: right.exponent)
    }

    static func * (left: Decimal, right: Decimal) -> Decimal {
        var columns = [Int](repeating: 0, count: left.digits.count + right.digits.count + 1)
        for (low, digit) in left.digits.enumerated() where digit != 0 {
            for (high, other) in right.digits.enumerated() { columns[low + high] += Int(digit) * Int(other) }
        }
        var carry = 0
        var digits: [UInt8] = []
        for column in columns {
            carry += column
            digits.append(UInt8(carry % 10))
            carry /= 10
        }
        return Decimal(
            digits, isNegative: left.isNegative != right.isNegative, exponent: left.exponent + right.exponent)
    }

    /// The quotient to sixteen places, a half rounded away from zero. The divisor is not zero.
    static func / (left: Decimal, right: Decimal) -> Decimal {
        let places = 16
        // One digit more than the quotient has, from which it is rounded.
        let shift = left.exponent - right.exponent + places + 1
        let dividend = shift > 0 ? [UInt8](repeating: 0, count: shift) + left.digits : left.digits
        let divisor = shift < 0 ? [UInt8](repeating: 0, count: -shift) + right.digits : right.digits
        let digits = quotient(dividend, divisor)
        let rounded = sum(Array(digits.dropFirst()), (digits.first ?? 0) >= 5 ? [1] : [])
        return Decimal(rounded, isNegative: left.isNegative != right.isNegative, exponent: -places)
    }
}

/// Arithmetic of digits from the lowest.
extension Decimal {
    private func scaled(to exponent: Int) -> [UInt8] {
        digits.isEmpty ? [] : [UInt8](repeating: 0, count: self.exponent - exponent) + digits
    }

    private static func isLess(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count != right.count
            ? left.count < right.count : left.reversed().lexicographicallyPrecedes(right.reversed())
    }

    private static func sum(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var carry: UInt8 = 0
        var digits: [UInt8] = []
        for index in 0..<max(left.count, right.count) {
            let sum = (index < left.count ? left[index] : 0) + (index < right.count ? right[index] : 0) + carry
            digits.append(sum % 10)
            carry = sum / 10
        }
        return carry > 0 ? digits + [carry] : digits
    }

    /// - Parameter right: Not more than `left`.
    private static func difference(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var borrow: UInt8 = 0
        var digits: [UInt8] = []
        for index in left.indices {
            let subtrahend = (index < right.count ? right[index] : 0) + borrow
            borrow = left[index] < subtrahend ? 1 : 0
            digits.append(left[index] + borrow * 10 - subtrahend)
        }
        while digits.last == 0 { digits.removeLast() }
        return digits
    }

    private static func quotient(_ dividend: [UInt8], _ divisor: [UInt8]) -> [UInt8] {
        var remainder: [UInt8] = []
        var quotient: [UInt8] = []
        for digit in dividend.reversed() {
            if digit != 0 || !remainder.isEmpty { remainder.insert(digit, at: 0) }
            var count: UInt8 = 0
            while !isLess(remainder, divisor) {
                remainder = difference(remainder, divisor)
                count += 1
            }
            quotient.append(count)
        }
        return quotient.reversed()
    }
}
