/// A set of code points as sorted ranges that neither overlap nor touch.
struct ScalarSet: Hashable, Sendable {
    static let maximum: UInt32 = 0x10ffff
    static let all = ScalarSet(ranges: [0...maximum])
    static let newline = ScalarSet(ranges: [0x0a...0x0a])
    static let allButNewline = newline.inverted
    static let word = ScalarSet(ranges: [0x30...0x39, 0x41...0x5a, 0x5f...0x5f, 0x61...0x7a])

    private(set) var ranges: [ClosedRange<UInt32>]

    /// Takes ranges that are in order already.
    init(ranges: [ClosedRange<UInt32>] = []) {
        self.ranges = ranges
    }

    /// Puts ranges in order and joins those that overlap or touch.
    init(joining unsorted: [ClosedRange<UInt32>]) {
        ranges = []
        for range in unsorted.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = ranges.last, range.lowerBound <= last.upperBound + 1 {
                if range.upperBound > last.upperBound {
                    ranges[ranges.count - 1] = last.lowerBound...range.upperBound
                }
            } else {
                ranges.append(range)
            }
        }
    }

    var isEmpty: Bool { ranges.isEmpty }

    /// The code point of a set that has exactly one.
    var only: UInt32? {
        guard ranges.count == 1, let range = ranges.first, range.lowerBound == range.upperBound else { return nil }
        return range.lowerBound
    }

    var inverted: ScalarSet {
        var inverted: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if next < range.lowerBound { inverted.append(next...range.lowerBound - 1) }
            next = range.upperBound + 1
        }
        if next <= Self.maximum { inverted.append(next...Self.maximum) }
        return ScalarSet(ranges: inverted)
    }

    func union(_ other: ScalarSet) -> ScalarSet { ScalarSet(joining: ranges + other.ranges) }

    func contains(_ scalar: UInt32) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < scalar { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound <= scalar
    }
}
