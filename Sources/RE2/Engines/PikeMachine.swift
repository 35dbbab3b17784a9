/// Pike's simulation: all threads of the program step through the text together, in order of preference, each with the
/// positions that it has noted. Time is bounded by program times text, space by threads times slots.
struct PikeMachine {
    /// The instructions that were reached at one position, and what the threads noted that wait for a character there.
    private struct ThreadList {
        var reached: SparseSet
        var threads: [Int32] = []
        var slots: [Int] = []

        mutating func removeAll() {
            reached.removeAll()
            threads.removeAll(keepingCapacity: true)
            slots.removeAll(keepingCapacity: true)
        }
    }

    private let program: Program
    private let isLongest: Bool
    private let slotCount: Int
    private var current: ThreadList
    private var following: ThreadList
    private var follower: Follower
    private var best: [Int] = []
    private var stepsTaken = 0

    /// - Parameter slotCount: How many positions to note: none, two for the whole match, or more.
    init(program: Program, isLongest: Bool, slotCount: Int) {
        self.program = program
        self.isLongest = isLongest
        self.slotCount = slotCount
        current = ThreadList(reached: SparseSet(capacity: program.instructions.count))
        following = current
        follower = Follower(program: program, noted: [Int](repeating: -1, count: slotCount))
    }

    /// How many instructions were looked at.
    var steps: Int { stepsTaken + follower.steps }

    /// The positions of the first match that begins at or behind a place.
    mutating func firstMatch(in text: TextView, from start: Int) -> [Int]? {
        best.removeAll()
        current.removeAll()
        var hasMatched = false
        var position = start
        while true {
            if current.threads.isEmpty {
                if hasMatched || (program.isAnchored && position > 0) { break }
                if !program.prefix.isEmpty {
                    guard let found = program.prefix.firstIndex(in: text.bytes, from: position) else { break }
                    position = found
                }
            }
            if !hasMatched, !program.isAnchored || position == 0 {
                follower.forget()
                if slotCount > 0 { follower.noted[0] = position }
                follower.add(program.start, at: position, in: text, to: &current)
            }
            let isAtEnd = position >= text.count
            let (scalar, length) = isAtEnd ? (UInt32.max, 0) : text.scalar(at: position)
            following.removeAll()
            if step(over: isAtEnd ? nil : scalar, at: position, length: length, in: text, hasMatched) {
                hasMatched = true
                if slotCount == 0 { return [] }
            }
            swap(&current, &following)
            if isAtEnd { break }
            position += length
        }
        return hasMatched ? best : nil
    }

    /// Lets each thread consume a character. Says whether one has matched before it.
    private mutating func step(
        over scalar: UInt32?, at position: Int, length: Int, in text: TextView, _ hadMatched: Bool
    ) -> Bool {
        var hasMatched = hadMatched
        for index in 0..<current.threads.count {
            let thread = current.threads[index]
            let slots = index * slotCount
            let instruction = program.instructions[Int(thread)]
            stepsTaken += 1
            if instruction.operation == .match {
                guard slotCount > 0 else { return true }
                if isLongest, hasMatched, !isBetter(startAt: current.slots[slots], endAt: position) { continue }
                current.slots[slots + 1] = position
                best.removeAll(keepingCapacity: true)
                best.append(contentsOf: current.slots[slots..<slots + slotCount])
                hasMatched = true
                if isLongest { continue }
                // The threads behind are less preferred.
                return true
            }
            if isLongest, hasMatched, slotCount > 0, current.slots[slots] > best[0] { continue }
            guard let scalar, program.consumes(instruction, scalar) else { continue }
            for slot in 0..<slotCount { follower.noted[slot] = current.slots[slots + slot] }
            follower.add(instruction.next, at: position + length, in: text, to: &following)
        }
        return hasMatched
    }

    private func isBetter(startAt start: Int, endAt end: Int) -> Bool {
        start < best[0] || (start == best[0] && end > best[1])
    }

    /// Follows the instructions that consume nothing, in order of preference.
    private struct Follower {
        enum Pending {
            case follow(Int32)
            case restore(slot: Int, position: Int)
        }

        let program: Program
        var noted: [Int]
        private var pending: [Pending] = []
        private(set) var steps = 0

        init(program: Program, noted: [Int]) {
            self.program = program
            self.noted = noted
        }

        mutating func forget() {
            for slot in noted.indices { noted[slot] = -1 }
        }

        mutating func add(_ start: Int32, at position: Int, in text: TextView, to list: inout ThreadList) {
            let holding = program.assertions.isEmpty ? [] : text.assertions(at: position)
            pending.append(.follow(start))
            while let task = pending.popLast() {
                guard case .follow(var index) = task else {
                    if case .restore(let slot, let position) = task { noted[slot] = position }
                    continue
                }
                while list.reached.insert(index) {
                    steps += 1
                    let instruction = program.instructions[Int(index)]
                    switch instruction.operation {
                    case .fail:
                        break
                    case .alternative:
                        pending.append(.follow(instruction.alternative))
                        index = instruction.next
                        continue
                    case .capture:
                        if instruction.slot < noted.count {
                            pending.append(.restore(slot: instruction.slot, position: noted[instruction.slot]))
                            noted[instruction.slot] = position
                        }
                        index = instruction.next
                        continue
                    case .assertion:
                        guard holding.isSuperset(of: instruction.assertions) else { break }
                        index = instruction.next
                        continue
                    default:
                        list.threads.append(index)
                        list.slots.append(contentsOf: noted)
                    }
                    break
                }
            }
        }
    }
}
