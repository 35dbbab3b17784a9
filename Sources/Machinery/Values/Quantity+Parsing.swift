extension Quantity {
    /// Reads `[sign]digits[.digits][suffix]`, where the suffix is one of `n u m k M G T P E`, one of `Ki Mi Gi Ti Pi Ei`, or an
    /// exponent such as `e3`.
    ///
    /// - Throws: `MachineryError.Code.invalidQuantity`, in the words of Kubernetes' `resource.ParseQuantity`.
    public init(parsing text: some StringProtocol) throws(MachineryError) {
        var rest = Array(text.utf8)[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        let whole = Self.takeDigits(&rest)
        var fraction: ArraySlice<UInt8> = []
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = Self.takeDigits(&rest)
        }
        guard !whole.isEmpty || !fraction.isEmpty else {
            throw MachineryError(
                .invalidQuantity,
                "quantities must match the regular expression "
                    + "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
        }
        guard let suffix = Suffix(String(decoding: rest, as: UTF8.self)) else {
            throw MachineryError(.invalidQuantity, "unable to parse quantity's suffix")
        }
        let magnitude = Self.nano(whole: whole, fraction: fraction, suffix)
        self.init(nano: isNegative ? -magnitude : magnitude, format: suffix.format)
    }

    /// What a suffix multiplies by: a power of two, a power of ten, or neither.
    private struct Suffix {
        var format: Format
        var powerOfTwo = 0
        var powerOfTen = 0

        init?(_ text: String) {
            if let index = Quantity.binarySuffixes.firstIndex(of: text), index > 0 {
                format = .binarySI
                powerOfTwo = index * 10
            } else if let (exponent, _) = Quantity.decimalSuffixes.first(where: { $0.value == text }) {
                format = .decimalSI
                powerOfTen = exponent
            } else if text.hasPrefix("e") || text.hasPrefix("E"), let exponent = Int32(text.dropFirst()) {
                format = .decimalExponent
                powerOfTen = Int(exponent)
            } else {
                return nil
            }
        }
    }

    /// The amount in billionths, rounded up, at most the greatest there is.
    private static func nano(
        whole: ArraySlice<UInt8>, fraction: ArraySlice<UInt8>, _ suffix: Suffix
    ) -> Int128 {
        // What 38 digits do not tell cannot move the result by more than the rounding up.
        let digits = (whole + fraction).drop { $0 == UInt8(ascii: "0") }
        let kept = digits.prefix(38)
        let isCut = digits.dropFirst(38).contains { $0 != UInt8(ascii: "0") }
        let mantissa = kept.reduce(UInt128(0)) { $0 * 10 + UInt128($1 - UInt8(ascii: "0")) }
        guard mantissa > 0 else { return 0 }

        let powerOfTen = 9 + suffix.powerOfTen - fraction.count + (digits.count - kept.count)
        guard powerOfTen <= (suffix.powerOfTwo > 0 ? 9 : 27) else { return maximumNano }
        guard powerOfTen >= -57 else { return 1 }
        let factor = power(of: 2, suffix.powerOfTwo) * power(of: 10, max(0, powerOfTen))
        // A divisor beyond 128 bits is divided by in two steps.
        let divisor = power(of: 10, min(38, max(0, -powerOfTen)))
        let secondDivisor = power(of: 10, max(0, -powerOfTen - 38))
        let product = mantissa.multipliedFullWidth(by: factor)
        guard product.high < divisor else { return maximumNano }
        let (first, firstRemainder) = divisor.dividingFullWidth(product)
        let (quotient, remainder) = first.quotientAndRemainder(dividingBy: secondDivisor)
        guard quotient < UInt128(maximumNano) else { return maximumNano }
        let isRounded = remainder > 0 || firstRemainder > 0 || isCut
        return Int128(quotient) + (isRounded ? 1 : 0)
    }

    private static func power(of base: UInt128, _ exponent: Int) -> UInt128 {
        (0..<exponent).reduce(1) { result, _ in result * base }
    }

    private static func takeDigits(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        rest = rest.dropFirst(digits.count)
        return digits
    }
}
