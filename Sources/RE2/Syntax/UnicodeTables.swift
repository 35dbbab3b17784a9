/// What a pattern needs to know of Unicode: general categories, scripts and simple case folding.
enum UnicodeTables {
    /// The code points of a general category or a script by the names that Go knows: `Any`, `L`, `Lu`, `Greek`.
    static func set(named name: String) -> ScalarSet? {
        if name == "Any" { return .all }
        if let packed = packedCategories[name] ?? packedScripts[name] { return unpack(packed) }
        guard name.utf8.count == 1 else { return nil }
        let parts = packedCategories.filter { $0.key.hasPrefix(name) }
        return parts.isEmpty ? nil : ScalarSet(joining: parts.values.flatMap { unpack($0).ranges })
    }

    static func unpack(_ packed: StaticString) -> ScalarSet {
        var reader = PackedNumbers(packed)
        var ranges: [ClosedRange<UInt32>] = []
        var end: UInt32 = 0
        while let gap = reader.next(), let length = reader.next() {
            let start = end + UInt32(gap)
            end = start + UInt32(length)
            ranges.append(start...end)
        }
        return ScalarSet(ranges: ranges)
    }
}

/// The numbers of a packed table, in base 36.
struct PackedNumbers {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(_ packed: StaticString) {
        bytes = UnsafeBufferPointer(start: packed.utf8Start, count: packed.utf8CodeUnitCount)
    }

    mutating func next() -> Int? {
        while position < bytes.count, bytes[position] == UInt8(ascii: " ") { position += 1 }
        guard position < bytes.count else { return nil }
        var value = 0
        let isNegative = bytes[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        while position < bytes.count, bytes[position] != UInt8(ascii: " ") {
            let byte = bytes[position]
            let digit = byte < UInt8(ascii: "a") ? byte - UInt8(ascii: "0") : byte - UInt8(ascii: "a") + 10
            value = value * 36 + Int(digit)
            position += 1
        }
        return isNegative ? -value : value
    }
}
