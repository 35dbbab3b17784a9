extension LazyAutomaton {
    enum Built {
        /// Nothing can match any more.
        case dead
        /// There is a match, and nothing more to learn.
        case match
        case state(State, Passage)
    }

    /// What is noted of the way into a state, for the end.
    struct Passage {
        /// There was a match before the letter.
        var isMatched = false
        /// All threads that were under way have failed.
        var isResting = false
    }

    /// The state before the first character.
    mutating func startState(neighbour: ScalarAlphabet.Neighbour) -> Built {
        arrived.removeAll()
        if arrive(at: program.start), purpose == .answer { return .match }
        return arrivedState(neighbour: neighbour, Passage(isResting: true), isCommitted: false)
    }

    /// What a state becomes over a letter.
    mutating func successor(of state: State, over letter: Int) -> Built {
        let isAtEnd = letter == alphabet.end
        let after = isAtEnd ? .none : alphabet.letters[letter].neighbour
        let holding = assertions(between: state.neighbour, and: after)
        reached.removeAll()
        // Whoever is behind one that matches is less preferred.
        let isMatched = state.members.contains { follow($0, holding) }
        if isMatched, purpose == .answer || isAtEnd { return .match }
        if isAtEnd { return .dead }
        let isCommitted = state.isCommitted || isMatched
        var hasArrived = step(over: alphabet.letters[letter].representative)
        let isResting = arrived.count == 0
        if !hasArrived, !isCommitted, !program.isAnchored { hasArrived = arrive(at: program.start) }
        if hasArrived, purpose == .answer { return .match }
        let passage = Passage(isMatched: isMatched, isResting: isResting)
        return arrivedState(neighbour: after, passage, isCommitted: isCommitted)
    }

    /// Lets what was reached consume a character, up to one that has matched then. True: there is one.
    private mutating func step(over scalar: UInt32) -> Bool {
        arrived.removeAll()
        for index in 0..<reached.count {
            steps += 1
            let instruction = program.instructions[Int(reached[index])]
            if program.consumes(instruction, scalar), arrive(at: instruction.next) { return true }
        }
        return false
    }

    private func assertions(
        between before: ScalarAlphabet.Neighbour, and after: ScalarAlphabet.Neighbour
    ) -> Assertions {
        var assertions: Assertions = (before == .word) != (after == .word) ? .wordBoundary : .notWordBoundary
        switch before {
        case .none: assertions.formUnion([.beginText, .beginLine])
        case .newline: assertions.insert(.beginLine)
        case .word, .other: break
        }
        switch after {
        case .none: assertions.formUnion([.endText, .endLine])
        case .newline: assertions.insert(.endLine)
        case .word, .other: break
        }
        return assertions
    }

    private func arrivedState(
        neighbour: ScalarAlphabet.Neighbour, _ passage: Passage, isCommitted: Bool
    ) -> Built {
        var members: [Int32] = []
        for index in 0..<arrived.count {
            let instruction = program.instructions[Int(arrived[index])]
            if defersFollowing || instruction.waits { members.append(arrived[index]) }
        }
        if members.isEmpty { return passage.isMatched ? .match : .dead }
        if purpose == .answer { members.sort() }
        return .state(State(members: members, neighbour: neighbour, isCommitted: isCommitted), passage)
    }

    /// Follows all that depends neither on a character nor on the place. True: a match.
    private mutating func arrive(at start: Int32) -> Bool {
        if defersFollowing {
            _ = arrived.insert(start)
            return false
        }
        return Self.walk(
            from: start, through: nil, program: program, into: &arrived, pending: &pending, steps: &steps)
    }

    /// Follows all that depends on no character, at a place where assertions hold. True: a match.
    private mutating func follow(_ start: Int32, _ holding: Assertions) -> Bool {
        Self.walk(
            from: start, through: holding, program: program, into: &reached, pending: &pending, steps: &steps)
    }

    private static func walk(
        from start: Int32, through holding: Assertions?, program: Program, into set: inout SparseSet,
        pending: inout [Int32], steps: inout Int
    ) -> Bool {
        pending.append(start)
        defer { pending.removeAll(keepingCapacity: true) }
        while let index = pending.popLast() {
            guard set.insert(index) else { continue }
            steps += 1
            let instruction = program.instructions[Int(index)]
            switch instruction.operation {
            case .match:
                return true
            case .alternative:
                pending.append(instruction.alternative)
                pending.append(instruction.next)
            case .capture:
                pending.append(instruction.next)
            case .assertion:
                if let holding, holding.isSuperset(of: instruction.assertions) { pending.append(instruction.next) }
            default:
                break
            }
        }
        return false
    }
}
