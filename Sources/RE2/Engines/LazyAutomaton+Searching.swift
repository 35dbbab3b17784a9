extension LazyAutomaton {
    /// Whether a match begins at or behind a position. nil: the automaton does not pay for this text.
    mutating func matches(_ text: TextView, from start: Int) -> Bool? {
        if program.isAnchored, start > 0 { return false }
        begin(at: start)
        var position = start
        var outcome = Outcome.resting
        if program.isAnchored || program.prefix.isEmpty { outcome = enter(at: position, in: text) }
        while true {
            switch outcome {
            case Outcome.match: return true
            case Outcome.dead: return false
            case Outcome.resting:
                guard let found = program.prefix.firstIndex(in: text.bytes, from: position) else { return false }
                position = found
                outcome = enter(at: position, in: text)
            default:
                let stop = scan(text, from: position, in: Int(outcome))
                (position, outcome) = (stop.position, stop.outcome)
                if outcome == Outcome.unknown {
                    guard let row = build(from: stop.row, over: stop.letter, at: position) else { return nil }
                    outcome = Int32(truncatingIfNeeded: row)
                } else {
                    position += text.length(at: position)
                }
            }
        }
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
}

// MARK: - Ends

extension LazyAutomaton {
    enum End: Equatable {
        case noMatch
        /// The match ends at `end` and does not begin before `earliestStart`.
        case found(earliestStart: Int, end: Int)
    }

    private struct EndSearch {
        var position: Int
        var earliestStart: Int
        var end: Int?
        var row = 0
        var letter = 0
    }

    /// Where the first match that begins at or behind a position ends. nil: the automaton does not pay for this text.
    mutating func end(in text: TextView, from start: Int) -> End? {
        if program.isAnchored, start > 0 { return .noMatch }
        begin(at: start)
        var search = EndSearch(position: start, earliestStart: start)
        if !program.isAnchored, !skipToPrefix(&search, in: text) { return .noMatch }
        let entered = enter(at: search.position, in: text)
        if entered < 0 { return .noMatch }
        search.row = Int(entered >> Outcome.rowShift)
        while true {
            let outcome = scan(text, &search)
            switch outcome {
            case Outcome.unknown:
                guard let row = build(from: search.row, over: search.letter, at: search.position) else { return nil }
                search.row = row
            case Outcome.dead, Outcome.match:
                guard let end = outcome == Outcome.match ? search.position : search.end else { return .noMatch }
                return .found(earliestStart: search.earliestStart, end: end)
            default:
                // At rest: the next match begins with the prefix.
                if !skipToPrefix(&search, in: text) { return .noMatch }
            }
        }
    }

    private func skipToPrefix(_ search: inout EndSearch, in text: TextView) -> Bool {
        guard let found = program.prefix.firstIndex(in: text.bytes, from: search.position) else { return false }
        search.position = found
        search.earliestStart = found
        return true
    }

    /// Follows transitions until one leads to no state, or to rest where there is a prefix to look for.
    private func scan(_ text: TextView, _ search: inout EndSearch) -> Int32 {
        let seeksPrefix = !program.prefix.isEmpty
        return transitions.withUnsafeBufferPointer { transitions in
            alphabet.ascii.withUnsafeBufferPointer { ascii in
                var position = search.position
                var row = search.row
                defer { (search.position, search.row) = (position, row) }
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
                    if outcome < 0 {
                        search.letter = letter
                        return outcome
                    }
                    if outcome & Outcome.matchedFlag != 0 { search.end = position }
                    position += length
                    row = Int(outcome >> Outcome.rowShift)
                    if outcome & Outcome.restingFlag != 0 {
                        search.earliestStart = position
                        if seeksPrefix { return outcome }
                    }
                }
                search.letter = alphabet.end
                return transitions[row + alphabet.end]
            }
        }
    }
}
