import GoTemplate

/// Numbers of any value, as the Go package `cast` makes them: what is no number is zero.
extension GoValue {
    var castToInt64: Int64 {
        switch self {
        case .integer(let value, _): value
        case .float(let value): Self.integer(value)
        case .string(let string): GoNumber.integer(GoNumber.withoutZeroFraction(string.bytes), base: 0) ?? 0
        case .bool(let value): value ? 1 : 0
        case .null, .list, .map, .object: 0
        }
    }

    var castToInt: Int { Int(truncatingIfNeeded: castToInt64) }

    var castToDouble: Double {
        switch self {
        case .integer(let value, .uint64): Double(UInt64(bitPattern: value))
        case .integer(let value, _): Double(value)
        case .float(let value): value
        case .string(let string): GoNumber.double(string.bytes) ?? 0
        case .bool(let value): value ? 1 : 0
        case .null, .list, .map, .object: 0
        }
    }

    /// As `int64(value)` of Go on the processors that it mostly runs on: what does not fit is the least integer.
    private static func integer(_ value: Double) -> Int64 {
        Int64(exactly: value.rounded(.towardZero)) ?? .min
    }
}

/// Numbers in texts, as Go's package `strconv` reads them.
enum GoNumber {
    private static let underscore = UInt8(ascii: "_")

    /// - Parameter base: 0 for a prefix that says it (`0x`, `0b`, `0o` or `0`) and underscores between digits.
    /// - Returns: nil for what is no integer or has more than 64 bits.
    static func integer(_ text: [UInt8], base: Int) -> Int64? {
        var digits = text[...]
        let sign = digits.first
        let isNegative = sign == UInt8(ascii: "-")
        if isNegative || sign == UInt8(ascii: "+") { digits.removeFirst() }
        var radix = base
        if base == 0 {
            guard hasGoodUnderscores(digits) else { return nil }
            (radix, digits) = takePrefix(digits)
            digits.removeAll { $0 == underscore }
        }
        guard let first = digits.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "+"),
            let magnitude = UInt64(String(decoding: digits, as: UTF8.self), radix: radix)
        else { return nil }
        guard isNegative else { return Int64(exactly: magnitude) }
        return magnitude <= Int64.min.magnitude ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil
    }

    /// As `Atoi` whose error is not looked at: what is too large is the largest integer, what is no integer zero.
    static func clampedInteger(_ text: [UInt8]) -> Int64 {
        if let value = integer(text, base: 10) { return value }
        let digits = text.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        guard text.count - digits.count <= 1, !digits.isEmpty,
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return 0 }
        return text.first == UInt8(ascii: "-") ? .min : .max
    }

    private static func takePrefix(_ digits: ArraySlice<UInt8>) -> (radix: Int, digits: ArraySlice<UInt8>) {
        guard digits.first == UInt8(ascii: "0"), digits.count > 1 else { return (10, digits) }
        let radix = prefixRadix(digits)
        return radix.map { ($0, digits.dropFirst(2)) } ?? (8, digits.dropFirst())
    }

    private static func prefixRadix(_ digits: ArraySlice<UInt8>) -> Int? {
        guard digits.count >= 2, digits.first == UInt8(ascii: "0") else { return nil }
        switch digits[digits.startIndex + 1] | 0x20 {
        case UInt8(ascii: "x"): return 16
        case UInt8(ascii: "b"): return 2
        case UInt8(ascii: "o"): return 8
        default: return nil
        }
    }

    /// Whether underscores stand only between digits, of which a prefix is one.
    private static func hasGoodUnderscores(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.contains(underscore) else { return true }
        let radix = prefixRadix(text)
        func isDigit(_ byte: UInt8) -> Bool {
            byte.isASCIIDigit || (radix == 16 && (0x61...0x66).contains(byte | 0x20))
        }
        var isBehindDigit = radix != nil
        var previous: UInt8 = 0
        for byte in radix == nil ? text : text.dropFirst(2) {
            if byte == underscore ? !isBehindDigit : previous == underscore && !isDigit(byte) { return false }
            isBehindDigit = isDigit(byte)
            previous = byte
        }
        return previous != underscore
    }

    /// - Returns: nil for what is no number or too large; `inf` and `nan` are numbers.
    static func double(_ text: [UInt8]) -> Double? {
        var digits = text[...]
        let sign = digits.first
        if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { digits.removeFirst() }
        let name = String(decoding: digits, as: UTF8.self).lowercased()
        switch name {
        case "inf", "infinity": return sign == UInt8(ascii: "-") ? -.infinity : .infinity
        case "nan": return sign == nil || digits.count == text.count ? .nan : nil
        default: break
        }
        guard let first = digits.first, first == UInt8(ascii: ".") || (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= first,
            hasGoodUnderscores(digits), prefixRadix(digits) != 16 || name.contains("p")
        else { return nil }
        digits.removeAll { $0 == underscore }
        guard let value = Double(String(decoding: digits, as: UTF8.self)), value.isFinite else { return nil }
        return sign == UInt8(ascii: "-") ? -value : value
    }

    /// `12.00` as `12`.
    static func withoutZeroFraction(_ text: [UInt8]) -> [UInt8] {
        guard let point = text.lastIndex(of: UInt8(ascii: ".")), point < text.count - 1,
            text[(point + 1)...].allSatisfy({ $0 == UInt8(ascii: "0") })
        else { return text }
        return Array(text[..<point])
    }
}
