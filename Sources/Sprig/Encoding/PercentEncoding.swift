import GoTemplate

/// Percent-encoding as Go's package `net/url` does it, which depends on the part of the URL.
enum PercentEncoding {
    enum Part {
        case path, host, zone, userInfo, fragment
    }

    static func encode(_ text: [UInt8], _ part: Part) -> [UInt8] {
        text.flatMap { byte in needsEscape(byte, part) ? Array("%".utf8) + hexadecimal(byte) : [byte] }
    }

    static func decode(_ text: [UInt8], _ part: Part) throws(FunctionFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte == UInt8(ascii: "%") {
                bytes.append(try decodeEscape(text[index...].prefix(3), part))
                index += 3
                continue
            }
            if part == .host || part == .zone, byte < 0x80, needsEscape(byte, part) {
                let character = GoFormat.quoted(GoString(bytes: [byte]))
                throw FunctionFailure("invalid character \(character) in host name")
            }
            bytes.append(byte)
            index += 1
        }
        return bytes
    }

    private static func decodeEscape(_ escape: ArraySlice<UInt8>, _ part: Part) throws(FunctionFailure) -> UInt8 {
        let invalid = FunctionFailure("invalid URL escape \(GoFormat.quoted(GoString(bytes: escape)))")
        let digits = escape.dropFirst().compactMap { Unicode.Scalar($0).hexadecimalDigit }
        guard digits.count == 2 else { throw invalid }
        let byte = digits[0] << 4 | digits[1]
        // In a host, only what is not ASCII may be escaped, and the sign itself, which leads to a zone.
        let isSign = escape.elementsEqual("%25".utf8)
        if part == .host, byte < 0x80, !isSign { throw invalid }
        if part == .zone, !isSign, byte != UInt8(ascii: " "), needsEscape(byte, .host) { throw invalid }
        return byte
    }

    private static func needsEscape(_ byte: UInt8, _ part: Part) -> Bool {
        if byte.isASCIILetter || byte.isASCIIDigit || "-_.~".utf8.contains(byte) { return false }
        switch part {
        case .host, .zone: return !"!$&'()*+,;=:[]<>\"".utf8.contains(byte)
        case .path: return !"$&+,/:;=@".utf8.contains(byte)
        case .userInfo: return !"$&+,;=".utf8.contains(byte)
        case .fragment: return !"$&+,/:;=?@!()*".utf8.contains(byte)
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> [UInt8] {
        [byte >> 4, byte & 0xf].map { $0 < 10 ? UInt8(ascii: "0") + $0 : UInt8(ascii: "A") + $0 - 10 }
    }
}
