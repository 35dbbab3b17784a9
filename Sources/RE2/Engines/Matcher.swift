/// A search for matches with the machine that suits program and text; for one call, which may search on and on.
struct Matcher {
    /// A shorter text is not worth the question whether it matches at all.
    private static let filterLength = 32

    private let program: Program
    private let isLongest: Bool
    private let slotCount: Int
    private var backtracker: BacktrackMachine?
    private var pike: PikeMachine?

    /// - Parameter slotCount: How many positions to note: two for the whole match, or more.
    init(program: Program, isLongest: Bool, slotCount: Int) {
        self.program = program
        self.isLongest = isLongest
        self.slotCount = slotCount
    }

    /// Whether a match begins at or behind a position.
    static func matches(_ program: Program, in text: TextView, from start: Int) -> Bool {
        if program.prefix.isWhole { return program.prefix.firstIndex(in: text.bytes, from: start) != nil }
        if let answer = program.withAutomaton({ $0.matches(text, from: start) }) ?? nil { return answer }
        var machine = PikeMachine(program: program, isLongest: false, slotCount: 0)
        return machine.firstMatch(in: text, from: start) != nil
    }

    /// The noted positions of the first match that begins at or behind a position; -1 for what was not passed.
    mutating func firstMatch(in text: TextView, from start: Int) -> [Int]? {
        if program.prefix.isWhole {
            guard let found = program.prefix.firstIndex(in: text.bytes, from: start) else { return nil }
            return [found, found + program.prefix.bytes.count]
        }
        let length = text.count - start
        if length >= Self.filterLength, program.withAutomaton({ $0.matches(text, from: start) }) == .some(false) {
            return nil
        }
        if BacktrackMachine.isFit(for: program, textLength: length) {
            var machine =
                backtracker ?? BacktrackMachine(program: program, isLongest: isLongest, slotCount: slotCount)
            backtracker = nil
            defer { backtracker = machine }
            return machine.firstMatch(in: text, from: start)
        }
        var machine = pike ?? PikeMachine(program: program, isLongest: isLongest, slotCount: slotCount)
        pike = nil
        defer { pike = machine }
        return machine.firstMatch(in: text, from: start)
    }
}
