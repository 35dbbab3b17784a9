/// The binary digits of π behind its point, from which Blowfish takes the numbers it begins with.
enum PiFraction {
    /// The first words of 32 bits, by Machin's formula: π = 16 arctan(1/5) − 4 arctan(1/239).
    static func words(_ count: Int) -> [UInt32] {
        // Two words more than are asked for take up what each division loses.
        let size = count + 3
        var sum = [UInt32](repeating: 0, count: size)
        add(arctangentSeries(numerator: 16, inverse: 5, size: size), to: &sum)
        subtract(arctangentSeries(numerator: 4, inverse: 239, size: size), from: &sum)
        return Array(sum[1...count])
    }

    /// `numerator × arctan(1 / inverse)`: a whole word and words of a fraction.
    private static func arctangentSeries(numerator: UInt32, inverse: UInt32, size: Int) -> [UInt32] {
        var power = [UInt32](repeating: 0, count: size)
        power[0] = numerator
        divide(&power, by: inverse, from: 0)
        var sum = power
        var start = 0
        var odd: UInt32 = 3
        var isNegative = true
        while true {
            divide(&power, by: inverse * inverse, from: start)
            while start < size, power[start] == 0 { start += 1 }
            if start == size { return sum }
            var term = power
            divide(&term, by: odd, from: start)
            if isNegative { subtract(term, from: &sum) } else { add(term, to: &sum) }
            odd += 2
            isNegative.toggle()
        }
    }

    private static func divide(_ words: inout [UInt32], by divisor: UInt32, from start: Int) {
        var remainder: UInt64 = 0
        for index in start..<words.count {
            let dividend = remainder << 32 | UInt64(words[index])
            words[index] = UInt32(truncatingIfNeeded: dividend / UInt64(divisor))
            remainder = dividend % UInt64(divisor)
        }
    }

    private static func add(_ term: [UInt32], to sum: inout [UInt32]) {
        var carry: UInt64 = 0
        for index in sum.indices.reversed() {
            carry += UInt64(sum[index]) + UInt64(term[index])
            sum[index] = UInt32(truncatingIfNeeded: carry)
            carry >>= 32
        }
    }

    private static func subtract(_ term: [UInt32], from sum: inout [UInt32]) {
        var borrow: UInt32 = 0
        for index in sum.indices.reversed() {
            let (first, overflows) = sum[index].subtractingReportingOverflow(term[index])
            let (second, alsoOverflows) = first.subtractingReportingOverflow(borrow)
            sum[index] = second
            borrow = overflows || alsoOverflows ? 1 : 0
        }
    }
}
