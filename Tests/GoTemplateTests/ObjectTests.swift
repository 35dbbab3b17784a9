import GoTemplate
import JSON
import Testing

/// Values of the host's: fields, methods and entries.
@Suite("Objects") struct ObjectTests {
    private struct Structure: GoObject {
        var typeName = "host.Structure"
        var entries: GoMap?
        var printed = "{3 x}"

        func field(_ name: String) -> GoValue? {
            switch name {
            case "Number": .integer(3, .int64)
            case "Nothing": .null
            case "Map": .map(GoMap(["a": .string("x")]))
            default: nil
            }
        }

        func method(_ name: String) -> TemplateFunction? {
            switch name {
            case "Name": TemplateFunction { _, _ in .string("one") }
            case "Join":
                TemplateFunction(.string, variadic: .string) { arguments, _ in
                    .string(GoString(arguments.dropFirst().map(\.text).joined(separator: arguments[0].text)))
                }
            case "Fail":
                TemplateFunction { (_, _) throws(FunctionFailure) in throw FunctionFailure("broken") }
            default: nil
            }
        }
    }

    private func render(_ text: String, missingKey: ExecutionOptions.MissingKey = .invalid) -> String {
        let map = GoMap(["a": .string("A"), "b": .string("B")], of: .string)
        let open = GoMap(["a": .integer(1, .int), "n": .null])
        let data: [String: GoValue] = [
            "o": .object(Structure()),
            "files": .object(Structure(typeName: "host.Files", entries: map, printed: "map[]")),
            "values": .object(Structure(typeName: "host.Values", entries: open, printed: "map[a:1]")),
            "p": .object(Structure(typeName: "*host.Structure")),
            "q": .object(Structure(printed: "{4 y}")),
        ]
        do throws(TemplateError) {
            let set = try Template.parse(text, name: "t", functions: .forTests)
            return try set.execute(
                "t", data: .map(GoMap(data)), options: ExecutionOptions(missingKey: missingKey))
        } catch {
            return "error: \(error.message)"
        }
    }

    @Test(arguments: [
        (
            "{{.o}} {{printf \"%v|%s|%q|%x|%d|%T\" .o .o .o .o .o .o}}",
            #"{3 x} {3 x}|{3 x}|"{3 x}"|7b3320787d|%!d(host.Structure={3 x})|host.Structure"#
        ),
        ("{{.o.Number}} {{.o.Nothing}} {{.o.Map.a}}", "3 <no value> x"),
        ("{{.o.Number.x}}", "error: can't evaluate field x in type int64"),
        ("{{.o.Nothing.x}}", "error: nil pointer evaluating interface {}.x"),
        ("{{.o.Other}}", "error: can't evaluate field Other in type interface {}"),
        ("{{(.o).Other}}", "error: can't evaluate field Other in type host.Structure"),
        ("{{.o.Number 1}}", "error: Number has arguments but cannot be invoked as function"),
        ("{{.o.Name}} {{.o.Name | upper}}", "one ONE"),
        ("{{.o.Join \"-\" \"a\" \"b\"}} {{\"z\" | .o.Join \"+\" \"y\"}}", "a-b y+z"),
        ("{{.o.Join}}", "error: wrong number of args for Join: want at least 1 got 0"),
        ("{{.o.Join 1}}", "error: expected string; found 1"),
        ("{{.o.Name 1}}", "error: wrong number of args for Name: want 0 got 1"),
        ("{{.o.Fail}}", "error: error calling Fail: broken"),
        ("{{.o.Name.x}}", "error: can't evaluate field x in type string"),
        ("{{.files.a}} {{.files.Name}} {{.files.zz}}", "A one <no value>"),
        ("{{index .files \"b\"}} {{index .files \"zz\"}} {{len .files}}", "B  2"),
        ("{{range $k, $v := .files}}{{$k}}{{upper $v}} {{end}}", "aA bB "),
        ("{{size .values}} {{.values.a}}", "2 1"),
        (
            "{{size .files}}",
            "error: wrong type for value; expected map[string]interface {}; got host.Files"
        ),
        (
            "{{size .o}}",
            "error: wrong type for value; expected map[string]interface {}; got host.Structure"
        ),
        ("{{len .o}}", "error: error calling len: len of type host.Structure"),
        ("{{len .p}}", "error: error calling len: len of type host.Structure"),
        ("{{index .o 1}}", "error: error calling index: can't index item of type host.Structure"),
        ("{{slice .o 1}}", "error: error calling slice: can't slice item of type host.Structure"),
        ("{{range .o}}{{end}}", "error: range can't iterate over {3 x}"),
        ("{{if .o}}y{{end}}{{if .files}}y{{end}}{{not .p}}", "yyfalse"),
        ("{{eq .o .o}} {{eq .o .q}} {{eq .o nil}}", "true false false"),
        ("{{eq .o 1}}", "error: error calling eq: incompatible types for comparison"),
        ("{{lt .o 1}}", "error: error calling lt: invalid type for comparison"),
        ("{{eq .files .files}}", "error: error calling eq: non-comparable type map[]: host.Files"),
        ("{{upper .o}}", "error: wrong type for value; expected string; got host.Structure"),
        ("{{print .o 1}} {{.p}}", "{3 x} 1 {3 x}"),
    ])
    func objects(text: String, expected: String) { #expect(render(text) == expected) }

    @Test(arguments: [
        ("{{.files.zz}}|", ExecutionOptions.MissingKey.zero, "|"),
        ("{{.values.zz}}|", .zero, "<no value>|"),
        ("{{.files.zz}}", .error, #"error: map has no entry for key "zz""#),
        ("{{.o.Other}}", .error, "error: can't evaluate field Other in type interface {}"),
    ])
    func missingKeys(text: String, missingKey: ExecutionOptions.MissingKey, expected: String) {
        #expect(render(text, missingKey: missingKey) == expected)
    }

    /// What a function learns of a template that it executed and that failed.
    @Test func causesOfFailures() throws {
        let functions = FunctionSet([
            "why": TemplateFunction(.string) { arguments, call in
                do throws(FunctionFailure) {
                    return .string(GoString(try call.execute(text: arguments[0].text, data: .null)))
                } catch {
                    return .string(GoString(error.cause.map { "\($0.phase) \($0.message)" } ?? error.message))
                }
            }
        ])
        #expect(MainRender.text("{{why \"{{\"}}", functions) == "parsing unclosed action")
        #expect(
            MainRender.text("{{why \"{{len 1}}\"}}", functions)
                == "executing error calling len: len of type int")
        #expect(MainRender.text("a{{why \"b\"}}c", functions) == "abc")
    }
}

private enum MainRender {
    static func text(_ text: String, _ functions: FunctionSet) -> String {
        render(text, functions: functions)
    }
}
