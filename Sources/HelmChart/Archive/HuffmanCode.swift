/// A prefix code with bounded lengths (RFC 1951, section 3.2.2): frequent symbols have short codes.
struct HuffmanCode {
    /// In bits; zero for symbols that have no code.
    let lengths: [Int]
    /// With the first bit of each code as its highest.
    let codes: [UInt32]

    /// The best code for frequencies, or a good one where the best has codes that are too long. At least two symbols
    /// get codes.
    init(frequencies: [Int], maximumLength: Int) {
        var frequencies = frequencies
        for symbol in frequencies.indices.prefix(2) where frequencies.count(where: { $0 > 0 }) < 2 {
            frequencies[symbol] = max(1, frequencies[symbol])
        }
        var lengths = Self.lengths(frequencies)
        while lengths.contains(where: { $0 > maximumLength }) {
            // Nearer to one another, and thus to codes of one length.
            frequencies = frequencies.map { ($0 + 1) / 2 }
            lengths = Self.lengths(frequencies)
        }
        self.init(lengths: lengths)
    }

    /// The code that follows from its lengths.
    init(lengths: [Int]) {
        self.lengths = lengths
        var codes = [UInt32](repeating: 0, count: lengths.count)
        var next: UInt32 = 0
        for length in 1...max(1, lengths.max() ?? 1) {
            next <<= 1
            for symbol in lengths.indices where lengths[symbol] == length {
                codes[symbol] = next
                next += 1
            }
        }
        self.codes = codes
    }

    /// Joins the two rarest trees until there is one. Of trees that are equally rare the one that was there first is
    /// taken, so that equal frequencies give equal codes.
    private static func lengths(_ frequencies: [Int]) -> [Int] {
        let leaves = frequencies.indices.filter { frequencies[$0] > 0 }.sorted {
            (frequencies[$0], $0) < (frequencies[$1], $1)
        }
        var weights = leaves.map { frequencies[$0] }
        var parents = [Int](repeating: -1, count: leaves.count)
        var (leaf, tree) = (0, leaves.count)
        func takeRarest() -> Int {
            let takesLeaf = leaf < leaves.count && (tree >= weights.count || weights[leaf] <= weights[tree])
            defer { if takesLeaf { leaf += 1 } else { tree += 1 } }
            return takesLeaf ? leaf : tree
        }
        for _ in 1..<max(1, leaves.count) {
            let (left, right) = (takeRarest(), takeRarest())
            parents[left] = weights.count
            parents[right] = weights.count
            weights.append(weights[left] + weights[right])
            parents.append(-1)
        }
        var depths = [Int](repeating: 0, count: weights.count)
        for node in weights.indices.dropLast().reversed() { depths[node] = depths[parents[node]] + 1 }
        var lengths = [Int](repeating: 0, count: frequencies.count)
        for (index, symbol) in leaves.enumerated() { lengths[symbol] = depths[index] }
        return lengths
    }
}

/// The codes of a block: of literals and lengths, and of distances.
struct BlockCodes {
    let literals: HuffmanCode
    let distances: HuffmanCode
    /// How the lengths of both are written before the block; empty for the fixed codes.
    private(set) var header: [(symbol: Int, extra: UInt32, extraBits: Int)] = []
    private(set) var headerCode: HuffmanCode?

    /// RFC 1951, section 3.2.6.
    static let fixed = BlockCodes(
        literals: HuffmanCode(
            lengths: (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }),
        distances: HuffmanCode(lengths: [Int](repeating: 5, count: 30)))

    private init(literals: HuffmanCode, distances: HuffmanCode) {
        self.literals = literals
        self.distances = distances
    }

    /// The codes for the frequencies of a block.
    init(literals literalCounts: [Int], distances distanceCounts: [Int]) {
        literals = HuffmanCode(frequencies: literalCounts, maximumLength: 15)
        distances = HuffmanCode(frequencies: distanceCounts, maximumLength: 15)
        header = Self.runs(of: literals.lengths[..<literalCount] + distances.lengths[..<distanceCount])
        var counts = [Int](repeating: 0, count: 19)
        for run in header { counts[run.symbol] += 1 }
        headerCode = HuffmanCode(frequencies: counts, maximumLength: 7)
    }

    /// Up to the last symbol that has a code, and at least so many as the format wants.
    var literalCount: Int { max(257, (literals.lengths.lastIndex { $0 > 0 } ?? 0) + 1) }
    var distanceCount: Int { max(1, (distances.lengths.lastIndex { $0 > 0 } ?? 0) + 1) }

    /// The order in which the lengths of the header's own code are written (RFC 1951, section 3.2.7).
    static let headerOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    var headerLengthCount: Int {
        let lengths = headerCode?.lengths ?? []
        return max(4, (Self.headerOrder.lastIndex { lengths[$0] > 0 } ?? 0) + 1)
    }

    var headerBits: Int {
        guard let headerCode else { return 0 }
        return header.reduce(14 + 3 * headerLengthCount) { $0 + headerCode.lengths[$1.symbol] + $1.extraBits }
    }

    /// Lengths with their repetitions put together: 16 repeats the last 3 to 6 times, 17 and 18 are zeros.
    private static func runs(of lengths: ArraySlice<Int>) -> [(symbol: Int, extra: UInt32, extraBits: Int)] {
        var runs: [(symbol: Int, extra: UInt32, extraBits: Int)] = []
        var rest = lengths
        while let length = rest.first {
            var count = rest.prefix { $0 == length }.count
            rest = rest.dropFirst(count)
            if length > 0 {
                runs.append((length, 0, 0))
                count -= 1
            }
            while count >= 3 {
                let (symbol, bits, base, most) =
                    length > 0 ? (16, 2, 3, 6) : count > 10 ? (18, 7, 11, 138) : (17, 3, 3, 10)
                let taken = min(count, most)
                runs.append((symbol, UInt32(taken - base), bits))
                count -= taken
            }
            for _ in 0..<count { runs.append((length, 0, 0)) }
        }
        return runs
    }
}
