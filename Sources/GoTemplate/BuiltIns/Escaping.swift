/// Texts for the places where they are put.
enum Escaping {
    static func html(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        for byte in text {
            switch byte {
            case 0: result += "\u{fffd}".utf8
            case UInt8(ascii: "\""): result += "&#34;".utf8
            case UInt8(ascii: "'"): result += "&#39;".utf8
            case UInt8(ascii: "&"): result += "&amp;".utf8
            case UInt8(ascii: "<"): result += "&lt;".utf8
            case UInt8(ascii: ">"): result += "&gt;".utf8
            default: result.append(byte)
            }
        }
        return result
    }

    static func javaScript(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            let (scalar, width) = text.character(at: index)
            switch scalar {
            case "\\", "'", "\"":
                result.append(UInt8(ascii: "\\"))
                result.append(scalar)
            case "<", ">", "&", "=", "\u{0}"..<" ": append(unicode: scalar, to: &result)
            default:
                if scalar.isASCII || scalar.isPrintable {
                    result += text[index..<index + width]
                } else {
                    append(unicode: scalar, to: &result)
                }
            }
            index += width
        }
        return result
    }

    private static func append(unicode scalar: Unicode.Scalar, to text: inout [UInt8]) {
        let digits = String(scalar.value, radix: 16, uppercase: true).utf8
        text += "\\u".utf8
        text += repeatElement(UInt8(ascii: "0"), count: max(0, 4 - digits.count))
        text += digits
    }

    /// As a value in the query of a URL.
    static func urlQuery(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"):
                result.append(byte)
            case UInt8(ascii: " "): result.append(UInt8(ascii: "+"))
            default: result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return result
    }
}
