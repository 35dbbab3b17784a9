import SeededRandomness

/// Random patterns of all that the syntax has, over few characters, and texts that they may match.
struct PatternGenerator {
    var random: SplitMix

    init(seed: Int) { random = SplitMix(seed: seed) }

    mutating func pattern(depth: Int) -> String {
        guard depth > 0 else { return atom() }
        switch Int.random(in: 0..<10, using: &random) {
        case 0...2: return (0..<Int.random(in: 2...4, using: &random)).map { _ in pattern(depth: depth - 1) }.joined()
        case 3...4:
            let branches = (0..<Int.random(in: 2...3, using: &random)).map { _ in
                random.chance(90) ? pattern(depth: depth - 1) : ""
            }
            return random.pick(["(", "(?:"]) + branches.joined(separator: "|") + ")"
        case 5...6: return random.pick(["(", "(?:", "(?i:", "(?s:", "(?m:", "(?U:"]) + pattern(depth: depth - 1) + ")"
        case 7...8: return "(?:\(pattern(depth: depth - 1)))\(repetition())"
        default: return atom()
        }
    }

    private mutating func atom() -> String {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: random.pick(["^", "$", #"\A"#, #"\z"#, #"\b"#, #"\B"#])
        case 1: random.pick([".", #"\d"#, #"\W"#, #"\s"#, #"\pL"#, #"\p{Greek}"#])
        case 2: random.pick(["[ab]", "[^a]", "[[:alpha:]_]", #"[^\d\n]"#, "[α-ω]"])
        default: random.pick(["a", "a", "b", "b", "aa", "ab", "c", " ", "K", "λ", "Σ", "😀"])
        }
    }

    private mutating func repetition() -> String {
        random.pick(["*", "+", "?", "{0}", "{1}", "{2}", "{0,2}", "{1,3}", "{2,}", "{0,}"]) + random.pick(["", "?"])
    }

    mutating func text(length: ClosedRange<Int>) -> String {
        let alphabets: [[String]] = [
            ["a", "b"], ["a", "b", "c", " ", "\n"], ["a", "k", "K", "\u{212a}", "λ", "σ", "ς", "😀"],
        ]
        let alphabet = random.pick(alphabets)
        return (0..<Int.random(in: length, using: &random)).map { _ in random.pick(alphabet) }.joined()
    }
}
