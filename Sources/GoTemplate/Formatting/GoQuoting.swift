/// Strings and characters in quotes, with escapes for what cannot be seen, as Go's `strconv` writes them.
struct GoQuoting {
    /// Whether everything beyond ASCII is escaped (`%+q`).
    var isASCII = false

    /// A string in double quotes.
    func quoted(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var text: [UInt8] = [UInt8(ascii: "\"")]
        text.reserveCapacity(bytes.count + 2)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let (scalar, width) = bytes.character(at: index)
            if width == 1, !scalar.isASCII {
                text += "\\x".utf8
                Self.appendHexadecimal(UInt32(bytes[index]), width: 2, to: &text)
            } else {
                append(scalar, quote: "\"", to: &text)
            }
            index += width
        }
        text.append(UInt8(ascii: "\""))
        return text
    }

    /// A character in single quotes.
    func quoted(_ scalar: Unicode.Scalar) -> [UInt8] {
        var text: [UInt8] = [UInt8(ascii: "'")]
        append(scalar, quote: "'", to: &text)
        text.append(UInt8(ascii: "'"))
        return text
    }

    private func append(_ scalar: Unicode.Scalar, quote: Unicode.Scalar, to text: inout [UInt8]) {
        if scalar == quote || scalar == "\\" {
            text.append(UInt8(ascii: "\\"))
            text.append(scalar)
        } else if scalar.isPrintable, scalar.isASCII || !isASCII {
            text.append(scalar)
        } else if let letter = Self.escapes[scalar] {
            text += [UInt8(ascii: "\\"), letter]
        } else if scalar.isASCII {
            text += "\\x".utf8
            Self.appendHexadecimal(scalar.value, width: 2, to: &text)
        } else {
            let isShort = scalar.value < 0x10000
            text += (isShort ? "\\u" : "\\U").utf8
            Self.appendHexadecimal(scalar.value, width: isShort ? 4 : 8, to: &text)
        }
    }

    private static let escapes: [Unicode.Scalar: UInt8] = [
        "\u{7}": UInt8(ascii: "a"), "\u{8}": UInt8(ascii: "b"), "\u{c}": UInt8(ascii: "f"), "\n": UInt8(ascii: "n"),
        "\r": UInt8(ascii: "r"), "\t": UInt8(ascii: "t"), "\u{b}": UInt8(ascii: "v"),
    ]

    private static func appendHexadecimal(_ value: UInt32, width: Int, to text: inout [UInt8]) {
        let digits = String(value, radix: 16).utf8
        text += repeatElement(UInt8(ascii: "0"), count: max(0, width - digits.count))
        text += digits
    }

    /// Whether a string can stand in back quotes as it is.
    static func canBackquote(_ bytes: ArraySlice<UInt8>) -> Bool {
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let (scalar, width) = bytes.character(at: index)
            switch scalar {
            case "\u{fffd}" where width == 1: return false
            case "\t": break
            case "\u{feff}", "`", "\u{7f}", "\u{0}"..<" ": return false
            default: break
            }
            index += width
        }
        return true
    }
}
