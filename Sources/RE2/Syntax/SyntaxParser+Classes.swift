extension SyntaxParser {
    /// A class in brackets.
    mutating func parseClass() throws(RegularExpressionError) -> ScalarSet {
        let start = position
        position += 1
        let isNegated = next == "^"
        if isNegated { position += 1 }
        // Named classes are folded on their own, before they are negated.
        var characters: [ClosedRange<UInt32>] = []
        var named: [ClosedRange<UInt32>] = []
        var isFirst = true
        while next != "]" || isFirst {
            isFirst = false
            if let set = try parsePOSIXClass() {
                named.append(contentsOf: set.ranges)
            } else if let set = try parseClassEscape() {
                named.append(contentsOf: set.ranges)
            } else {
                characters.append(try parseClassRange(classAt: start))
            }
        }
        position += 1
        var set = ScalarSet(joining: characters)
        if flags.contains(.foldsCase) { set = CaseFolding.closure(of: set) }
        if !named.isEmpty { set = ScalarSet(joining: set.ranges + named) }
        return isNegated ? set.inverted : set
    }

    private mutating func parseClassRange(classAt start: Int) throws(RegularExpressionError) -> ClosedRange<UInt32> {
        let rangeStart = position
        let low = try parseClassCharacter(classAt: start)
        guard next == "-", let following = peek(1), following != "]" else { return low...low }
        position += 1
        let high = try parseClassCharacter(classAt: start)
        guard low <= high else { throw failure(.invalidClassRange, from: rangeStart) }
        return low...high
    }

    private mutating func parseClassCharacter(classAt start: Int) throws(RegularExpressionError) -> UInt32 {
        guard let scalar = next else { throw failure(.missingBracket, from: start, to: scalars.count) }
        if scalar == "\\" { return try parseEscape() }
        position += 1
        return scalar.value
    }

    /// `[:alpha:]` or `[:^alpha:]`; what has no `:]` is none.
    private mutating func parsePOSIXClass() throws(RegularExpressionError) -> ScalarSet? {
        guard next == "[", peek(1) == ":", peek(2) != nil, !lacksPOSIXEnd else { return nil }
        var end = position + 2
        while end + 1 < scalars.count, scalars[end] != ":" || scalars[end + 1] != "]" { end += 1 }
        guard end + 1 < scalars.count else {
            lacksPOSIXEnd = true
            return nil
        }
        var name = ""
        name.unicodeScalars.append(contentsOf: scalars[position + 2..<min(end, position + 16)])
        let isNegated = name.hasPrefix("^")
        if isNegated { name.removeFirst() }
        guard let ranges = Self.posixClasses[name] else {
            throw failure(.invalidClassRange, from: position, to: end + 2)
        }
        position = end + 2
        return folded(ScalarSet(ranges: ranges), isNegated: isNegated)
    }

    private static let posixClasses: [String: [ClosedRange<UInt32>]] = [
        "alnum": [0x30...0x39, 0x41...0x5a, 0x61...0x7a],
        "alpha": [0x41...0x5a, 0x61...0x7a],
        "ascii": [0x00...0x7f],
        "blank": [0x09...0x09, 0x20...0x20],
        "cntrl": [0x00...0x1f, 0x7f...0x7f],
        "digit": [0x30...0x39],
        "graph": [0x21...0x7e],
        "lower": [0x61...0x7a],
        "print": [0x20...0x7e],
        "punct": [0x21...0x2f, 0x3a...0x40, 0x5b...0x60, 0x7b...0x7e],
        "space": [0x09...0x0d, 0x20...0x20],
        "upper": [0x41...0x5a],
        "word": [0x30...0x39, 0x41...0x5a, 0x5f...0x5f, 0x61...0x7a],
        "xdigit": [0x30...0x39, 0x41...0x46, 0x61...0x66],
    ]
}
