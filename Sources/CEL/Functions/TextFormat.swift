/// `'%s has %d'.format([…])`
enum TextFormat {
    static func render(_ format: String, _ values: [CELValue]) throws(EvaluationError) -> String {
        var result = ""
        var rest = format.unicodeScalars[...]
        var next = 0
        while let scalar = rest.popFirst() {
            guard scalar == "%" else {
                result.unicodeScalars.append(scalar)
                continue
            }
            guard let first = rest.first else {
                throw EvaluationError("unexpected end of string")
            }
            if first == "%" {
                rest.removeFirst()
                result += "%"
                continue
            }
            let precision = try precision(&rest)
            guard let clause = rest.popFirst() else { throw EvaluationError("could not parse formatting clause") }
            guard next < values.count else { throw EvaluationError("index \(next) out of range") }
            result += try text(clause, values[next], precision)
            try Bounds.check(text: result.utf8.count)
            next += 1
        }
        return result
    }

    private static func precision(_ rest: inout Substring.UnicodeScalarView) throws(EvaluationError) -> Int? {
        guard rest.first == "." else { return nil }
        rest.removeFirst()
        let digits = rest.prefix { $0.isASCII && UInt8($0.value).isDigit }
        rest = rest.dropFirst(digits.count)
        guard let precision = Int(String(digits)), precision <= 100 else {
            throw EvaluationError("error while parsing precision: could not convert precision to integer")
        }
        return precision
    }

    private static func text(
        _ clause: Unicode.Scalar, _ value: CELValue, _ precision: Int?
    ) throws(EvaluationError) -> String {
        switch (clause, value) {
        case ("s", _): return try plain(value)
        case ("d", .int(let number)): return "\(number)"
        case ("d", .uint(let number)): return "\(number)"
        case ("d", .double(let number)) where !number.isFinite: return special(number)
        case ("b", .bool(let value)): return value ? "1" : "0"
        case ("b", .int(let number)): return String(number, radix: 2)
        case ("b", .uint(let number)): return String(number, radix: 2)
        case ("o", .int(let number)): return String(number, radix: 8)
        case ("o", .uint(let number)): return String(number, radix: 8)
        case ("x", .int(let number)), ("X", .int(let number)):
            return String(number, radix: 16, uppercase: clause == "X")
        case ("x", .uint(let number)), ("X", .uint(let number)):
            return String(number, radix: 16, uppercase: clause == "X")
        case ("x", .string(let text)), ("X", .string(let text)): return hex(Array(text.utf8), clause == "X")
        case ("x", .bytes(let bytes)), ("X", .bytes(let bytes)): return hex(bytes, clause == "X")
        case ("f", _):
            guard let number = number(value) else { break }
            return number.isFinite ? Decimal(number).fixed(precision ?? 6) : special(number)
        case ("e", _):
            guard let number = number(value) else { break }
            return number.isFinite ? Decimal(number).scientific(precision ?? 6) : special(number)
        case ("d", _), ("b", _), ("o", _), ("x", _), ("X", _): break
        default:
            throw EvaluationError("could not parse formatting clause: unrecognized formatting clause \"\(clause)\"")
        }
        throw EvaluationError(
            "error during formatting: \(clause) clause cannot be used on \(value.type.runtimeName)")
    }

    private static func number(_ value: CELValue) -> Double? {
        switch value {
        case .double(let number): number
        case .int(let number): Double(number)
        case .uint(let number): Double(number)
        default: nil
        }
    }

    private static func special(_ number: Double) -> String {
        number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity"
    }

    private static func hex(_ bytes: [UInt8], _ isUpper: Bool) -> String {
        bytes.map { (byte: UInt8) -> String in
            (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: isUpper)
        }
        .joined()
    }

    private static func plain(_ value: CELValue) throws(EvaluationError) -> String {
        switch value {
        case .null: return "null"
        case .double(let number) where !number.isFinite: return special(number)
        case .list(let list):
            var texts: [String] = []
            var size = 0
            for element in list.elements {
                texts.append(try plain(element))
                size += texts[texts.count - 1].utf8.count + 2
                try Bounds.check(text: size)
            }
            return "[" + texts.joined(separator: ", ") + "]"
        case .map(let map):
            var texts: [String] = []
            var size = 0
            for (key, value) in map.entries {
                texts.append("\(try plain(key)): \(try plain(value))")
                size += texts[texts.count - 1].utf8.count + 2
                try Bounds.check(text: size)
            }
            return "{" + texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.joined(separator: ", ") + "}"
        default:
            guard case .string(let text)? = try Conversions.string(value) else {
                throw EvaluationError(
                    "error during formatting: string clause can only be used on strings, bools, "
                        + "bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given \(value.type.runtimeName)"
                )
            }
            return text
        }
    }
}

/// The exact decimal digits of a double.
private struct Decimal {
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
    private func rounded(to wanted: Int) -> Decimal {
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

    func fixed(_ precision: Int) -> String {
        let value = rounded(to: precision)
        let padded = [UInt8](repeating: 0, count: max(0, precision + 1 - value.digits.count)) + value.digits
        let whole = padded.dropLast(precision).drop { $0 == 0 }
        return sign + (whole.isEmpty ? "0" : text(whole)) + (precision > 0 ? "." + text(padded.suffix(precision)) : "")
    }

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
