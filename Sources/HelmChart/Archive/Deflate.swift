/// Compression (RFC 1951) whose result depends on its input alone, and not on the version of a library: equal charts
/// are to be equal archives on every machine.
///
/// Repetitions are found greedily. A block has the codes that fit it, the fixed ones where they are shorter, or is
/// stored.
struct Deflate {
    /// The most that a stored block has room for.
    private static let blockSize = 65_535
    private static let window = 1 << 15
    private static let minimumMatch = 3
    private static let maximumMatch = 258
    /// How many earlier places with the same three bytes are tried.
    private static let maximumTries = 64
    private static let hashBits = 15

    private enum Token {
        case literal(UInt8)
        case match(length: Int, distance: Int)
    }

    private let input: [UInt8]
    private var writer = BitWriter()
    /// The last place of each hash, and the place before each place.
    private var heads = [Int32](repeating: -1, count: 1 << Self.hashBits)
    private var previous: [Int32]

    static func compress(_ input: [UInt8]) -> [UInt8] {
        var deflate = Deflate(input)
        deflate.run()
        return deflate.writer.finish()
    }

    private init(_ input: [UInt8]) {
        self.input = input
        previous = [Int32](repeating: -1, count: input.count)
    }

    private mutating func run() {
        var start = 0
        repeat {
            let end = min(input.count, start + Self.blockSize)
            let tokens = tokens(of: start..<end)
            write(tokens, of: start..<end, isLast: end == input.count)
            start = end
        } while start < input.count
    }

    private mutating func tokens(of block: Range<Int>) -> [Token] {
        var tokens: [Token] = []
        var position = block.lowerBound
        while position < block.upperBound {
            let (length, distance) = longestMatch(at: position, end: block.upperBound)
            if length >= Self.minimumMatch {
                tokens.append(.match(length: length, distance: distance))
                for place in position..<(position + length) { remember(place) }
                position += length
            } else {
                tokens.append(.literal(input[position]))
                remember(position)
                position += 1
            }
        }
        return tokens
    }

    private func hash(at place: Int) -> Int? {
        guard place + Self.minimumMatch <= input.count else { return nil }
        let word = UInt32(input[place]) | UInt32(input[place + 1]) << 8 | UInt32(input[place + 2]) << 16
        return Int((word &* 0x9e37_79b1) >> UInt32(32 - Self.hashBits))
    }

    private mutating func remember(_ place: Int) {
        guard let hash = hash(at: place) else { return }
        previous[place] = heads[hash]
        heads[hash] = Int32(place)
    }

    private func longestMatch(at position: Int, end: Int) -> (length: Int, distance: Int) {
        guard let hash = hash(at: position) else { return (0, 0) }
        let limit = min(Self.maximumMatch, end - position)
        var best = (length: 0, distance: 0)
        var candidate = Int(heads[hash])
        var tries = 0
        while candidate >= 0, position - candidate <= Self.window, tries < Self.maximumTries {
            var length = 0
            while length < limit, input[candidate + length] == input[position + length] { length += 1 }
            if length > best.length { best = (length, position - candidate) }
            if length == limit { break }
            candidate = Int(previous[candidate])
            tries += 1
        }
        return best
    }
}

// MARK: - Codes

extension Deflate {
    private static let endOfBlock = 256

    private mutating func write(_ tokens: [Token], of block: Range<Int>, isLast: Bool) {
        writer.write(isLast ? 1 : 0, count: 1)
        let own = Self.codes(for: tokens)
        let ownBits = own.headerBits + Self.bits(of: tokens, own)
        let fixedBits = Self.bits(of: tokens, .fixed)
        if (block.count + 5) * 8 < min(ownBits, fixedBits) {
            writer.write(0, count: 2)
            writer.alignToByte()
            writer.write(UInt32(block.count), count: 16)
            writer.write(~UInt32(block.count) & 0xffff, count: 16)
            writer.append(input[block])
        } else if ownBits < fixedBits {
            writer.write(2, count: 2)
            writeHeader(of: own)
            write(tokens, own)
        } else {
            writer.write(1, count: 2)
            write(tokens, .fixed)
        }
    }

    private static func codes(for tokens: [Token]) -> BlockCodes {
        var literals = [Int](repeating: 0, count: 286)
        var distances = [Int](repeating: 0, count: 30)
        literals[endOfBlock] = 1
        for token in tokens {
            switch token {
            case .literal(let byte): literals[Int(byte)] += 1
            case .match(let length, let distance):
                literals[lengthCode(length).symbol] += 1
                distances[distanceCode(distance).symbol] += 1
            }
        }
        return BlockCodes(literals: literals, distances: distances)
    }

    private static func bits(of tokens: [Token], _ codes: BlockCodes) -> Int {
        tokens.reduce(codes.literals.lengths[endOfBlock]) { bits, token in
            switch token {
            case .literal(let byte): return bits + codes.literals.lengths[Int(byte)]
            case .match(let length, let distance):
                let (lengthCode, distanceCode) = (lengthCode(length), distanceCode(distance))
                return bits + codes.literals.lengths[lengthCode.symbol] + lengthCode.extraBits
                    + codes.distances.lengths[distanceCode.symbol] + distanceCode.extraBits
            }
        }
    }

    private mutating func writeHeader(of codes: BlockCodes) {
        guard let headerCode = codes.headerCode else { return }
        writer.write(UInt32(codes.literalCount - 257), count: 5)
        writer.write(UInt32(codes.distanceCount - 1), count: 5)
        writer.write(UInt32(codes.headerLengthCount - 4), count: 4)
        for symbol in BlockCodes.headerOrder.prefix(codes.headerLengthCount) {
            writer.write(UInt32(headerCode.lengths[symbol]), count: 3)
        }
        for run in codes.header {
            write(run.symbol, headerCode)
            writer.write(run.extra, count: run.extraBits)
        }
    }

    private mutating func write(_ tokens: [Token], _ codes: BlockCodes) {
        for token in tokens {
            switch token {
            case .literal(let byte): write(Int(byte), codes.literals)
            case .match(let length, let distance):
                let (lengthCode, distanceCode) = (Self.lengthCode(length), Self.distanceCode(distance))
                write(lengthCode.symbol, codes.literals)
                writer.write(UInt32(lengthCode.extra), count: lengthCode.extraBits)
                write(distanceCode.symbol, codes.distances)
                writer.write(UInt32(distanceCode.extra), count: distanceCode.extraBits)
            }
        }
        write(Self.endOfBlock, codes.literals)
    }

    private mutating func write(_ symbol: Int, _ code: HuffmanCode) {
        writer.writeReversed(code.codes[symbol], count: code.lengths[symbol])
    }

    /// RFC 1951, section 3.2.5.
    private static func lengthCode(_ length: Int) -> (symbol: Int, extra: Int, extraBits: Int) {
        if length == maximumMatch { return (285, 0, 0) }
        let offset = length - minimumMatch
        if offset < 8 { return (257 + offset, 0, 0) }
        let extraBits = offset.highestBit - 2
        return (257 + 4 * extraBits + offset >> extraBits, offset & ((1 << extraBits) - 1), extraBits)
    }

    private static func distanceCode(_ distance: Int) -> (symbol: Int, extra: Int, extraBits: Int) {
        let offset = distance - 1
        if offset < 4 { return (offset, 0, 0) }
        let extraBits = offset.highestBit - 1
        return (2 * extraBits + offset >> extraBits, offset & ((1 << extraBits) - 1), extraBits)
    }
}

extension Int {
    /// The place of the highest bit that is set.
    fileprivate var highestBit: Int { Int.bitWidth - 1 - leadingZeroBitCount }
}

/// Writes bits from the lowest of each byte on.
private struct BitWriter {
    private var bytes: [UInt8] = []
    private var pending: UInt64 = 0
    private var pendingCount = 0

    mutating func write(_ value: UInt32, count: Int) {
        pending |= UInt64(value) << UInt64(pendingCount)
        pendingCount += count
        while pendingCount >= 8 {
            bytes.append(UInt8(truncatingIfNeeded: pending))
            pending >>= 8
            pendingCount -= 8
        }
    }

    /// Codes are written from their highest bit on.
    mutating func writeReversed(_ value: UInt32, count: Int) {
        var reversed: UInt32 = 0
        for bit in 0..<count where value & 1 << UInt32(bit) != 0 { reversed |= 1 << UInt32(count - 1 - bit) }
        write(reversed, count: count)
    }

    mutating func alignToByte() {
        if pendingCount > 0 { write(0, count: 8 - pendingCount) }
    }

    mutating func append(_ slice: ArraySlice<UInt8>) { bytes += slice }

    mutating func finish() -> [UInt8] {
        alignToByte()
        return bytes
    }
}
