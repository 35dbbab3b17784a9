import GoTemplate
import JSON
import Testing

@Suite("Sets of templates") struct TemplateSetTests {
    private func set(_ texts: (name: String, text: String)...) throws -> TemplateSet {
        var set = TemplateSet(name: "root", functions: .forTests)
        for (name, text) in texts { try set.add(text, name: name) }
        return set
    }

    @Test func textsExecuteEachOther() throws {
        let set = try set(
            ("a", "<{{template \"b\" .}}{{template \"c\"}}>"), ("b", "{{.}}{{define \"c\"}}C{{end}}"))
        #expect(set.names == ["a", "b", "c"])
        #expect(set.contains("c"))
        #expect(!set.contains("root"))
        #expect(try set.execute("a", data: .bool(true)) == "<trueC>")
    }

    @Test func aTextReplacesATemplateOfItsName() throws {
        let first = try set(("a", "{{template \"b\"}}"), ("b", "1"))
        let second = try first.adding("2", name: "b")
        #expect(try second.execute("a", data: .null) == "2")
        #expect(try first.execute("a", data: .null) == "1")
    }

    @Test(arguments: ["", " \n", "{{/* nothing */}}", "{{define \"c\"}}x{{end}}"])
    func anEmptyTextReplacesNothing(text: String) throws {
        let set = try set(("a", "{{template \"b\"}}"), ("b", "1"), ("b", text))
        #expect(try set.execute("a", data: .null) == "1")
    }

    @Test func anEmptyTextIsATemplateAllTheSame() throws {
        #expect(try set(("a", " \n")).execute("a", data: .null) == " \n")
    }

    @Test func aLaterTextReplacesABlock() throws {
        let set = try set(
            ("page", "<{{block \"main\" .}}default{{end}}>"), ("own", "{{define \"main\"}}own{{end}}"))
        #expect(try set.execute("page", data: .null) == "<own>")
        #expect(try set.execute("own", data: .null) == "")
    }

    @Test func anErrorLeavesTheSetAsItWas() throws {
        var set = try set(("a", "1"))
        #expect(throws: TemplateError.self) { try set.add("{{define \"b\"}}{{end}}{{", name: "a") }
        #expect(set.names == ["a"])
        try set.add("{{define \"b\"}}{{end}}2", name: "a")
        #expect(set.names == ["a", "b"])
        #expect(try set.execute("a", data: .null) == "2")
    }

    @Test func unknownTemplate() throws {
        let error = #expect(throws: TemplateError.self) {
            try set(("a", "")).execute("b\"", data: .null)
        }
        #expect(error?.description == #"template: no template "b\"" associated with template "root""#)
        #expect(error?.line == nil)
    }

    @Test func errorsOfTemplatesThatATextDefines() throws {
        let set = try set(
            ("file.yaml", "x\n{{define \"part\"}}\n  {{.a.b}}{{end}}"),
            ("main", "é{{template \"part\" .}}"))
        let error = #expect(throws: TemplateError.self) {
            try set.execute("main", data: GoValue(["a": 1]))
        }
        #expect(
            error?.description
                == "template: file.yaml:3:6: executing \"part\" at <.a.b>: can't evaluate field b in type interface {}"
        )
        #expect(error?.phase == .executing)
        #expect(error?.source == "file.yaml")
        #expect(error?.template == "part")
        #expect(error?.line == 3)
        #expect(error?.column == 6)
        #expect(error?.context == ".a.b")
        #expect(error?.message == "can't evaluate field b in type interface {}")
    }

    @Test func errorsOfParsing() throws {
        let error = #expect(throws: TemplateError.self) { try set(("a", "\n{{if}}")) }
        #expect(error?.description == "template: a:2: missing value for if")
        #expect(error?.phase == .parsing)
        #expect(error?.line == 2)
        #expect(error?.column == nil)
        #expect(error?.message == "missing value for if")
    }

    @Test(arguments: [
        ("<<", ">>"), ("<%", "%>"), ("[[[", "]]]"), ("«", "»"), ("$(", ")$"), ("--", "--"),
    ])
    func delimiters(left: String, right: String) throws {
        let text = "{{x}} \(left)- .i -\(right) \(left)/* c */\(right)\(left)print \"a\" .s\(right)"
        let delimiters = TemplateDelimiters(left: left, right: right)
        let set = try Template.parse(text, name: "t", functions: .forTests, delimiters: delimiters)
        #expect(set.delimiters == delimiters)
        #expect(try set.execute("t", data: GoValue(.forTests)) == "{{x}}3aabc")
    }

    @Test func emptyDelimitersAreTheStandardOnes() {
        #expect(TemplateDelimiters(left: "", right: "") == .standard)
    }

    @Test func functionsHideBuiltInOnes() throws {
        let functions = FunctionSet([
            "len": TemplateFunction(.string) { _, _ in .string("own") },
            "break": TemplateFunction { _, _ in .string("broken") },
            "and": TemplateFunction(.bool, .bool) { _, _ in .string("both") },
        ])
        let text = "{{len \"x\"}} {{break}} {{range .}}{{break}}{{end}} {{and false (not true)}}"
        #expect(render(text, data: [1, 2], functions: functions) == "own broken brokenbroken both")
    }

    @Test func bytesStayAsTheyAre() throws {
        let set = try set(("a", #"{{"\xff"}}{{slice "é" 1}}"#))
        #expect(try set.executeToBytes("a", data: .null) == [0xff, 0xa9])
        #expect(try set.execute("a", data: .null) == "\u{fffd}\u{fffd}")
    }

    @Test func manyTasksExecuteOneSet() async throws {
        let set = try set(
            (
                "a",
                "{{range $i, $e := .}}{{template \"b\" $e}}{{$i}}{{end}}{{define \"b\"}}{{$x := .}}<{{$x}}>{{end}}"
            ))
        await withTaskGroup(of: String?.self) { group in
            for number in 0..<64 {
                group.addTask { try? set.execute("a", data: GoValue([.integer(Int64(number)), "x"])) }
            }
            var results: Set<String> = []
            for await result in group { results.insert(result ?? "error") }
            #expect(results == Set((0..<64).map { "<\($0)>0<x>1" }))
        }
    }
}
