import Synchronization

/// The automata of a program that no call is using at present, for all copies of the expression in all tasks.
final class AutomatonPool: Sendable {
    /// For each purpose.
    private static let capacity = 4

    private struct State {
        var isPrepared = false
        /// nil: not prepared yet, or the program has too many distinct characters.
        var alphabet: ScalarAlphabet?
        var answering: [LentAutomaton] = []
        var ending: [LentAutomaton] = []
    }

    let program: Program
    private let state = Mutex(State())

    init(program: Program) {
        self.program = program
    }

    /// Lends an automaton; nil where the program is beyond them.
    func lend(for purpose: LazyAutomaton.Purpose) -> LentAutomaton? {
        let (free, alphabet) = state.withLock { state -> (LentAutomaton?, ScalarAlphabet?) in
            let free = purpose == .answer ? state.answering.popLast() : state.ending.popLast()
            if let free { return (free, nil) }
            if !state.isPrepared {
                state.alphabet = ScalarAlphabet(of: program)
                state.isPrepared = true
            }
            return (nil, state.alphabet)
        }
        if let free { return free }
        guard let alphabet else { return nil }
        return LazyAutomaton(program: program, alphabet: alphabet, purpose: purpose).map(LentAutomaton.init)
    }

    /// Takes an automaton back.
    func takeBack(_ lent: LentAutomaton) {
        state.withLock { state in
            if lent.automaton.purpose == .answer {
                if state.answering.count < Self.capacity { state.answering.append(lent) }
            } else if state.ending.count < Self.capacity {
                state.ending.append(lent)
            }
        }
    }
}

/// An automaton that one call changes at a time.
///
/// Sendable because it is either in the pool of its program, where nobody touches it, or in the hands of the one call that
/// took it out.
final class LentAutomaton: @unchecked Sendable {
    var automaton: LazyAutomaton

    init(_ automaton: LazyAutomaton) { self.automaton = automaton }
}
