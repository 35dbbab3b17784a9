import Machinery

/// An IP address as rules know it.
struct IPValue: Sendable, Hashable {
    /// 4 or 16, in network order.
    let bytes: [UInt8]

    var isVersion4: Bool { bytes.count == 4 }

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// - Throws: Why the text is no address that Kubernetes takes: neither zones nor IPv4 inside of IPv6.
    init(parsing text: String) throws(EvaluationError) {
        var reader = IPTextReader(text)
        do throws(IPTextReader.Problem) {
            bytes = try reader.address()
        } catch {
            throw EvaluationError(
                "IP Address \(text.goQuoted) parse error during conversion from string: \(error.text)")
        }
        if reader.hasZone { throw EvaluationError("IP address \(text.goQuoted) with zone value is not allowed") }
        if isMapped { throw EvaluationError("IPv4-mapped IPv6 address \(text.goQuoted) is not allowed") }
    }

    /// Whether the address is one of version 4 in the form of version 6.
    var isMapped: Bool {
        bytes.count == 16 && bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xff && bytes[11] == 0xff
    }

    /// The canonical form (RFC 5952).
    var text: String {
        if isVersion4 { return bytes.map(String.init).joined(separator: ".") }
        let groups = (0..<8).map { UInt16(bytes[$0 * 2]) << 8 | UInt16(bytes[$0 * 2 + 1]) }
        var longest = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, groups[end] == 0 { end += 1 }
            if end - start > longest.count, end - start > 1 { longest = start..<end }
            start = max(end, start + 1)
        }
        let words = groups.map { String($0, radix: 16) }
        guard !longest.isEmpty else { return words.joined(separator: ":") }
        return words[..<longest.lowerBound].joined(separator: ":") + "::"
            + words[longest.upperBound...].joined(separator: ":")
    }

    var isUnspecified: Bool { bytes.allSatisfy { $0 == 0 } }
    var isLoopback: Bool {
        isVersion4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
    }
    var isMulticast: Bool { isVersion4 ? bytes[0] & 0xf0 == 0xe0 : bytes[0] == 0xff }
    var isLinkLocalMulticast: Bool {
        isVersion4 ? bytes[0] == 224 && bytes[1] == 0 && bytes[2] == 0 : bytes[0] == 0xff && bytes[1] & 0xf == 2
    }
    var isLinkLocalUnicast: Bool {
        isVersion4 ? bytes[0] == 169 && bytes[1] == 254 : bytes[0] == 0xfe && bytes[1] & 0xc0 == 0x80
    }
    var isGlobalUnicast: Bool {
        !isUnspecified && !isLoopback && !isMulticast && !isLinkLocalUnicast
            && !(isVersion4 && bytes.allSatisfy { $0 == 255 })
    }

    /// The address with all bits after the first ones cleared.
    func masked(_ length: Int) -> IPValue {
        IPValue(
            bytes: bytes.enumerated().map { index, byte in
                byte & UInt8(truncatingIfNeeded: 0xff00 >> min(max(length - index * 8, 0), 8))
            })
    }
}

/// A block of addresses as rules know it.
struct CIDRValue: Sendable, Hashable {
    /// As it was written, which need not be the first of the block.
    let address: IPValue
    let length: Int

    init(address: IPValue, length: Int) {
        self.address = address
        self.length = length
    }

    /// - Throws: Why the text is no block that Kubernetes takes, in its words, which tell twice what failed.
    init(parsing text: String) throws(EvaluationError) {
        let prefix = "network address parse error during conversion from string: "
        let problem = { (problem: String) in
            EvaluationError("\(prefix)\(prefix)netip.ParsePrefix(\(text.goQuoted)): \(problem)")
        }
        guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else { throw problem("no '/'") }
        var reader = IPTextReader(String(text[..<slash]))
        let bytes: [UInt8]
        do throws(IPTextReader.Problem) { bytes = try reader.address() } catch { throw problem(error.text) }
        if reader.hasZone { throw problem("IPv6 zones cannot be present in a prefix") }
        let digits = String(text[text.utf8.index(after: slash)...])
        guard digits.utf8.allSatisfy(\.isDigit), digits.utf8.count == 1 || digits.utf8.first != UInt8(ascii: "0"),
            let length = Int(digits)
        else { throw problem("bad bits after slash: \(digits.goQuoted)") }
        guard length <= bytes.count * 8 else { throw problem("prefix length out of range") }
        let address = IPValue(bytes: bytes)
        if address.isMapped {
            throw EvaluationError("\(prefix)IPv4-mapped IPv6 address \(text.goQuoted) is not allowed")
        }
        self.init(address: address, length: length)
    }

    var text: String { "\(address.text)/\(length)" }
    var masked: CIDRValue { CIDRValue(address: address.masked(length), length: length) }

    func contains(_ other: IPValue) -> Bool {
        other.bytes.count == address.bytes.count && other.masked(length) == address.masked(length)
    }

    func contains(_ other: CIDRValue) -> Bool { length <= other.length && contains(other.address) }
}

/// A URL with the text it was read from.
struct URLValue: Sendable {
    let text: String
    let parts: URLText

    init(parsing text: String) throws(EvaluationError) {
        // Like Go's ParseRequestURI: absolute, with a host or a rooted path. That knows no fragments, so it is read again.
        guard URLText(requestURI: text) != nil, let parts = URLText(text) else {
            throw EvaluationError(
                "URL parse error during conversion from string: parse \"\(text)\": invalid URI for request")
        }
        self.text = text
        self.parts = parts
    }

    /// The host without its port and brackets.
    var hostName: String {
        if parts.host.hasPrefix("["), let end = parts.host.lastIndex(of: "]") {
            return String(parts.host[parts.host.index(after: parts.host.startIndex)..<end])
        }
        guard let colon = parts.host.lastIndex(of: ":") else { return parts.host }
        return String(parts.host[..<colon])
    }

    var port: String {
        guard let colon = parts.host.lastIndex(of: ":"), parts.host.lastIndex(of: "]").map({ $0 < colon }) ?? true
        else { return "" }
        return String(parts.host[parts.host.index(after: colon)...])
    }

    /// The query by names, every name with all its values, in order.
    var query: [(name: String, values: [String])] {
        var found: [(name: String, values: [String])] = []
        for pair in parts.query.split(separator: "&") where !pair.contains(";") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.unescape(halves[0]), let value = Self.unescape(halves.count > 1 ? halves[1] : "")
            else { continue }
            if let place = found.firstIndex(where: { $0.name == name }) {
                found[place].values.append(value)
            } else {
                found.append((name, [value]))
            }
        }
        return found
    }

    /// The path as it is written, where that is fit for a URL, or else with the fewest escapes, as Go's `EscapedPath`.
    var escapedPath: String {
        let path = parts.path
        guard path != "*", !path.utf8.allSatisfy({ $0.isPlainInPath || "!'()*[]%".utf8.contains($0) }) else {
            return path
        }
        var escaped = ""
        for byte in (Self.unescape(path[...], isQuery: false) ?? path).utf8 {
            if byte.isPlainInPath {
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                escaped += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        return escaped
    }

    private static func unescape(_ text: Substring, isQuery: Bool = true) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+") where isQuery: bytes.append(0x20)
            case UInt8(ascii: "%"):
                let digits = rest.prefix(2)
                guard digits.count == 2, digits.allSatisfy(\.isHexDigit),
                    let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
                else { return nil }
                bytes.append(code)
                rest = rest.dropFirst(2)
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension UInt8 {
    /// Whether the byte stands in a path without being escaped.
    fileprivate var isPlainInPath: Bool { isIdentifierStart || isDigit || "-.~$&+,/:;=@".utf8.contains(self) }
}
