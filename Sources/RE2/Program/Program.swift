/// A compiled expression.
final class Program: Sendable {
    let instructions: [Instruction]
    let start: Int32
    let classes: [CharacterClass]
    let captureCount: Int
    /// Matches begin at the start of the text alone.
    let isAnchored: Bool
    /// Every match begins with these bytes.
    let prefix: LiteralPrefix
    /// All assertions that occur.
    let assertions: Assertions

    init(instructions: [Instruction], start: Int32, sets: [ScalarSet], captureCount: Int) {
        self.instructions = instructions
        self.start = start
        self.classes = sets.map(CharacterClass.init)
        self.captureCount = captureCount
        var isAnchored = false
        var first = Int(start)
        while instructions[first].operation == .capture || instructions[first].operation == .assertion {
            if instructions[first].operation == .assertion, instructions[first].assertions.contains(.beginText) {
                isAnchored = true
            }
            first = Int(instructions[first].next)
        }
        self.isAnchored = isAnchored
        self.prefix = LiteralPrefix(of: instructions, from: start, captureCount: captureCount)
        self.assertions = instructions.reduce(into: []) { all, instruction in
            if instruction.operation == .assertion { all.formUnion(instruction.assertions) }
        }
    }

    /// The number of positions that a match notes: two for the whole and for each group.
    var slotCount: Int { captureCount * 2 + 2 }

    @inline(__always)
    func consumes(_ instruction: Instruction, _ scalar: UInt32) -> Bool {
        switch instruction.operation {
        case .scalar: instruction.argument == scalar
        case .any: true
        case .anyButNewline: scalar != 0x0a
        case .characterClass: classes[Int(instruction.argument)].contains(scalar)
        default: false
        }
    }
}

/// A class as matchers ask for it: a bit for each ASCII character, and the ranges of all.
struct CharacterClass: Sendable {
    let low: UInt64
    let high: UInt64
    let set: ScalarSet

    init(_ set: ScalarSet) {
        var bits: [UInt64] = [0, 0]
        for range in set.ranges where range.lowerBound < 0x80 {
            for scalar in range.clamped(to: 0...0x7f) { bits[Int(scalar >> 6)] |= 1 << UInt64(scalar & 63) }
        }
        low = bits[0]
        high = bits[1]
        self.set = set
    }

    @inline(__always)
    func contains(_ scalar: UInt32) -> Bool {
        if scalar < 64 { return low >> UInt64(scalar) & 1 != 0 }
        if scalar < 128 { return high >> UInt64(scalar - 64) & 1 != 0 }
        return set.contains(scalar)
    }
}
