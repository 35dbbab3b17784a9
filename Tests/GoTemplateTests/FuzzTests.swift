import GoTemplate
import JSON
import SeededRandomness
import Testing

/// Whatever a text holds, it ends in output or an error.
@Suite("Random texts") struct FuzzTests {
    private static let limits = ExecutionLimits(bytes: 1 << 16, steps: 10_000)

    /// An error must be at a place that is in the text.
    private func check(_ text: String) {
        do throws(TemplateError) {
            let set = try Template.parse(text, name: "t", functions: .forTests)
            _ = try set.execute("t", data: GoValue(.forTests), options: ExecutionOptions(limits: Self.limits))
        } catch {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            guard let line = error.line else { return }
            #expect(error.description.hasPrefix("template: t:"))
            #expect(1...lines.count ~= line)
            if let column = error.column { #expect(0...lines[line - 1].utf8.count ~= column) }
        }
    }

    @Test(arguments: 0..<20) func bytes(seed: UInt64) {
        var random = SplitMix(seed: seed)
        for _ in 0..<200 {
            let bytes = (0..<Int.random(in: 0..<60, using: &random)).map { _ in
                UInt8.random(in: .min ... .max, using: &random)
            }
            let text = String(decoding: bytes, as: UTF8.self)
            check(text)
            check("{{" + text + "}}")
            check("{{\"" + text + "\" | printf}}{{printf \"%" + text + "\" 1 `a` .l}}")
        }
    }

    private static let pieces = [
        "{{", "}}", "{{- ", " -}}", "/*", "*/", "\n", " ", "(", ")", "|", ":=", "=", ",", "$x", "$", ".a", ".l", ".",
        "if",
        "else", "end", "range", "with", "define", "template", "block", "break", "continue", "nil", "true", "1", "1.5e3",
        "'a'", "\"s\"", "`raw`", "printf", "len", "index", "eq", "and", "\"%*d\"", "text", "{{if .}}", "{{end}}",
        "{{else}}", "{{range .l}}", "{{with .m}}", "{{$x := 1}}", "{{define \"d\"}}", "{{template \"d\"}}", "{{.l}}",
        "\\",
        "'", "\"", "`", "é", "\u{2028}", "0x", "1_", "%", "tpl", "include \"t\" .", "slice", "call",
    ]

    @Test(arguments: 0..<20) func pieces(seed: UInt64) {
        var random = SplitMix(seed: seed)
        for _ in 0..<300 {
            let count = Int.random(in: 0..<30, using: &random)
            check((0..<count).map { _ in random.pick(Self.pieces) }.joined(separator: random.chance(50) ? " " : ""))
        }
    }

    @Test(arguments: 0..<20) func templates(seed: UInt64) {
        var generator = TemplateGenerator(seed: seed)
        for _ in 0..<100 { check(generator.text()) }
    }

    /// Texts whose lexer or parser would take quadratic time if it were careless.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            "{", "{{", "{{/*", "{{- ", "(", "{{(", "{{\"", "{{`", " ", "\n", "{{.a", "{{if 1}}", "{{define \"a\"}}",
            "{{1 |", "}}",
            "{{$x := 1}}", "{{.a}}", "{{/* */}}", "a{{- 1 -}}\n", "{{1}}{{else}}", "{{ $a", "-", "\\",
        ])
    func longRepetitions(piece: String) {
        check(String(repeating: piece, count: 20_000))
        check("{{" + String(repeating: piece, count: 20_000) + "}}")
    }
}
