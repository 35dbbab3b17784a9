/// A backtracker that never tries an instruction twice at one position: quick where program and text are small.
struct BacktrackMachine {
    /// Beyond these `PikeMachine` does.
    private static let instructionLimit = 500
    private static let visitLimit = 256 * 1024

    private enum Pending {
        case follow(Int32, at: Int)
        case restore(slot: Int, position: Int)
    }

    private let program: Program
    private let isLongest: Bool
    private var pending: [Pending] = []
    private var visited: [UInt64] = []
    private var noted: [Int]
    private var limit = 0
    private var best: [Int] = []
    /// How many instructions were looked at.
    private(set) var steps = 0

    init(program: Program, isLongest: Bool, slotCount: Int) {
        self.program = program
        self.isLongest = isLongest
        noted = [Int](repeating: -1, count: slotCount)
    }

    static func isFit(for program: Program, textLength: Int) -> Bool {
        let count = program.instructions.count
        return count <= instructionLimit && textLength < visitLimit / count
    }

    /// The positions of the first match that begins at or behind a place.
    ///
    /// - Parameter limit: Where the match ends at the latest. Default: where the text does.
    mutating func firstMatch(in text: TextView, from start: Int, until limit: Int? = nil) -> [Int]? {
        self.limit = limit ?? text.count
        let count = (self.limit - start + 1) * program.instructions.count
        visited.removeAll(keepingCapacity: true)
        visited.append(contentsOf: repeatElement(0, count: (count + 63) / 64))
        best.removeAll(keepingCapacity: true)
        var position = start
        while position <= self.limit {
            if program.isAnchored, position > 0 { return nil }
            if !program.prefix.isEmpty {
                guard let found = program.prefix.firstIndex(in: text.bytes, from: position) else { return nil }
                position = found
                if position > self.limit { return nil }
            }
            if tryMatch(in: text, from: start, at: position) { return best }
            position += max(1, text.length(at: position))
        }
        return nil
    }

    /// What has failed from an earlier place fails from this one too, so that `visited` lasts.
    private mutating func tryMatch(in text: TextView, from start: Int, at position: Int) -> Bool {
        for slot in noted.indices { noted[slot] = -1 }
        noted[0] = position
        pending.removeAll(keepingCapacity: true)
        pending.append(.follow(program.start, at: position))
        while let task = pending.popLast() {
            switch task {
            case .restore(let slot, let position): noted[slot] = position
            case .follow(let index, let position):
                if follow(index, at: position, in: text, from: start) { return true }
            }
        }
        return !best.isEmpty
    }

    private mutating func follow(_ first: Int32, at firstPosition: Int, in text: TextView, from start: Int) -> Bool {
        var index = first
        var position = firstPosition
        while visit(index, at: position - start) {
            steps += 1
            let instruction = program.instructions[Int(index)]
            switch instruction.operation {
            case .fail:
                return false
            case .match:
                if best.isEmpty || position > best[1] {
                    noted[1] = position
                    best.removeAll(keepingCapacity: true)
                    best.append(contentsOf: noted)
                }
                // Nothing is longer than to the end.
                return !isLongest || position == limit
            case .alternative:
                pending.append(.follow(instruction.alternative, at: position))
            case .capture:
                if instruction.slot < noted.count {
                    pending.append(.restore(slot: instruction.slot, position: noted[instruction.slot]))
                    noted[instruction.slot] = position
                }
            case .assertion:
                guard text.assertions(at: position).isSuperset(of: instruction.assertions) else { return false }
            default:
                guard position < limit else { return false }
                let (scalar, length) = text.scalar(at: position)
                guard program.consumes(instruction, scalar) else { return false }
                position += length
                guard position <= limit else { return false }
            }
            index = instruction.next
        }
        return false
    }

    @inline(__always)
    private mutating func visit(_ index: Int32, at offset: Int) -> Bool {
        let bit = offset * program.instructions.count + Int(index)
        let mask: UInt64 = 1 << UInt64(bit & 63)
        if visited[bit >> 6] & mask != 0 { return false }
        visited[bit >> 6] |= mask
        return true
    }
}
