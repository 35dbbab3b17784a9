import SeededRandomness
import Testing

@testable import RE2

@Suite("Engines") struct EngineTests {
    /// Every engine finds what the reference finds, on random patterns and texts.
    @Test(arguments: 0..<300)
    func agreeWithTheReference(seed: Int) throws {
        var generator = PatternGenerator(seed: seed)
        for _ in 0..<10 {
            let pattern = generator.pattern(depth: 3)
            let expression = try RegularExpression(pattern)
            for _ in 0..<3 {
                let text = generator.text(length: 0...9)
                let reference = try ReferenceMatcher(pattern, text: text)
                for isLongest in [false, true] {
                    let expected = reference.firstMatch(isLongest: isLongest)
                    let found = EngineResults(expression, in: text, isLongest: isLongest)
                    let comment: Comment = "seed \(seed): \(pattern) in \(text.debugDescription), longest: \(isLongest)"
                    #expect(found.pike == expected, comment)
                    #expect(found.pikeRange == expected.map { Array($0.prefix(2)) }, comment)
                    #expect(found.pikeAnswer == (expected != nil), comment)
                    #expect(found.backtracker == expected, comment)
                    #expect(found.automaton == (expected != nil), comment)
                    if !isLongest {
                        #expect(found.endsAsMatched(expected), "\(comment): \(String(describing: found.end))")
                    }
                }
            }
        }
    }

    /// On longer texts, from any place, the engines agree with each other and with what is chosen for the text.
    @Test(arguments: 0..<100)
    func agreeWithEachOther(seed: Int) throws {
        var generator = PatternGenerator(seed: 10_000 + seed)
        for _ in 0..<4 {
            let pattern = generator.pattern(depth: 3)
            let text = generator.text(length: 30...400)
            let start = text.utf8.count / 3
            for options: RegularExpression.Options in [[], .longest] {
                let expression = try RegularExpression(pattern, options: options)
                let comment: Comment = "seed \(seed): \(pattern) in \(text.debugDescription), \(options)"
                for offset in [0, start] {
                    let found = EngineResults(
                        expression, in: text, from: offset, isLongest: options == .longest)
                    let match = expression.firstMatch(in: text, from: found.start)
                    let positions = match?.ranges.flatMap { $0.map { [$0.lowerBound, $0.upperBound] } ?? [-1, -1] }
                    #expect(found.pike == found.backtracker, comment)
                    #expect(found.automaton == (found.pike != nil), comment)
                    if options != .longest { #expect(found.endsAsMatched(found.pike), comment) }
                    #expect(positions == found.pike, comment)
                    if offset == 0 { #expect(expression.matches(text) == (found.pike != nil), comment) }
                }
            }
        }
    }

    @Test func onePatternServesManyTasks() async throws {
        let expression = try RegularExpression(#"(?:[a-q][^u-z]{6}x|y{3})"#)
        let texts = (0..<64).map { seed -> String in
            var generator = PatternGenerator(seed: seed)
            return (0..<40).map { _ in generator.random.pick(["a", "b", "x", "y", "é"]) }.joined()
        }
        let expected = texts.map { EngineResults(expression, in: $0, isLongest: false).pike != nil }
        #expect(Set(expected).count == 2)
        await withTaskGroup(of: [Bool].self) { group in
            for _ in 0..<8 {
                group.addTask { texts.map { expression.matches($0) } }
            }
            for await answers in group { #expect(answers == expected) }
        }
    }
}

/// What each engine finds when it is asked alone.
struct EngineResults {
    var start: Int
    var pike: [Int]?
    var pikeRange: [Int]?
    var pikeAnswer: Bool
    var backtracker: [Int]?
    var automaton: Bool?
    var end: LazyAutomaton.End?

    init(_ expression: RegularExpression, in text: String, from offset: Int = 0, isLongest: Bool) {
        var text = text
        let program = expression.program
        let answering = expression.pool.lend(for: .answer)
        let ending = expression.pool.lend(for: .end)
        defer {
            if let answering { expression.pool.takeBack(answering) }
            if let ending { expression.pool.takeBack(ending) }
        }
        self = text.withUTF8 { bytes in
            let view = TextView(bytes: bytes)
            var start = offset
            while start < bytes.count, bytes[start] & 0xc0 == 0x80 { start += 1 }
            var pike = PikeMachine(program: program, isLongest: isLongest, slotCount: program.slotCount)
            var range = PikeMachine(program: program, isLongest: isLongest, slotCount: 2)
            var answer = PikeMachine(program: program, isLongest: isLongest, slotCount: 0)
            var backtracker = BacktrackMachine(program: program, isLongest: isLongest, slotCount: program.slotCount)
            return EngineResults(
                start: start, pike: pike.firstMatch(in: view, from: start),
                pikeRange: range.firstMatch(in: view, from: start),
                pikeAnswer: answer.firstMatch(in: view, from: start) != nil,
                backtracker: backtracker.firstMatch(in: view, from: start),
                automaton: answering?.automaton.matches(view, from: start),
                end: ending?.automaton.end(in: view, from: start))
        }
    }

    /// The automaton has found where a match ends and a place where it does not begin before.
    func endsAsMatched(_ match: [Int]?) -> Bool {
        switch end {
        case .noMatch: match == nil
        case .found(let earliestStart, let end): match?[1] == end && (match?[0] ?? -1) >= earliestStart
        case nil: false
        }
    }

    private init(
        start: Int, pike: [Int]?, pikeRange: [Int]?, pikeAnswer: Bool, backtracker: [Int]?, automaton: Bool?,
        end: LazyAutomaton.End?
    ) {
        self.start = start
        self.pike = pike
        self.pikeRange = pikeRange
        self.pikeAnswer = pikeAnswer
        self.backtracker = backtracker
        self.automaton = automaton
        self.end = end
    }
}
