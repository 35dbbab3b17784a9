import Machinery

/// Reads the text of an IP address by the rules and in the words of Go's `netip.ParseAddr`.
struct IPTextReader {
    /// Why a text is no address.
    struct Problem: Error {
        let text: String
    }

    private let text: String
    private let bytes: [UInt8]
    /// Where the address ends and its zone begins.
    private var end: Int
    /// Whether a zone stands behind the address: `fe80::1%eth0`.
    private(set) var hasZone = false

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
        end = bytes.count
    }

    /// - Returns: 4 or 16 bytes in network order.
    mutating func address() throws(Problem) -> [UInt8] {
        switch bytes.first(where: { ".:%".utf8.contains($0) }) {
        case UInt8(ascii: "."): return try version4(from: 0)
        case UInt8(ascii: ":"): return try version6()
        case UInt8(ascii: "%"): throw problem("missing IPv6 address")
        default: throw problem("unable to parse IP")
        }
    }

    /// - Parameter offset: The byte that the message shows the text from.
    private func problem(_ message: String, at offset: Int? = nil) -> Problem {
        let place = offset.map { " (at \(String(decoding: bytes[$0..<end], as: UTF8.self).goQuoted))" } ?? ""
        return Problem(text: "ParseAddr(\(text.goQuoted)): \(message)\(place)")
    }

    private func byte(_ offset: Int) -> UInt8 { offset < end ? bytes[offset] : 0 }

    private func version4(from start: Int) throws(Problem) -> [UInt8] {
        var fields: [UInt8] = []
        var value = 0
        var digits = 0
        for index in start..<end {
            switch byte(index) {
            case let byte where byte.isDigit:
                guard digits == 0 || value > 0 else { throw problem("IPv4 field has octet with leading zero") }
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
                digits += 1
                guard value < 256 else { throw problem("IPv4 field has value >255") }
            case UInt8(ascii: "."):
                guard digits > 0, index < end - 1 else {
                    throw problem("IPv4 field must have at least one digit", at: index)
                }
                guard fields.count < 3 else { throw problem("IPv4 address too long") }
                fields.append(UInt8(value))
                value = 0
                digits = 0
            default: throw problem("unexpected character", at: index)
            }
        }
        guard fields.count == 3 else { throw problem("IPv4 address too short") }
        return fields + [UInt8(value)]
    }

    private mutating func version6() throws(Problem) -> [UInt8] {
        if let mark = bytes.firstIndex(of: UInt8(ascii: "%")) {
            guard mark + 1 < bytes.count else { throw problem("zone must be a non-empty string") }
            end = mark
            hasZone = true
        }
        var fields: [UInt8] = []
        /// The bytes before `::`.
        var gap: Int?
        var index = 0
        if byte(0) == UInt8(ascii: ":"), byte(1) == UInt8(ascii: ":") {
            gap = 0
            index = 2
        }
        while fields.count < 16, index < end || gap == nil {
            let digits = (index..<end).prefix { bytes[$0].isHexDigit }.count
            guard digits <= 4 else { throw problem("each group must have 4 or fewer digits", at: index) }
            guard digits > 0 else {
                throw problem("each colon-separated field must have at least one digit", at: index)
            }
            if byte(index + digits) == UInt8(ascii: ".") {
                fields += try embedded(at: index, after: fields.count, hasGap: gap != nil)
                index = end
                break
            }
            let value = UInt16(String(decoding: bytes[index..<index + digits], as: UTF8.self), radix: 16) ?? 0
            fields += [UInt8(value >> 8), UInt8(value & 0xff)]
            index += digits
            guard index < end else { break }
            guard byte(index) == UInt8(ascii: ":") else { throw problem("unexpected character, want colon", at: index) }
            guard index + 1 < end else { throw problem("colon must be followed by more characters", at: index) }
            index += 1
            guard byte(index) == UInt8(ascii: ":") else { continue }
            guard gap == nil else { throw problem("multiple :: in address", at: index) }
            gap = fields.count
            index += 1
        }
        guard index == end else { throw problem("trailing garbage after address", at: index) }
        return try filled(fields, gap)
    }

    private func embedded(at index: Int, after count: Int, hasGap: Bool) throws(Problem) -> [UInt8] {
        guard hasGap || count == 12 else {
            throw problem("embedded IPv4 address must replace the final 2 fields of the address", at: index)
        }
        guard count <= 12 else {
            throw problem("too many hex fields to fit an embedded IPv4 at the end of the address", at: index)
        }
        return try version4(from: index)
    }

    private func filled(_ fields: [UInt8], _ gap: Int?) throws(Problem) -> [UInt8] {
        guard let gap else {
            guard fields.count == 16 else { throw problem("address string too short") }
            return fields
        }
        guard fields.count < 16 else { throw problem("the :: must expand to at least one field of zeros") }
        return fields[..<gap] + [UInt8](repeating: 0, count: 16 - fields.count) + fields[gap...]
    }
}
