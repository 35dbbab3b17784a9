import SeededRandomness
import Testing

@testable import RE2

/// Work is counted, not timed.
@Suite("Bounded work") struct BoundedWorkTests {
    private static let depth = 25
    private static let ambiguous = [
        "((a*)*)*b", "(x+x+)+y", "(a|aa)+$", "(a|a?)+b", "(.*)(.*)(.*)(.*)(.*)[^x]y", "(a?){25}a{25}b",
        "(?:a*?)*?c", "((((a{2}){5}){10}){5})+b", "(a{0,100}){0,10}b", "(?:(?:a|b)*(?:c|d)*)*e", #"(\pL+)*\d"#,
        String(repeating: "a?", count: depth) + String(repeating: "a", count: depth) + "b", "(?:|a)*b", "(?:^|a)*b",
        #"(?:\b|a)*b"#, ".*[a-c]{10}x",
    ]

    @Test(arguments: ambiguous)
    func stepsAreAtMostProgramTimesText(pattern: String) throws {
        let expression = try RegularExpression(pattern)
        let program = expression.program
        for length in [10, 100, 200] {
            let bound = 4 * program.instructions.count * (length + 2)
            for character in ["a", "x"] {
                let text = String(repeating: character, count: length)
                let steps = countSteps(of: expression, in: text)
                #expect(steps.pike <= bound)
                #expect(steps.backtracker ?? 0 <= bound)
                for count in steps.automata { #expect(count <= bound) }
            }
        }
    }

    private func countSteps(
        of expression: RegularExpression, in text: String
    ) -> (pike: Int, backtracker: Int?, automata: [Int]) {
        var text = text
        let program = expression.program
        return text.withUTF8 { bytes in
            let view = TextView(bytes: bytes)
            var pike = PikeMachine(program: program, isLongest: false, slotCount: program.slotCount)
            let match = pike.firstMatch(in: view, from: 0)
            var backtracker: BacktrackMachine?
            if BacktrackMachine.isFit(for: program, textLength: bytes.count) {
                var machine = BacktrackMachine(program: program, isLongest: false, slotCount: program.slotCount)
                #expect(machine.firstMatch(in: view, from: 0) == match)
                backtracker = machine
            }
            let automata = [LazyAutomaton.Purpose.answer, .end].compactMap { purpose -> Int? in
                guard let lent = expression.pool.lend(for: purpose) else { return nil }
                if purpose == .answer {
                    #expect([nil, match != nil].contains(lent.automaton.matches(view, from: 0)))
                } else if let end = lent.automaton.end(in: view, from: 0) {
                    #expect((end == .noMatch) == (match == nil))
                }
                return lent.automaton.steps
            }
            return (pike.steps, backtracker?.steps, automata)
        }
    }

    /// A pattern that makes many states is given up and simulated, and the next text starts anew.
    @Test func statesAreForgotten() throws {
        let expression = try RegularExpression("[ab]*a[ab]{16}c")
        var random = SplitMix(seed: 7)
        let text = (0..<6000).map { _ in random.chance(50) ? "a" : "b" }.joined()
        #expect(!expression.matches(text))
        #expect(expression.matches(text + "a" + String(repeating: "b", count: 16) + "c"))
        #expect(expression.matches("a" + String(repeating: "b", count: 16) + "c"))
        #expect(!expression.matches("a" + String(repeating: "b", count: 15) + "c"))
    }

    /// Where there is no automaton, the simulation answers.
    @Test func automataAreForSmallPrograms() throws {
        let large = try RegularExpression(#"^a|(?:[a-z]x\dabcdef){1000}$"#)
        #expect(large.pool.lend(for: .answer) == nil)
        #expect(large.matches("ab"))
        #expect(!large.matches("bx1abcdef"))
        #expect(large.firstMatch(in: String(repeating: "é", count: 50) + "\na") == nil)
    }

    @Test func countedRepeatsAtTheLimit() throws {
        let expression = try RegularExpression("^(?:(?:a{10}){10}){10}$")
        #expect(expression.matches(String(repeating: "a", count: 1000)))
        #expect(!expression.matches(String(repeating: "a", count: 999)))
        #expect(!expression.matches(String(repeating: "a", count: 1001)))
    }

    @Test func longTextsAreSearched() throws {
        let text = String(repeating: "abcé ", count: 4000) + "needle=42"
        #expect(try RegularExpression(#"needle=(\d+)"#).firstMatch(in: text)?[1] == "42")
        #expect(try RegularExpression(#"(\w+)=(\d+)$"#).firstMatch(in: text)?[1] == "needle")
        #expect(try RegularExpression("é ").allMatches(in: text).count == 4000)
        #expect(try RegularExpression(#"\w+"#).allMatches(in: text).count == 4002)
        #expect(try RegularExpression("x").replacingAll(in: text, with: "y") == text)
    }
}
