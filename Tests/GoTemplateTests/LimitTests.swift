import GoTemplate
import JSON
import Testing

/// What a template asks for ends, however much it is.
@Suite("Limits") struct LimitTests {
    private static let endless = #"{{define "t2"}}{{template "t2" .}}{{end}}{{template "t2" .}}"#

    @Test(arguments: [1, 2, 50])
    func depth(limit: Int) {
        let text =
            "{{define \"d\"}}{{if .}}{{template \"d\" (slice . 1)}}{{end}}.{{end}}{{template \"d\" .}}"
        let fits = JSONValue.string(String(repeating: "x", count: max(0, limit - 2)))
        let tooLong = JSONValue.string(String(repeating: "x", count: limit - 1))
        let limits = ExecutionLimits(depth: limit)
        if limit > 1 { #expect(render(text, data: fits, limits: limits).allSatisfy { $0 == "." }) }
        #expect(
            render(text, data: tooLong, limits: limits).hasSuffix(
                "exceeded maximum template depth (\(limit))"))
    }

    @Test func endlessRecursion() {
        #expect(
            render(Self.endless)
                == "error: template: t:1:26: executing \"t2\" at <{{template \"t2\" .}}>: "
                + "exceeded maximum template depth (250)")
    }

    /// The deepest that the limits allow, with all that can stand between two templates, fits on a task's stack.
    @Test(arguments: [
        "{{range list 1}}{{template \"t\" .}}{{end}}", "{{include \"t\" .}}",
        "{{print (include \"t\" .)}}",
        "{{print (print (print (include \"t\" .)))}}", "{{tpl \"{{template \\\"t\\\" .}}\" .}}",
        "{{with print (print 1)}}{{if 1}}{{print (include \"t\" .)}}{{end}}{{end}}",
    ])
    func recursionFitsTheStack(text: String) async {
        let limits = ExecutionLimits(depth: .max)
        let result = await Task.detached { render(text, limits: limits) }.value
        #expect(result.hasSuffix("nested deeper than the allowed 600 levels"))
    }

    @Test func nestedStatementsFitTheStack() async {
        func nested(_ count: Int, _ left: String, _ middle: String, _ right: String) async -> String {
            let text =
                String(repeating: left, count: count) + middle + String(repeating: right, count: count)
            return await Task.detached { render(text) }.value
        }
        #expect(await nested(500, "{{if 1}}", "x", "{{end}}") == "x")
        #expect(await nested(500, "{{if 0}}{{else ", "if 1}}x{{end}}", "").hasPrefix("error"))
        #expect(
            await nested(
                1, "{{" + String(repeating: "(", count: 500), "1", String(repeating: ")", count: 500) + "}}"
            ) == "1")
        #expect(
            await nested(501, "{{range list 1}}", "x", "{{end}}")
                == "error: template: t:1: nested deeper than 500 levels")
    }

    @Test func longChainsOfElse() {
        let text = "{{if 0}}" + String(repeating: "{{else if 0}}", count: 400) + "{{else}}x{{end}}"
        #expect(render(text) == "x")
    }

    @Test func bytes() {
        let limits = ExecutionLimits(bytes: 10)
        #expect(render("0123456789", limits: limits) == "0123456789")
        #expect(
            render("01234567{{if true}}89.{{end}}", limits: limits)
                == "error: template: t:1:13: executing \"t\" at <true>: more than the allowed 10 bytes would be made"
        )
        #expect(
            render("{{printf \"%1000000d\" 1}}", limits: limits)
                == "error: template: t:1:2: executing \"t\" at <printf \"%1000000d\" 1>: error calling printf: "
                + "more than the allowed 10 bytes would be made")
    }

    @Test(arguments: [
        "{{range .}}{{range $}}{{range $}}{{range $}}{{end}}{{end}}{{end}}{{end}}",
        "{{range .}}{{range $}}{{range $}}{{$x := $}}{{end}}{{end}}{{end}}",
        "{{define \"d\"}}{{template \"e\"}}{{template \"e\"}}{{end}}{{define \"e\"}}{{end}}"
            + "{{range .}}{{range $}}{{range $}}{{template \"d\"}}{{end}}{{end}}{{end}}",
        "{{range .}}{{range $}}{{range $}}{{continue}}{{end}}{{end}}{{end}}",
    ])
    func steps(text: String) {
        let limits = ExecutionLimits(steps: 100_000)
        let result = render(text, data: .array(Array(repeating: 1, count: 100)), limits: limits)
        #expect(result.hasSuffix("more than the allowed 100000 steps would be taken"))
    }

    @Test(arguments: [
        "{{printf \"%1000000v\" .}}", "{{printf \"%.1000000f\" .x}}", "{{printf \"%.1000000d\" .}}",
        "{{print . . . .}}",
        "{{printf \"%999999s%999999s%999999s\" 1 2 3}}", "{{printf \"%.999999U\" 1}}", "{{html .}}",
        "{{.}}",
    ])
    func formatsThatGrow(text: String) {
        let list = JSONValue.array(
            Array(repeating: .string(String(repeating: "<", count: 1000)), count: 1000))
        let limits = ExecutionLimits(bytes: 500_000)
        let result = render(text, data: .object(["x": 1.5, "list": list]), limits: limits)
        #expect(result.hasSuffix("more than the allowed 500000 bytes would be made"))
    }

    @Test(arguments: [
        "{{.}}", "{{printf \"%#v\" .}}", "{{printf \"%d\" .}}", "{{eq (list .) (list .)}}",
        "{{html .}}",
    ])
    func valuesThatContainThemselves(text: String) throws {
        let map = GoMap(["a": .integer(1, .int)])
        map.values["self"] = .map(map)
        let templates = try Template.parse(text, name: "t", functions: .forTests)
        let error = #expect(throws: TemplateError.self) { try templates.execute("t", data: .map(map)) }
        #expect(
            error?.message.hasSuffix("the value is nested deeper than 500 levels or contains itself")
                == true)
    }

    @Test func variablesThatAreSearchedFor() {
        let text = String(repeating: "{{$x := 1}}", count: 20_000) + "{{range .}}{{$}}{{end}}"
        let result = render(
            text, data: .array(Array(repeating: "", count: 10_000)), limits: ExecutionLimits(steps: 1_000_000))
        #expect(result.hasSuffix("<$>: more than the allowed 1000000 steps would be taken"))
    }

    @Test func valuesThatAreManyTimesInThemselves() throws {
        let value = (0..<60).reduce(GoValue.string("")) { value, _ in .list(GoList([value, value])) }
        let templates = try Template.parse("{{.}}", name: "t")
        let options = ExecutionOptions(limits: ExecutionLimits(bytes: 1 << 16))
        let error = #expect(throws: TemplateError.self) {
            try templates.execute("t", data: value, options: options)
        }
        #expect(error?.message == "more than the allowed 65536 bytes would be made")
    }

    @Test func longTexts() throws {
        let limits = ParseLimits(bytes: 10)
        let error = #expect(throws: TemplateError.self) {
            try Template.parse("01234567890", name: "t", limits: limits)
        }
        #expect(error?.description == "template: t:1: the text has more than the allowed 10 bytes")
        #expect(throws: Never.self) { try Template.parse("0123456789", name: "t", limits: limits) }
    }

    @Test func nestingThatIsAllowed() throws {
        let limits = ParseLimits(nesting: 2)
        #expect(throws: Never.self) {
            try Template.parse("{{if (1)}}{{end}}", name: "t", limits: limits)
        }
        let error = #expect(throws: TemplateError.self) {
            try Template.parse("{{if ((1))}}{{end}}", name: "t", limits: limits)
        }
        #expect(error?.description == "template: t:1: nested deeper than 2 levels")
    }
}
