/// A search for matches with the machine that suits program and text; for one call, which may search on and on.
struct Matcher {
    /// A shorter text is searched at once, without looking for the end of the match first.
    private static let shortLength = 32

    private let program: Program
    private let pool: AutomatonPool
    private let isLongest: Bool
    private let slotCount: Int
    private var automaton: LentAutomaton?
    private var backtracker: BacktrackMachine?
    private var pike: PikeMachine?

    /// - Parameter slotCount: How many positions to note: two for the whole match, or more.
    private init(pool: AutomatonPool, isLongest: Bool, slotCount: Int) {
        program = pool.program
        self.pool = pool
        self.isLongest = isLongest
        self.slotCount = slotCount
    }

    static func withMatcher<Result>(
        pool: AutomatonPool, isLongest: Bool, slotCount: Int, _ body: (inout Matcher) -> Result
    ) -> Result {
        var matcher = Matcher(pool: pool, isLongest: isLongest, slotCount: slotCount)
        let result = body(&matcher)
        if let automaton = matcher.automaton { pool.takeBack(automaton) }
        return result
    }

    /// Whether a text contains a match.
    static func matches(_ text: TextView, pool: AutomatonPool) -> Bool {
        let program = pool.program
        if program.prefix.isWhole { return program.prefix.firstIndex(in: text.bytes, from: 0) != nil }
        if let lent = pool.lend(for: .answer) {
            let answer = lent.automaton.matches(text, from: 0)
            pool.takeBack(lent)
            if let answer { return answer }
        }
        var machine = PikeMachine(program: program, isLongest: false, slotCount: 0)
        return machine.firstMatch(in: text, from: 0) != nil
    }

    /// The noted positions of the first match that begins at or behind a position; -1 for what was not passed.
    mutating func firstMatch(in text: TextView, from start: Int) -> [Int]? {
        if program.prefix.isWhole {
            guard let found = program.prefix.firstIndex(in: text.bytes, from: start) else { return nil }
            return [found, found + program.prefix.bytes.count]
        }
        if text.count - start < Self.shortLength { return search(text, from: start, until: text.count) }
        if automaton == nil { automaton = pool.lend(for: isLongest ? .answer : .end) }
        guard let automaton else { return search(text, from: start, until: text.count) }
        if isLongest {
            if automaton.automaton.matches(text, from: start) == false { return nil }
            return search(text, from: start, until: text.count)
        }
        switch automaton.automaton.end(in: text, from: start) {
        case .noMatch: return nil
        case .found(let earliestStart, let end): return search(text, from: earliestStart, until: end)
        case nil: return search(text, from: start, until: text.count)
        }
    }

    private mutating func search(_ text: TextView, from start: Int, until end: Int) -> [Int]? {
        if BacktrackMachine.isFit(for: program, textLength: end - start) {
            var machine =
                backtracker ?? BacktrackMachine(program: program, isLongest: isLongest, slotCount: slotCount)
            backtracker = nil
            defer { backtracker = machine }
            return machine.firstMatch(in: text, from: start, until: end)
        }
        var machine = pike ?? PikeMachine(program: program, isLongest: isLongest, slotCount: slotCount)
        pike = nil
        defer { pike = machine }
        return machine.firstMatch(in: text, from: start)
    }
}
