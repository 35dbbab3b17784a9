/// An IPv4 or IPv6 address.
package struct NetworkAddress: Sendable, Hashable {
    /// 4 or 16 bytes in network order.
    let bytes: [UInt8]

    var isVersion4: Bool { bytes.count == 4 }

    /// Reads dotted decimals without leading zeros, or the text form of IPv6 (RFC 4291, section 2.2) without a zone.
    package init?(parsing text: some StringProtocol) {
        guard let bytes = text.utf8.contains(UInt8(ascii: ":")) ? Self.version6(text) : Self.version4(text) else {
            return nil
        }
        self.bytes = bytes
    }

    private static func version4(_ text: some StringProtocol) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            guard (1...3).contains(part.utf8.count), part.utf8.count == 1 || !part.hasPrefix("0"),
                part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let byte = UInt8(part)
            else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    private static func version6(_ text: some StringProtocol) -> [UInt8]? {
        // `::` stands once for as many zero groups as are missing.
        var halves: [[UInt8]] = [[]]
        var groups = text.split(separator: ":", omittingEmptySubsequences: false)
        if groups.first?.isEmpty == true {
            guard groups.count > 2, groups[1].isEmpty else { return nil }
            groups.removeFirst()
        }
        if groups.last?.isEmpty == true {
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
                guard group.utf8.count <= 4, group.first?.isHexDigit == true, let value = UInt16(group, radix: 16)
                else {
                    return nil
                }
                halves[halves.count - 1] += [UInt8(value >> 8), UInt8(value & 0xff)]
            }
        }
        let count = halves.reduce(0) { $0 + $1.count }
        if halves.count == 1 { return count == 16 ? halves[0] : nil }
        guard count <= 14 else { return nil }
        return halves[0] + [UInt8](repeating: 0, count: 16 - count) + halves[1]
    }
}

/// A block of addresses: `10.96.0.0/12`.
public struct CIDRBlock: Sendable, Hashable {
    /// The address as it was written, which need not be the first of the block.
    private let address: NetworkAddress
    /// The bits that all addresses of the block share.
    public let prefixLength: Int

    /// Reads `address/length`.
    public init?(parsing text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = NetworkAddress(parsing: parts[0]),
            (1...3).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let length = Int(parts[1]), length <= address.bytes.count * 8,
            parts[1].utf8.count == 1 || !parts[1].hasPrefix("0")
        else { return nil }
        self.address = address
        prefixLength = length
    }

    private func contains(_ other: NetworkAddress) -> Bool {
        guard other.bytes.count == address.bytes.count else { return false }
        for (index, (left, right)) in zip(address.bytes, other.bytes).enumerated() {
            let bits = min(max(prefixLength - index * 8, 0), 8)
            let mask = UInt8(truncatingIfNeeded: 0xff00 >> bits)
            guard left & mask == right & mask else { return false }
        }
        return true
    }

    /// Whether the addresses are of IPv4.
    public var isVersion4: Bool { address.isVersion4 }

    /// Whether `address` is one of the block's.
    public func contains(_ address: some StringProtocol) -> Bool {
        NetworkAddress(parsing: address).map { contains($0) } ?? false
    }

    /// Whether the two have an address in common.
    public func overlaps(_ other: CIDRBlock) -> Bool {
        prefixLength <= other.prefixLength ? contains(other.address) : other.contains(address)
    }
}
