/// A deterministic automaton, built as texts require it.
///
/// A state is the set of instructions that wait for a character or for what an assertion asks of the place. What the
/// states take up is bounded: when they are too many, all are forgotten.
struct LazyAutomaton: Sendable {
    enum Purpose: Int, Sendable {
        /// Whether a text matches at all. States are sets.
        case answer
        /// Where the first match ends. States keep the order of preference, and that a match was found already.
        case end
    }

    /// What a transition leads to: a row in `transitions`, or one of these.
    enum Outcome {
        static let unknown: Int32 = -1
        /// Nothing can match any more.
        static let dead: Int32 = -2
        /// There was a match before the letter, which settles it.
        static let match: Int32 = -3
        /// For an answer: no thread is under way, and the next match begins with the program's prefix.
        static let resting: Int32 = -4

        /// For the end: the row is shifted to make room for these.
        static let rowShift: Int32 = 2
        /// There was a match before the letter, and a preferred one may come.
        static let matchedFlag: Int32 = 1
        /// No thread is under way.
        static let restingFlag: Int32 = 2
    }

    struct State: Hashable, Sendable {
        var members: [Int32]
        var neighbour: ScalarAlphabet.Neighbour
        /// A match was found: none that begins later counts.
        var isCommitted = false
    }

    /// Bytes, roughly.
    static let memoryLimit = 1 << 20
    /// Fewer characters for each state that was built, and simulation is faster.
    private static let worth = 10

    let purpose: Purpose
    let program: Program
    let alphabet: ScalarAlphabet
    let stride: Int
    var transitions: [Int32] = []
    private var states: [State] = []
    private var rows: [State: Int32] = [:]
    /// By what stands before the start.
    private var startOutcomes = [Int32](repeating: Outcome.unknown, count: ScalarAlphabet.Neighbour.count)
    private var memory = 0
    /// Those of the state in which the program's prefix must follow; none where it has none.
    private var restingMembers: [Int32] = []
    /// Where the states that are remembered began to be built.
    private var builtSince = 0

    /// States keep where threads arrive, and nothing is followed before all is known of the place: whether a thread comes
    /// first may depend on what an assertion lets through.
    let defersFollowing: Bool

    var reached: SparseSet
    var arrived: SparseSet
    var pending: [Int32] = []
    /// How many instructions were looked at to build states.
    var steps = 0

    /// nil: too few states would fit.
    init?(program: Program, alphabet: ScalarAlphabet, purpose: Purpose) {
        self.program = program
        self.alphabet = alphabet
        self.purpose = purpose
        stride = alphabet.letters.count + 1
        guard (stride * 4 + program.instructions.count * 8) * 16 <= Self.memoryLimit else { return nil }
        defersFollowing = purpose == .end && !program.assertions.isEmpty
        reached = SparseSet(capacity: program.instructions.count)
        arrived = reached
        if !program.prefix.isEmpty, !program.isAnchored, case .state(let start, _) = startState(neighbour: .other) {
            restingMembers = start.members
        }
    }

    // MARK: - States

    /// The transition into the state at a place where no thread is under way.
    mutating func enter(at position: Int, in text: TextView) -> Int32 {
        var neighbour = ScalarAlphabet.Neighbour.other
        if position > 0 {
            neighbour = ScalarAlphabet.neighbour(UInt32(text.bytes[position - 1]), for: program)
        } else if !program.assertions.isEmpty {
            neighbour = .none
        }
        let known = startOutcomes[Int(neighbour.rawValue)]
        if known != Outcome.unknown { return known }
        let outcome: Int32
        switch startState(neighbour: neighbour) {
        case .dead: outcome = Outcome.dead
        case .match: outcome = Outcome.match
        case .state(let state, _): outcome = row(of: state) << (purpose == .end ? Outcome.rowShift : 0)
        }
        startOutcomes[Int(neighbour.rawValue)] = outcome
        return outcome
    }

    /// Makes the transition from a row over a letter, in the row that it returns: all rows but this may be forgotten.
    ///
    /// nil: the automaton does not pay for this text.
    mutating func build(from row: Int, over letter: Int, at position: Int) -> Int? {
        var row = row
        if memory > Self.memoryLimit {
            let isWorthwhile = position - builtSince >= states.count * Self.worth
            row = forgetAll(but: row)
            builtSince = position
            if !isWorthwhile { return nil }
        }
        let outcome = outcome(of: successor(of: states[row / stride], over: letter))
        transitions[row + letter] = outcome
        return row
    }

    mutating func begin(at position: Int) { builtSince = position }

    private mutating func outcome(of built: Built) -> Int32 {
        switch built {
        case .dead: return Outcome.dead
        case .match: return Outcome.match
        case .state(let state, let passage):
            if purpose == .answer {
                return state.members == restingMembers ? Outcome.resting : row(of: state)
            }
            return row(of: state) << Outcome.rowShift | (passage.isMatched ? Outcome.matchedFlag : 0)
                | (passage.isResting ? Outcome.restingFlag : 0)
        }
    }

    private mutating func row(of state: State) -> Int32 {
        if let row = rows[state] { return row }
        let row = Int32(truncatingIfNeeded: transitions.count)
        transitions.append(contentsOf: repeatElement(Outcome.unknown, count: stride))
        states.append(state)
        rows[state] = row
        memory += stride * 4 + state.members.count * 4 + 100
        return row
    }

    private mutating func forgetAll(but row: Int) -> Int {
        let kept = states[row / stride]
        transitions.removeAll(keepingCapacity: true)
        states.removeAll(keepingCapacity: true)
        rows.removeAll(keepingCapacity: true)
        for index in startOutcomes.indices { startOutcomes[index] = Outcome.unknown }
        memory = 0
        return Int(self.row(of: kept))
    }
}
