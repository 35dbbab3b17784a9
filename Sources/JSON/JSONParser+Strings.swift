extension JSONParser {
    /// Reads a string whose opening quote has been read.
    mutating func parseString() throws(JSONParseFailure) -> String {
        let start = position
        while position < text.count {
            switch text[position] {
            case UInt8(ascii: "\""):
                defer { position += 1 }
                return try string(start..<position)
            case UInt8(ascii: "\\"):
                return try parseEscapedString(from: start)
            case 0..<0x20:
                throw failure(.controlCharacter)
            default:
                position += 1
            }
        }
        throw failure(.unterminatedString)
    }

    /// Reads the rest of a string that has an escape at the position.
    private mutating func parseEscapedString(from start: Int) throws(JSONParseFailure) -> String {
        var decoded = try string(start..<position)
        while true {
            // Every pass begins at an escape.
            position += 1
            decoded.unicodeScalars.append(try parseEscape())
            let runStart = position
            while position < text.count, text[position] >= 0x20, text[position] != UInt8(ascii: "\""),
                text[position] != UInt8(ascii: "\\")
            {
                position += 1
            }
            decoded += try string(runStart..<position)
            switch peek {
            case UInt8(ascii: "\""):
                position += 1
                return decoded
            case UInt8(ascii: "\\"):
                continue
            default:
                throw failure(position < text.count ? .controlCharacter : .unterminatedString)
            }
        }
    }

    /// Reads an escape whose backslash has been read.
    private mutating func parseEscape() throws(JSONParseFailure) -> Unicode.Scalar {
        let escape = peek
        position += 1
        switch escape {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(escape)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try parseUnicodeEscape()
        default: throw failure(.invalidEscape, at: position - 2)
        }
    }

    /// Reads the four hex digits after `\u`, and the escape after them where they are the first half of a pair.
    private mutating func parseUnicodeEscape() throws(JSONParseFailure) -> Unicode.Scalar {
        let start = position - 2
        let first = try parseHexDigits(of: start)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xdc00, skip("\\"), skip("u") else { throw failure(.loneSurrogate, at: start) }
        let second = try parseHexDigits(of: position - 2)
        guard (0xdc00...0xdfff).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
        else { throw failure(.loneSurrogate, at: start) }
        return scalar
    }

    private mutating func parseHexDigits(of escape: Int) throws(JSONParseFailure) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch peek {
            case let byte where (0x30...0x39).contains(byte): digit = byte - 0x30
            case let byte where (0x41...0x46).contains(byte): digit = byte - 0x41 + 10
            case let byte where (0x61...0x66).contains(byte): digit = byte - 0x61 + 10
            default: throw failure(.invalidEscape, at: escape)
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    private func string(_ range: Range<Int>) throws(JSONParseFailure) -> String {
        let bytes = UnsafeBufferPointer(rebasing: text[range])
        guard let string = String(validating: bytes, as: UTF8.self) else {
            throw failure(.invalidUTF8, at: range.lowerBound)
        }
        return string
    }
}
