import Testing

/// Conditions, loops and templates that execute each other.
@Suite("Control structures") struct ControlTests {
    @Test(
        arguments: [
            TemplateCase("{{if true}}T{{else}}F{{end}}", gives: "T"),
            TemplateCase("{{if false}}T{{else}}F{{end}}", gives: "F"),
            TemplateCase("{{if 0}}T{{else}}F{{end}}", gives: "F"),
            TemplateCase("{{if 1}}T{{else}}F{{end}}", gives: "T"),
            TemplateCase("{{if -1}}T{{else}}F{{end}}", gives: "T"),
            TemplateCase("{{if 0.0}}T{{else}}F{{end}}", gives: "F"),
            TemplateCase("{{if 0.1}}T{{else}}F{{end}}", gives: "T"),
            TemplateCase(#"{{if ""}}T{{else}}F{{end}}"#, gives: "F"),
            TemplateCase(#"{{if "a"}}T{{else}}F{{end}}"#, gives: "T"),
            TemplateCase(
                "{{if nil}}T{{else}}F{{end}}",
                gives: #"error: template: t:1:5: executing "t" at <nil>: nil is not a command"#),
            TemplateCase("{{if nothing}}T{{else}}F{{end}}", gives: "F"),
            TemplateCase("{{if .n}}T{{else}}F{{end}}", gives: "F"),
            TemplateCase("{{if .e}}T{{else}}F{{end}}", gives: "F"),
            TemplateCase("{{if .l}}T{{else}}F{{end}}", gives: "T"),
            TemplateCase("{{if .em}}T{{else}}F{{end}}", gives: "F"),
            TemplateCase("{{if .m}}T{{else}}F{{end}}", gives: "T"),
            TemplateCase("{{if .missing}}T{{else}}F{{end}}", gives: "F"),
            TemplateCase("{{if (list)}}T{{else}}F{{end}}", gives: "F"),
            TemplateCase("{{if (list 1)}}T{{else}}F{{end}}", gives: "T"),
            TemplateCase("{{if (strs)}}T{{else}}F{{end}}", gives: "F"),
            TemplateCase("{{if print}}T{{else}}F{{end}}", gives: "F"),
            TemplateCase("{{if (print)}}T{{else}}F{{end}}", gives: "F"),
            TemplateCase("{{if 'a'}}T{{else}}F{{end}}", gives: "T"),
            TemplateCase("{{if .z}}T{{else}}F{{end}}", gives: "F"),
            TemplateCase("{{if .f}}T{{else}}F{{end}}", gives: "T"),
            TemplateCase("{{if (u64 0)}}T{{else}}F{{end}}", gives: "F"),
            TemplateCase("{{if (i64 1)}}T{{else}}F{{end}}", gives: "T"),
            TemplateCase(#"{{if (bytes "")}}T{{else}}F{{end}}"#, gives: "F"),
            TemplateCase("{{if not .b}}T{{else}}F{{end}}", gives: "F"),
            TemplateCase("{{if .c}}1{{else if .z}}2{{else if .b}}3{{else}}4{{end}}", gives: "3"),
            TemplateCase("{{if .c}}1{{else if .z}}2{{end}}", gives: ""),
            TemplateCase("{{if .c}}1{{else if .z}}2{{else}}3{{end}}", gives: "3"),
            TemplateCase("{{with .m}}{{.a}}{{end}}", gives: "1"),
            TemplateCase("{{with .em}}{{.a}}{{else}}{{.i}}{{end}}", gives: "3"),
            TemplateCase("{{with .c}}1{{else with .s}}{{.}}{{else}}2{{end}}", gives: "abc"),
            TemplateCase("{{with .c}}1{{else with .t}}{{.}}{{else}}{{.i}}{{end}}", gives: "3"),
            TemplateCase("{{range .l}}{{.}},{{end}}", gives: "1,2,3,"),
            TemplateCase("{{range .e}}x{{else}}y{{end}}", gives: "y"),
            TemplateCase("{{range .m}}{{.}};{{end}}", gives: "1;x;<no value>;map[e:[1 q <nil> 2.5 true]];"),
            TemplateCase("{{range .em}}x{{else}}y{{end}}", gives: "y"),
            TemplateCase("{{range .n}}x{{else}}y{{end}}", gives: "y"),
            TemplateCase(
                "{{range nil}}x{{end}}", gives: #"error: template: t:1:8: executing "t" at <nil>: nil is not a command"#
            ),
            TemplateCase("{{range nothing}}x{{else}}y{{end}}", gives: "y"),
            TemplateCase("{{range .missing}}x{{else}}y{{end}}", gives: "y"),
            TemplateCase(
                "{{range .s}}x{{end}}",
                gives: #"error: template: t:1:8: executing "t" at <.s>: range can't iterate over abc"#),
            TemplateCase(
                "{{range .i}}x{{end}}",
                gives: #"error: template: t:1:8: executing "t" at <.i>: range can't iterate over 3"#),
            TemplateCase(
                "{{range 3}}x{{end}}",
                gives: #"error: template: t:1:8: executing "t" at <3>: range can't iterate over 3"#),
            TemplateCase(
                "{{range .f}}x{{end}}",
                gives: #"error: template: t:1:8: executing "t" at <.f>: range can't iterate over 2.5"#),
            TemplateCase(
                "{{range .b}}x{{end}}",
                gives: #"error: template: t:1:8: executing "t" at <.b>: range can't iterate over true"#),
            TemplateCase(
                "{{range .t}}x{{else}}y{{end}}",
                gives: #"error: template: t:1:8: executing "t" at <.t>: range can't iterate over "#),
            TemplateCase("{{range .l}}{{if eq . 2}}{{break}}{{end}}{{.}}{{end}}", gives: "1"),
            TemplateCase("{{range .l}}{{if eq . 2}}{{continue}}{{end}}{{.}}{{end}}", gives: "13"),
            TemplateCase(
                #"{{range .l}}{{range $.ss}}{{if eq . "q"}}{{break}}{{end}}{{.}}{{end}}{{.}}{{end}}"#, gives: "p1p2p3"),
            TemplateCase("{{range .l}}{{with .}}{{break}}{{end}}{{.}}{{end}}x", gives: "x"),
            TemplateCase("{{range .l}}{{.}}{{break}}{{else}}y{{end}}", gives: "1"),
            TemplateCase("{{range .e}}{{else}}{{range .l}}{{continue}}{{end}}y{{end}}", gives: "y"),
            TemplateCase(#"{{range bytes "ab"}}{{.}} {{end}}"#, gives: "97 98 "),
            TemplateCase(
                #"{{range $i, $b := bytes "ab"}}{{$i}}{{printf "%T" $i}}{{$b}} {{end}}"#, gives: "0int97 1int98 "),
            TemplateCase(
                #"{{range $k, $v := .m}}{{printf "%T %T;" $k $v}}{{end}}"#,
                gives: "string int;string string;string <nil>;string map[string]interface {};"),
            TemplateCase(#"{{range strs "a" "b"}}{{upper .}}{{end}}"#, gives: "AB"),
            TemplateCase(
                #"{{range .l}}{{.}}{{template "r" .}}{{end}}{{define "r"}}<{{.}}>{{end}}"#, gives: "1<1>2<2>3<3>"),
            TemplateCase("{{range list}}x{{else}}{{.i}}{{end}}", gives: "3"),
            TemplateCase(#"{{template "a"}}{{define "a"}}<{{.}}>{{end}}"#, gives: "<<no value>>"),
            TemplateCase(#"{{template "a" .i}}{{define "a"}}<{{.}}>{{end}}"#, gives: "<3>"),
            TemplateCase(
                #"{{template "a" nil}}{{define "a"}}<{{.}}>{{end}}"#,
                gives: #"error: template: t:1:15: executing "t" at <nil>: nil is not a command"#),
            TemplateCase(
                #"{{template "none"}}"#,
                gives: #"error: template: t:1:11: executing "t" at <{{template "none"}}>: template "none" not defined"#),
            TemplateCase(
                #"{{template "none" .i}}"#,
                gives:
                    #"error: template: t:1:11: executing "t" at <{{template "none" .i}}>: template "none" not defined"#),
            TemplateCase(#"{{block "b" .i}}<{{.}}>{{end}}"#, gives: "<3>"),
            TemplateCase(#"{{block "b" .i}}<{{.}}>{{end}}{{define "b"}}{{end}}"#, gives: "<3>"),
            TemplateCase(#"{{block "b" .i}}{{end}}{{define "b"}}x{{end}}"#, gives: "x"),
            TemplateCase(
                #"{{define "a"}}{{.x}}{{end}}{{template "a" .s}}"#,
                gives: #"error: template: t:1:16: executing "a" at <.x>: can't evaluate field x in type string"#),
            TemplateCase(
                #"{{define "a"}}\#n  {{.x.y}}\#n{{end}}\#n{{template "a" .s}}"#,
                gives: #"error: template: t:2:6: executing "a" at <.x.y>: can't evaluate field x in type string"#),
            TemplateCase(
                #"{{define "a"}}{{template "b" .}}{{end}}{{define "b"}}{{.q.r}}{{end}}{{template "a" .i}}"#,
                gives: #"error: template: t:1:57: executing "b" at <.q.r>: can't evaluate field q in type int"#),
            TemplateCase("{{if (eq .i 3)}}y{{end}}", gives: "y"),
            TemplateCase("{{if eq .i 3 | not}}y{{else}}n{{end}}", gives: "n"),
            TemplateCase("{{with and .b .s}}{{.}}{{end}}", gives: "abc"),
            TemplateCase("{{range .l}}{{range $.e}}{{else}}{{break}}{{end}}x{{end}}", gives: "xxx"),
            TemplateCase("{{range .l}}{{range $.e}}{{else}}{{continue}}{{end}}x{{end}}", gives: ""),
            TemplateCase("{{range .l}}{{range $.e}}{{else}}{{if 1}}{{break}}{{end}}y{{end}}x{{end}}", gives: "xxx"),
            TemplateCase("{{range .l}}{{with .}}{{continue}}{{end}}x{{else}}y{{end}}z", gives: "z"),
        ])
    func controls(_ template: TemplateCase) { template.check() }
}
