/// Unicode's simple case folding: each code point that folds with others has a successor, round the orbit of all of them.
enum CaseFolding {
    /// A run of neighbours whose successors are equally far.
    private struct Run: Sendable {
        var range: ClosedRange<UInt32>
        /// 0: the neighbours fold with each other, two by two from the start.
        var distance: Int

        var isPairs: Bool { distance == 0 }

        func successor(of scalar: UInt32) -> UInt32 {
            if isPairs { return range.lowerBound + ((scalar - range.lowerBound) ^ 1) }
            return UInt32(Int(scalar) + distance)
        }

        /// The successors of a part of the run; for pairs the whole pairs.
        func successors(of part: ClosedRange<UInt32>) -> ClosedRange<UInt32> {
            guard isPairs else { return successor(of: part.lowerBound)...successor(of: part.upperBound) }
            let low = (part.lowerBound - range.lowerBound) & ~1
            let high = (part.upperBound - range.lowerBound) | 1
            return range.lowerBound + low...range.lowerBound + high
        }
    }

    private static let runs: [Run] = {
        var reader = PackedNumbers(UnicodeTables.packedFolds)
        var runs: [Run] = []
        var end: UInt32 = 0
        while let gap = reader.next(), let length = reader.next(), let distance = reader.next() {
            let start = end + UInt32(gap)
            end = start + UInt32(length)
            runs.append(Run(range: start...end, distance: distance))
        }
        return runs
    }()

    /// The next code point of the orbit; the code point itself where it folds with no other.
    static func successor(of scalar: UInt32) -> UInt32 {
        let index = firstRun(endingAtOrAfter: scalar)
        guard index < runs.count, runs[index].range.contains(scalar) else { return scalar }
        return runs[index].successor(of: scalar)
    }

    /// The orbit of a code point.
    static func orbit(of scalar: UInt32) -> ScalarSet {
        var ranges = [scalar...scalar]
        var next = successor(of: scalar)
        while next != scalar {
            ranges.append(next...next)
            next = successor(of: next)
        }
        return ScalarSet(joining: ranges)
    }

    /// The set with all that folds with its members.
    static func closure(of set: ScalarSet) -> ScalarSet {
        var set = set
        while true {
            var additions: [ClosedRange<UInt32>] = []
            for range in set.ranges {
                var index = firstRun(endingAtOrAfter: range.lowerBound)
                while index < runs.count, runs[index].range.lowerBound <= range.upperBound {
                    additions.append(runs[index].successors(of: range.clamped(to: runs[index].range)))
                    index += 1
                }
            }
            let closed = ScalarSet(joining: set.ranges + additions)
            if closed == set { return set }
            set = closed
        }
    }

    private static func firstRun(endingAtOrAfter scalar: UInt32) -> Int {
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].range.upperBound < scalar { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
