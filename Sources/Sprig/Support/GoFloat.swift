/// Floats in texts, always with the fewest digits that read as the same float.
enum GoFloat {
    /// As short as it can be; with an exponent below 1e-6 and from 1e21.
    static func jsonText(_ value: Double) -> String {
        let magnitude = value.magnitude
        guard magnitude == 0 || (magnitude >= 1e-6 && magnitude < 1e21) else {
            return scientific(value, exponentDigits: 1)
        }
        return plain(value)
    }

    /// As `%v` prints it.
    static func printed(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf" }
        let magnitude = value.magnitude
        guard magnitude == 0 || (magnitude >= 1e-4 && magnitude < 1e6) else {
            return scientific(value, exponentDigits: 2)
        }
        return plain(value)
    }

    private static func scientific(_ value: Double, exponentDigits: Int) -> String {
        let (digits, point) = shortest(value.magnitude)
        let exponent = String((point - 1).magnitude)
        let fraction = digits.dropFirst()
        return (value < 0 ? "-" : "") + digits.prefix(1) + (fraction.isEmpty ? "" : "." + fraction) + "e"
            + (point < 1 ? "-" : "+") + String(repeating: "0", count: max(0, exponentDigits - exponent.utf8.count))
            + exponent
    }

    private static func plain(_ value: Double) -> String {
        guard value != 0 else { return value.sign == .minus ? "-0" : "0" }
        let sign = value < 0 ? "-" : ""
        let (digits, point) = shortest(value.magnitude)
        if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
        if point >= digits.utf8.count {
            return sign + digits + String(repeating: "0", count: point - digits.utf8.count)
        }
        return sign + digits.prefix(point) + "." + digits.dropFirst(point)
    }

    /// The fewest digits that read as a positive double, and how many stand before the point.
    private static func shortest(_ value: Double) -> (digits: String, point: Int) {
        let parts = "\(value)".split(separator: "e")
        let mantissa = (parts.first ?? "0").split(separator: ".", omittingEmptySubsequences: false)
        let whole = mantissa.first ?? "0"
        let fraction = mantissa.count > 1 ? mantissa[1] : ""
        var digits = Substring(whole + fraction)
        var point = whole.utf8.count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
        while digits.utf8.first == UInt8(ascii: "0"), digits.utf8.count > 1 {
            digits.removeFirst()
            point -= 1
        }
        while digits.utf8.last == UInt8(ascii: "0"), digits.utf8.count > 1 { digits.removeLast() }
        return (String(digits), point)
    }
}
