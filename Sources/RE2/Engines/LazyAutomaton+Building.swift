extension LazyAutomaton {
    enum Built {
        case match
        case state(State)
    }

    /// The state before the first character; nil where nothing can match.
    mutating func startState(neighbour: ScalarAlphabet.Neighbour) -> Built? {
        arrived.removeAll()
        if arrive(at: program.start) { return .match }
        return arrivedState(neighbour: neighbour)
    }

    /// What a state becomes over a letter; nil where nothing can match any more.
    mutating func successor(of state: State, over letter: Int) -> Built? {
        let isAtEnd = letter == alphabet.end
        let after = isAtEnd ? .none : alphabet.letters[letter].neighbour
        let holding = assertions(between: state.neighbour, and: after)
        reached.removeAll()
        for member in state.members where follow(member, holding) { return .match }
        if isAtEnd { return nil }
        let scalar = alphabet.letters[letter].representative
        arrived.removeAll()
        for index in 0..<reached.count {
            steps += 1
            let instruction = program.instructions[Int(reached[index])]
            if program.consumes(instruction, scalar), arrive(at: instruction.next) { return .match }
        }
        if !program.isAnchored, arrive(at: program.start) { return .match }
        return arrivedState(neighbour: after)
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

    private func arrivedState(neighbour: ScalarAlphabet.Neighbour) -> Built? {
        var members: [Int32] = []
        for index in 0..<arrived.count {
            let instruction = program.instructions[Int(arrived[index])]
            if instruction.consumes || instruction.operation == .assertion { members.append(arrived[index]) }
        }
        if members.isEmpty { return nil }
        members.sort()
        return .state(State(members: members, neighbour: neighbour))
    }

    /// Follows all that depends neither on a character nor on the place. True: a match.
    private mutating func arrive(at start: Int32) -> Bool {
        Self.walk(
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
