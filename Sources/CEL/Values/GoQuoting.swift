extension String {
    /// The text in double quotes as Go's `%q` writes it.
    var goQuoted: String {
        var result = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\u{07}": result += "\\a"
            case "\u{08}": result += "\\b"
            case "\u{0c}": result += "\\f"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{0b}": result += "\\v"
            case _ where scalar.isPrintable: result.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x80: result += "\\x" + scalar.hexadecimal(2)
            case _ where scalar.value < 0x10000: result += "\\u" + scalar.hexadecimal(4)
            default: result += "\\U" + scalar.hexadecimal(8)
            }
        }
        return result + "\""
    }
}

extension Unicode.Scalar {
    fileprivate func hexadecimal(_ width: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    /// Letters, marks, numbers, punctuation, symbols, and the space.
    fileprivate var isPrintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: self == " "
        default: true
        }
    }
}
