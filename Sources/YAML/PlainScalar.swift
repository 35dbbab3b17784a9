import JSON

/// What a scalar without quotes means: the rules of YAML 1.1 as sigs.k8s.io/yaml applies them (go-yaml v2).
///
/// Booleans have all their 1.1 spellings; octal is `0123` or `0o17`; digits may be parted by `_`; base 60 is no number;
/// timestamps stay strings; what begins like a number and is none is a string.
enum PlainScalar: Equatable {
    case null
    case bool(Bool)
    /// A decimal literal without superfluous digits, of any size.
    case integer(String)
    case float(Double)
    case string

    init(_ text: String) {
        guard let first = text.utf8.first else {
            self = .null
            return
        }
        switch first {
        case UInt8(ascii: "~"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "y"), UInt8(ascii: "Y"),
            UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "o"),
            UInt8(ascii: "O"):
            self = text.utf8.count <= Self.longestWord ? Self.word(text) : .string
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            self = Self.infinity(text) ?? Self.number(text)
        case UInt8(ascii: "."):
            self = Self.infinity(text) ?? Self.parseDecimal(text) ?? .string
        default:
            self = .string
        }
    }

    /// The length of `false` and of `+.inf`.
    private static let longestWord = 5

    private static func word(_ text: String) -> PlainScalar {
        switch text {
        case "~", "null", "Null", "NULL": .null
        case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": .bool(true)
        case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": .bool(false)
        default: .string
        }
    }

    private static func infinity(_ text: String) -> PlainScalar? {
        guard text.utf8.count <= longestWord else { return nil }
        return switch text {
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": .float(.infinity)
        case "-.inf", "-.Inf", "-.INF": .float(-.infinity)
        case ".nan", ".NaN", ".NAN": .float(.nan)
        default: nil
        }
    }

    private static func number(_ text: String) -> PlainScalar {
        let plain =
            text.contains("_") ? String(decoding: text.utf8.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self) : text
        return parseInteger(plain) ?? parseDecimal(plain) ?? .string
    }

    private static func parseInteger(_ text: String) -> PlainScalar? {
        var digits = text.utf8[...]
        let sign = digits.first
        let isNegative = sign == UInt8(ascii: "-")
        let isSigned = isNegative || sign == UInt8(ascii: "+")
        if isSigned { digits.removeFirst() }
        var radix = 10
        if digits.first == UInt8(ascii: "0"), digits.count > 1 {
            digits.removeFirst()
            switch digits.first {
            case UInt8(ascii: "x"), UInt8(ascii: "X"): radix = 16
            case UInt8(ascii: "b"), UInt8(ascii: "B"): radix = 2
            default: radix = 8
            }
            let prefixes = "xXbBoO".utf8
            if let letter = digits.first, prefixes.contains(letter) { digits.removeFirst() }
        }
        // The standard library would take a sign after the prefix.
        guard let first = digits.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-"),
            let magnitude = UInt64(Substring(digits), radix: radix)
        else { return nil }
        // As in Go, 64 bits with a sign or 64 bits without; what is larger may still be a float.
        guard magnitude <= (isNegative ? Int64.min.magnitude : isSigned ? Int64.max.magnitude : .max) else {
            return nil
        }
        return .integer(isNegative && magnitude > 0 ? "-\(magnitude)" : "\(magnitude)")
    }

    /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, unless no double is that large.
    private static func parseDecimal(_ text: String) -> PlainScalar? {
        var rest = text.utf8[...]
        func skip(_ set: StaticString) -> Bool {
            guard let first = rest.first,
                UnsafeBufferPointer(start: set.utf8Start, count: set.utf8CodeUnitCount).contains(first)
            else { return false }
            rest.removeFirst()
            return true
        }
        func skipDigits() -> Int {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
            rest.removeFirst(digits)
            return digits
        }
        _ = skip("+-")
        let integerDigits = skipDigits()
        let fractionDigits = skip(".") ? skipDigits() : 0
        guard integerDigits + fractionDigits > 0 else { return nil }
        if skip("eE") {
            _ = skip("+-")
            guard skipDigits() > 0 else { return nil }
        }
        guard rest.isEmpty, let value = Double(text), value.isFinite else { return nil }
        return .float(value)
    }
}
