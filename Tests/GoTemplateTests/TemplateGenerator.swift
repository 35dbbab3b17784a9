import SeededRandomness

/// Makes templates up, most of which are ones: they call the functions that Helm has and these tests have too.
struct TemplateGenerator {
    var random: SplitMix
    /// What the names of templates begin with that the text defines.
    private(set) var prefix = "T"

    init(seed: UInt64) { random = SplitMix(seed: seed) }

    /// A text with some statements, and templates that they may execute.
    ///
    /// - Parameter prefix: What no other text's templates begin with.
    mutating func text(prefix: String = "T") -> String {
        self.prefix = prefix
        let before = random.pick(["", #"{{$v := 1}}{{$w := "w"}}"#, "{{$v := .l}}{{$w := .m}}"])
        let parts = [
            "", "{{define \"\(prefix)1\"}}[{{.}}]{{end}}",
            "{{define \"\(prefix)1\"}}[{{.}}]{{end}}{{define `\(prefix)2`}}{{range .}}{{.name}}{{end}}{{end}}",
            "\n{{define \"\(prefix)1\"}}\n {{.a}}{{end}}"
                + "{{define \"\(prefix)2\"}}{{template \"\(prefix)1\" .}}{{end}}",
        ]
        let body = random.chance(40) ? action(pipeline(3)) : statements(random.pick([1, 2, 2, 3]))
        let text = before + body + random.pick(parts)
        return random.chance(12) ? damaged(text) : text
    }

    // MARK: - Statements

    private mutating func statements(_ depth: Int) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            text += random.pick(["", "a", " ", "\n", "x\n", "  y  ", "\n\n ", "{", "}", "é"]) + statement(depth)
        }
        return text
    }

    private mutating func action(_ content: String) -> String {
        random.pick(["{{", "{{", "{{", "{{- ", "{{-\n"]) + content + random.pick(["}}", "}}", "}}", " -}}", "\n-}}"])
    }

    private mutating func statement(_ depth: Int) -> String {
        guard depth > 0 else { return action(pipeline(2)) }
        switch Int.random(in: 0..<100, using: &random) {
        case ..<42: return action(pipeline(2))
        case ..<50: return action(random.pick(["$v", "$w", "$x"]) + random.pick([" := ", ":=", " = "]) + pipeline(1))
        case ..<54:
            return random.pick([
                "{{/* c */}}", "{{- /* c\nd */ -}}", "{{/*x*/ -}}", "{{- /*y*/}}", "{{/* a */ b}}", "{{ /* z */ }}",
            ])
        case ..<68: return condition("if", depth)
        case ..<78: return condition("with", depth)
        case ..<92: return loop(depth)
        case ..<97:
            return action(
                "template " + random.pick(["\"\(prefix)1\"", "`\(prefix)2`", "\"none\""])
                    + random.pick(["", " .", " $.x"]))
        default: return action("block \"\(prefix)B\" " + term(1)) + statements(depth - 1) + action("end")
        }
    }

    private mutating func condition(_ keyword: String, _ depth: Int) -> String {
        var text = action(keyword + " " + random.pick(["", "", "$v := "]) + pipeline(1)) + statements(depth - 1)
        while random.chance(20) { text += action("else \(keyword) " + pipeline(1)) + statements(depth - 1) }
        if random.chance(40) { text += action("else") + statements(depth - 1) }
        return text + action("end")
    }

    private mutating func loop(_ depth: Int) -> String {
        let variables = random.pick(["", "", "$v := ", "$v, $w := ", "$v = ", "$v, $w = "])
        let collection =
            random.chance(85)
            ? random.pick([
                ".l", ".m", ".x", ".ss", ".e", ".em", ".n", ".nn", ".m.d.e", "$.l", "(list 1 2)", "(until 3)",
            ])
            : pipeline(1)
        var text = action("range " + variables + collection) + statements(depth - 1)
        if random.chance(25) {
            text += random.pick([
                "{{break}}", "{{continue}}", "{{if .}}{{break}}{{end}}", "{{if .}}{{continue}}{{end}}z",
            ])
        }
        if random.chance(30) {
            text += action("else") + statements(depth - 1) + random.pick(["", "", "{{break}}", "{{continue}}"])
        }
        return text + action("end")
    }

    /// A text with characters that are missing, changed or too many.
    private mutating func damaged(_ text: String) -> String {
        var characters = Array(text)
        for _ in 0..<Int.random(in: 1...3, using: &random) where !characters.isEmpty {
            let index = Int.random(in: 0..<characters.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: characters.remove(at: index)
            case 1: characters.insert(random.pick(Array("{}().|$\"'`-=:,%+ \n\t0ax_é\\/*&")), at: index)
            default: characters[index] = random.pick(Array("{}().|$\"'`-=:, \n"))
            }
        }
        return String(characters)
    }
}
