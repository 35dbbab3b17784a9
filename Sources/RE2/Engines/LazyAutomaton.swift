/// A deterministic automaton for the question whether a text matches at all, built as texts require it.
///
/// A state is the set of instructions that wait for a character or for what an assertion asks of the place. What the
/// states take up is bounded: when they are too many, all are forgotten.
struct LazyAutomaton: Sendable {
    /// What a transition leads to: the place of a row in `transitions`, or one of these.
    enum Outcome {
        static let unknown: Int32 = -1
        static let match: Int32 = -2
        /// Nothing can match any more.
        static let dead: Int32 = -3
        /// No thread is under way: the next match begins with the program's prefix.
        static let resting: Int32 = -4
    }

    struct State: Hashable, Sendable {
        var members: [Int32]
        var neighbour: ScalarAlphabet.Neighbour
    }

    /// Bytes, roughly.
    static let memoryLimit = 1 << 20
    /// Fewer characters for each state that was built, and simulation is faster.
    private static let worth = 10

    let program: Program
    let alphabet: ScalarAlphabet
    let stride: Int
    var transitions: [Int32] = []
    private var states: [State] = []
    private var rows: [State: Int32] = [:]
    private var startRows: [ScalarAlphabet.Neighbour: Int32] = [:]
    private var memory = 0
    private var restingMembers: [Int32] = []

    var reached: SparseSet
    var arrived: SparseSet
    var pending: [Int32] = []
    /// How many instructions were looked at to build states.
    var steps = 0

    /// nil: too few states would fit.
    init?(program: Program, alphabet: ScalarAlphabet) {
        self.program = program
        self.alphabet = alphabet
        stride = alphabet.letters.count + 1
        guard (stride * 4 + program.instructions.count * 8) * 16 <= Self.memoryLimit else { return nil }
        reached = SparseSet(capacity: program.instructions.count)
        arrived = reached
        if !program.prefix.isEmpty, case .state(let start)? = startState(neighbour: .other) {
            restingMembers = start.members
        }
    }

    /// Whether a match begins at or behind a position. nil: the automaton does not pay for this text.
    mutating func matches(_ text: TextView, from start: Int) -> Bool? {
        if program.isAnchored, start > 0 { return false }
        var position = start
        if !program.prefix.isEmpty, !program.isAnchored {
            guard let found = program.prefix.firstIndex(in: text.bytes, from: start) else { return false }
            position = found
        }
        var outcome = enter(at: position, in: text)
        var builtSince = position
        while outcome >= 0 {
            let stop = scan(text, from: position, in: Int(outcome))
            position = stop.position
            outcome = stop.outcome
            switch outcome {
            case Outcome.unknown:
                if memory > Self.memoryLimit {
                    let isWorthwhile = position - builtSince >= states.count * Self.worth
                    outcome = forgetAll(but: stop.row)
                    if !isWorthwhile { return nil }
                    builtSince = position
                } else {
                    transitions[stop.row + stop.letter] = build(from: states[stop.row / stride], over: stop.letter)
                    outcome = Int32(truncatingIfNeeded: stop.row)
                }
            case Outcome.resting:
                position += text.length(at: position)
                guard let found = program.prefix.firstIndex(in: text.bytes, from: position) else { return false }
                position = found
                outcome = enter(at: position, in: text)
            default:
                break
            }
        }
        return outcome == Outcome.match
    }

    private struct Stop {
        var position: Int
        var row: Int
        var letter: Int
        var outcome: Int32
    }

    /// Follows transitions until one leads to no state.
    private func scan(_ text: TextView, from start: Int, in startRow: Int) -> Stop {
        transitions.withUnsafeBufferPointer { transitions in
            alphabet.ascii.withUnsafeBufferPointer { ascii in
                var position = start
                var row = startRow
                while position < text.count {
                    let byte = text.bytes[position]
                    let letter: Int
                    var length = 1
                    if byte < 0x80 {
                        letter = Int(ascii[Int(byte)])
                    } else {
                        let scalar: UInt32
                        (scalar, length) = text.scalar(at: position)
                        letter = alphabet.letter(of: scalar)
                    }
                    let outcome = transitions[row + letter]
                    if outcome < 0 { return Stop(position: position, row: row, letter: letter, outcome: outcome) }
                    row = Int(outcome)
                    position += length
                }
                let letter = alphabet.end
                return Stop(position: position, row: row, letter: letter, outcome: transitions[row + letter])
            }
        }
    }

    // MARK: - States

    private mutating func enter(at position: Int, in text: TextView) -> Int32 {
        var neighbour = ScalarAlphabet.Neighbour.other
        if position > 0 {
            neighbour = ScalarAlphabet.neighbour(UInt32(text.bytes[position - 1]), for: program)
        } else if !program.assertions.isEmpty {
            neighbour = .none
        }
        if let row = startRows[neighbour] { return row }
        let row = row(for: startState(neighbour: neighbour))
        startRows[neighbour] = row
        return row
    }

    private mutating func build(from state: State, over letter: Int) -> Int32 {
        let built = successor(of: state, over: letter)
        if case .state(let state)? = built, !restingMembers.isEmpty, !program.isAnchored,
            state.members == restingMembers
        {
            return Outcome.resting
        }
        return row(for: built)
    }

    private mutating func row(for built: Built?) -> Int32 {
        switch built {
        case nil: return Outcome.dead
        case .match: return Outcome.match
        case .state(let state):
            if let row = rows[state] { return row }
            let row = Int32(truncatingIfNeeded: transitions.count)
            transitions.append(contentsOf: repeatElement(Outcome.unknown, count: stride))
            states.append(state)
            rows[state] = row
            memory += stride * 4 + state.members.count * 4 + 100
            return row
        }
    }

    private mutating func forgetAll(but row: Int) -> Int32 {
        let kept = states[row / stride]
        transitions.removeAll(keepingCapacity: true)
        states.removeAll(keepingCapacity: true)
        rows.removeAll(keepingCapacity: true)
        startRows.removeAll()
        memory = 0
        return self.row(for: .state(kept))
    }
}
