package import JSON

// Values in messages read as Go's `fmt` prints them, so that a message is the one Kubernetes would send.

extension String {
    /// The text in double quotes with Go's escapes (`strconv.Quote`).
    package var goQuoted: String {
        var quoted = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case "\u{07}": quoted += "\\a"
            case "\u{08}": quoted += "\\b"
            case "\u{0b}": quoted += "\\v"
            case "\u{0c}": quoted += "\\f"
            default:
                if scalar.isPrintable {
                    quoted.unicodeScalars.append(scalar)
                } else {
                    quoted += scalar.goEscape
                }
            }
        }
        return quoted + "\""
    }
}

extension Unicode.Scalar {
    /// Whether Go prints the character as it is (`unicode.IsPrint`).
    package var isPrintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: self == " "
        default: true
        }
    }

    fileprivate var goEscape: String {
        let digits = String(value, radix: 16)
        let (prefix, width) = value < 0x80 ? ("\\x", 2) : value < 0x1_0000 ? ("\\u", 4) : ("\\U", 8)
        return prefix + String(repeating: "0", count: width - digits.count) + digits
    }
}

extension JSONValue {
    /// The value as `field.Error` shows it: text in quotes, numbers plain, all else as JSON.
    var inFieldError: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .number(let value): value.doubleValue.goDescription
        case .string(let value): value.goQuoted
        case .array, .object: "\(self)"
        }
    }
}

extension JSONValue {
    /// The type that a value has once Go has read it into an `interface{}`.
    package var goType: String {
        switch self {
        case .null: "<nil>"
        case .bool: "bool"
        case .integer: "int64"
        case .number: "float64"
        case .string: "string"
        case .array: "[]interface {}"
        case .object: "map[string]interface {}"
        }
    }

    /// What `encoding/json` calls the value in its messages.
    package var goKind: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .integer, .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

extension Double {
    /// The shortest digits that read back as this number, with an exponent below 1e-4 and from 1e6 on (`%v`).
    var goDescription: String {
        guard isFinite else { return isNaN ? "NaN" : self < 0 ? "-Inf" : "+Inf" }
        let parts = magnitude.shortestDecimal
        let sign = self.sign == .minus ? "-" : ""
        let digits = parts.digits
        if parts.exponent < -4 || parts.exponent >= 6 {
            let fraction = digits.dropFirst()
            let power = String(parts.exponent.magnitude)
            return sign + digits.prefix(1) + (fraction.isEmpty ? "" : ".\(fraction)") + "e"
                + (parts.exponent < 0 ? "-" : "+") + (power.count < 2 ? "0" : "") + power
        }
        if parts.exponent < 0 {
            return sign + "0." + String(repeating: "0", count: -parts.exponent - 1) + digits
        }
        let whole = digits.prefix(parts.exponent + 1)
        let padding = String(repeating: "0", count: parts.exponent + 1 - whole.count)
        let fraction = digits.dropFirst(parts.exponent + 1)
        return sign + whole + padding + (fraction.isEmpty ? "" : ".\(fraction)")
    }

    /// The significant digits without trailing zeros, and the power of ten of the first of them.
    private var shortestDecimal: (digits: String, exponent: Int) {
        guard self != 0 else { return ("0", 0) }
        let halves = "\(self)".split(separator: "e", maxSplits: 1)
        let mantissa = halves[0].split(separator: ".", maxSplits: 1)
        let whole = mantissa[0]
        let fraction = mantissa.count > 1 ? mantissa[1] : ""
        let all = whole + fraction
        let leadingZeros = all.prefix { $0 == "0" }.count
        var digits = String(all.dropFirst(leadingZeros))
        while digits.last == "0", digits.count > 1 { digits.removeLast() }
        let exponent = (halves.count > 1 ? Int(halves[1]) ?? 0 : 0) + whole.count - 1 - leadingZeros
        return (digits, exponent)
    }
}
