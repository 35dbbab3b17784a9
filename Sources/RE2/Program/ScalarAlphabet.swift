/// The letters of an automaton: all characters that no instruction of the program tells apart are one.
struct ScalarAlphabet: Sendable {
    struct Letter: Sendable {
        var representative: UInt32
        var neighbour: Neighbour
    }

    /// What assertions see of the character before a place.
    enum Neighbour: UInt8, Sendable {
        case none, newline, word, other

        static let count = 4
    }

    /// More than any that is worth a table.
    private static let limit = 8192
    /// How many intervals may be looked at while letters are told apart.
    private static let workLimit = 1 << 20

    private(set) var letters: [Letter] = []
    /// The letters of the ASCII characters.
    private(set) var ascii: [UInt16] = []
    /// Where the intervals begin, and the letter of each.
    private var starts: [UInt32] = []
    private var letterOfInterval: [UInt16] = []

    /// The letter that stands for the end of the text.
    var end: Int { letters.count }

    /// nil: the program tells too many characters apart.
    init?(of program: Program) {
        let sets = Self.distinctSets(of: program)
        var boundaries: Set<UInt32> = [0]
        for set in sets {
            for range in set.ranges {
                boundaries.insert(range.lowerBound)
                boundaries.insert(range.upperBound + 1)
            }
            if boundaries.count > Self.workLimit / 8 { return nil }
        }
        boundaries.remove(ScalarSet.maximum + 1)
        starts = boundaries.sorted()
        guard let parts = Self.partition(starts, by: sets) else { return nil }
        var letterOfPart: [Int: UInt16] = [:]
        for (start, part) in zip(starts, parts) {
            if let letter = letterOfPart[part] {
                letterOfInterval.append(letter)
                continue
            }
            guard letters.count < Self.limit else { return nil }
            let letter = UInt16(letters.count)
            letterOfPart[part] = letter
            letterOfInterval.append(letter)
            letters.append(Letter(representative: start, neighbour: Self.neighbour(start, for: program)))
        }
        ascii = (0..<128).map { letterOfInterval[interval(of: $0)] }
    }

    @inline(__always)
    func letter(of scalar: UInt32) -> Int { Int(letterOfInterval[interval(of: scalar)]) }

    private func interval(of scalar: UInt32) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= scalar { low = middle } else { high = middle }
        }
        return low
    }

    /// What a character is to the assertions of the program; what they do not ask for is not told apart.
    static func neighbour(_ scalar: UInt32, for program: Program) -> Neighbour {
        if scalar == 0x0a, !program.assertions.isDisjoint(with: .aboutLines) { return .newline }
        if !program.assertions.isDisjoint(with: .aboutWords), ScalarSet.word.contains(scalar) { return .word }
        return .other
    }

    private static func distinctSets(of program: Program) -> [ScalarSet] {
        var scalars: Set<UInt32> = []
        var classes: Set<UInt32> = []
        var asksForNewline = !program.assertions.isDisjoint(with: .aboutLines)
        for instruction in program.instructions {
            switch instruction.operation {
            case .scalar: scalars.insert(instruction.argument)
            case .characterClass: classes.insert(instruction.argument)
            case .anyButNewline: asksForNewline = true
            default: break
            }
        }
        var sets = classes.map { program.classes[Int($0)].set } + scalars.map { ScalarSet(ranges: [$0...$0]) }
        if asksForNewline { sets.append(.newline) }
        if !program.assertions.isDisjoint(with: .aboutWords) { sets.append(.word) }
        return sets
    }

    /// Numbers for the intervals: two have the same if they are in the same sets.
    private static func partition(_ starts: [UInt32], by sets: [ScalarSet]) -> [Int]? {
        var parts = [Int](repeating: 0, count: starts.count)
        var partCount = 1
        var work = 0
        for set in sets {
            var renamed: [Int: Int] = [:]
            for range in set.ranges {
                var index = lowerBound(of: range.lowerBound, in: starts)
                while index < starts.count, starts[index] <= range.upperBound {
                    let part = parts[index]
                    if let known = renamed[part] {
                        parts[index] = known
                    } else {
                        renamed[part] = partCount
                        parts[index] = partCount
                        partCount += 1
                    }
                    index += 1
                    work += 1
                    if work > workLimit { return nil }
                }
            }
        }
        return parts
    }

    private static func lowerBound(of value: UInt32, in sorted: [UInt32]) -> Int {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
