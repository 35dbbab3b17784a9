/// The UTF-8 of a `String`, which is valid.
struct TextView {
    let bytes: UnsafeBufferPointer<UInt8>

    var count: Int { bytes.count }

    /// The character at a position before the end, and its length in bytes.
    @inline(__always)
    func scalar(at position: Int) -> (scalar: UInt32, length: Int) {
        let first = UInt32(bytes[position])
        if first < 0x80 { return (first, 1) }
        if first < 0xe0 { return ((first & 0x1f) << 6 | continuation(position + 1), 2) }
        if first < 0xf0 {
            return ((first & 0x0f) << 12 | continuation(position + 1) << 6 | continuation(position + 2), 3)
        }
        let upper = (first & 0x07) << 18 | continuation(position + 1) << 12
        return (upper | continuation(position + 2) << 6 | continuation(position + 3), 4)
    }

    @inline(__always)
    private func continuation(_ position: Int) -> UInt32 { UInt32(bytes[position] & 0x3f) }

    /// The length of the character at a position; 0 at the end.
    func length(at position: Int) -> Int {
        position < count ? scalar(at: position).length : 0
    }

    /// All that is so at a position. Words are of ASCII.
    func assertions(at position: Int) -> Assertions {
        let before = position > 0 ? bytes[position - 1] : nil
        let after = position < count ? bytes[position] : nil
        var assertions: Assertions = []
        if before == nil { assertions.insert(.beginText) }
        if after == nil { assertions.insert(.endText) }
        if before == nil || before == UInt8(ascii: "\n") { assertions.insert(.beginLine) }
        if after == nil || after == UInt8(ascii: "\n") { assertions.insert(.endLine) }
        let isBoundary = (before?.isWord ?? false) != (after?.isWord ?? false)
        assertions.insert(isBoundary ? .wordBoundary : .notWordBoundary)
        return assertions
    }
}

extension UInt8 {
    /// The byte is an ASCII letter or digit or `_`.
    var isWord: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5a, 0x5f, 0x61...0x7a: true
        default: false
        }
    }
}
