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
        if text.contains("%") {
            throw EvaluationError("IP address \"\(text)\" with zone value is not allowed")
        }
        guard let bytes = Self.bytes(text) else {
            throw EvaluationError(
                "IP Address \"\(text)\" parse error during conversion from string: ParseAddr(\"\(text)\"): unable to parse IP"
            )
        }
        if bytes.count == 16, bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == 0xff, bytes[11] == 0xff {
            throw EvaluationError("IPv4-mapped IPv6 address \"\(text)\" is not allowed")
        }
        self.bytes = bytes
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        guard text.contains(":") else { return version4(text[...]) }
        var halves: [[UInt8]] = [[]]
        var groups = text.split(separator: ":", omittingEmptySubsequences: false)
        if groups[0].isEmpty {
            guard groups.count > 2, groups[1].isEmpty else { return nil }
            groups.removeFirst()
        }
        if groups[groups.count - 1].isEmpty {
            guard groups.count > 1, groups[groups.count - 2].isEmpty else { return nil }
            groups.removeLast()
        }
        for (index, group) in groups.enumerated() {
            if group.isEmpty {
                guard halves.count == 1 else { return nil }
                halves.append([])
            } else if group.contains(".") {
                guard index == groups.count - 1, let bytes = version4(group) else { return nil }
                halves[halves.count - 1] += bytes
            } else {
                guard group.utf8.count <= 4, group.utf8.allSatisfy(\.isHexDigit), let value = UInt16(group, radix: 16)
                else { return nil }
                halves[halves.count - 1] += [UInt8(value >> 8), UInt8(value & 0xff)]
            }
        }
        let count = halves.reduce(0) { $0 + $1.count }
        if halves.count == 1 { return count == 16 ? halves[0] : nil }
        guard count <= 14 else { return nil }
        return halves[0] + [UInt8](repeating: 0, count: 16 - count) + halves[1]
    }

    private static func version4(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            guard (1...3).contains(part.utf8.count), part.utf8.count == 1 || part.utf8.first != UInt8(ascii: "0"),
                part.utf8.allSatisfy(\.isDigit), let byte = UInt8(part)
            else { return nil }
            bytes.append(byte)
        }
        return bytes
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

    init(parsing text: String) throws(EvaluationError) {
        let failure = EvaluationError(
            "network address parse error during conversion from string: netip.ParsePrefix(\"\(text)\"): unable to parse"
        )
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw failure }
        if parts[0].contains("%") { throw EvaluationError("CIDR \"\(text)\" with zone value is not allowed") }
        guard let length = Int(parts[1]), parts[1].utf8.allSatisfy(\.isDigit), String(length) == parts[1] else {
            throw failure
        }
        let address = try IPValue(parsing: String(parts[0]))
        guard length <= address.bytes.count * 8 else { throw failure }
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
        // Like Go's ParseRequestURI: absolute, with a host or a rooted path.
        guard let parts = URLText(requestURI: text) else {
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

    private static func unescape(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(0x20)
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
