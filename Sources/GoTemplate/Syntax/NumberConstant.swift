/// A number of a template under all types that can hold it, as Go's untyped constants are.
final class NumberConstant: Sendable {
    /// As the template spells it.
    let text: String
    let integer: Int64?
    let float: Double?

    /// A character in single quotes, which is the number of the character.
    init(character text: String) throws(LiteralError) {
        self.text = text
        let value = try GoLiteral.character(text)
        integer = Int64(value)
        float = Double(value)
    }

    init(number text: String) throws(LiteralError) {
        self.text = text
        guard text.utf8.last != UInt8(ascii: "i") else { throw Self.refusal(ofComplex: text) }
        if let value = Self.integer(text) {
            integer = Int64(exactly: value)
            float = Double(value)
        } else if let value = Self.float(text) {
            guard Self.isFloat(text) else {
                throw LiteralError("integer overflow: \(GoFormat.quoted(GoString(text)))")
            }
            float = value
            integer = Int64(exactly: value)
        } else {
            throw LiteralError("illegal number syntax: \(GoFormat.quoted(GoString(text)))")
        }
    }

    /// What is said of numbers with an imaginary part, which no value here can hold.
    static func refusal(ofComplex text: String) -> LiteralError {
        LiteralError("complex numbers are not supported: \(GoFormat.quoted(GoString(text)))")
    }

    /// Whether the number is a `float64` where nothing asks for a type.
    var isFloat: Bool {
        guard float != nil else { return false }
        let bytes = Array(text.utf8)
        let isHexadecimal = bytes.count > 2 && bytes[0] == UInt8(ascii: "0") && bytes[1] | 0x20 == UInt8(ascii: "x")
        if isHexadecimal, !bytes.contains(where: { $0 | 0x20 == UInt8(ascii: "p") }) { return false }
        return bytes.first != UInt8(ascii: "'") && Self.isFloat(text)
    }

    private static func isFloat(_ text: String) -> Bool {
        text.utf8.contains {
            $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") || $0 | 0x20 == UInt8(ascii: "p")
        }
    }

    /// An integer in any base, as Go's `strconv.ParseInt` and `ParseUint` read base zero together; nil if it is none or too
    /// large for both.
    private static func integer(_ text: String) -> Int128? {
        var digits = Array(text.utf8)[...]
        let isNegative = digits.first == UInt8(ascii: "-")
        let hasSign = isNegative || digits.first == UInt8(ascii: "+")
        if hasSign { digits.removeFirst() }
        guard !digits.isEmpty, isSpaced(digits) else { return nil }
        var radix = 10
        if digits.first == UInt8(ascii: "0"), digits.count > 1 {
            switch digits.count > 2 ? digits[digits.startIndex + 1] | 0x20 : 0 {
            case UInt8(ascii: "x"): radix = 16
            case UInt8(ascii: "o"), UInt8(ascii: "b"):
                radix = digits[digits.startIndex + 1] | 0x20 == UInt8(ascii: "b") ? 2 : 8
            default: radix = 0
            }
            digits.removeFirst(radix == 0 ? 1 : 2)
            if radix == 0 { radix = 8 }
        }
        let plain = String(decoding: digits.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
        guard let value = UInt64(plain, radix: radix) else { return nil }
        let signed = isNegative ? -Int128(value) : Int128(value)
        // Only a number without a sign may need all 64 bits.
        return hasSign && Int64(exactly: signed) == nil ? nil : signed
    }

    private static func float(_ text: String) -> Double? {
        let bytes = Array(text.utf8)
        guard isSpaced(bytes[...]), isWellFormed(bytes) else { return nil }
        let value = Double(String(decoding: bytes.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self))
        return value.flatMap { $0.isFinite ? $0 : nil }
    }

    /// Whether digits stand where Go wants some: an exponent has them, and one of base sixteen must be there.
    private static func isWellFormed(_ bytes: [UInt8]) -> Bool {
        var digits = bytes[...]
        if let sign = digits.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { digits.removeFirst() }
        let isHexadecimal =
            digits.count > 2 && digits.first == UInt8(ascii: "0")
            && digits[digits.startIndex + 1] | 0x20 == UInt8(ascii: "x")
        let mark = digits.firstIndex { $0 | 0x20 == UInt8(ascii: isHexadecimal ? "p" : "e") }
        guard let mark else { return !isHexadecimal }
        var exponent = digits[(mark + 1)...]
        if let sign = exponent.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { exponent.removeFirst() }
        return exponent.first.map { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } ?? false
    }

    /// Whether underscores stand only between digits, or behind the mark of a base.
    private static func isSpaced(_ digits: ArraySlice<UInt8>) -> Bool {
        guard digits.contains(UInt8(ascii: "_")) else { return true }
        var digits = digits
        if let sign = digits.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { digits.removeFirst() }
        var isHexadecimal = false
        var follows = false
        if digits.count >= 2, digits.first == UInt8(ascii: "0") {
            let mark = digits[digits.startIndex + 1] | 0x20
            if mark == UInt8(ascii: "b") || mark == UInt8(ascii: "o") || mark == UInt8(ascii: "x") {
                isHexadecimal = mark == UInt8(ascii: "x")
                follows = true
                digits = digits.dropFirst(2)
            }
        }
        var isUnderscore = false
        for byte in digits {
            if byte == UInt8(ascii: "_") {
                guard follows else { return false }
                (follows, isUnderscore) = (false, true)
                continue
            }
            let isDigit =
                UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                || isHexadecimal && UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte | 0x20
            if isUnderscore, !isDigit { return false }
            (follows, isUnderscore) = (isDigit, false)
        }
        return !isUnderscore
    }
}
