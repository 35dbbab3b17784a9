import Testing

/// Variables and how long they live.
@Suite("Variables") struct VariableTests {
    @Test(
        arguments: [
            TemplateCase("{{$x := 1}}{{$x}}", gives: "1"),
            TemplateCase("{{$x := 1}}{{$y := $x}}{{$x}}{{$y}}", gives: "11"),
            TemplateCase("{{$x := 1}}{{if true}}{{$x := 2}}{{$x}}{{end}}{{$x}}", gives: "21"),
            TemplateCase("{{$x := 1}}{{if true}}{{$x = 2}}{{$x}}{{end}}{{$x}}", gives: "22"),
            TemplateCase("{{$x := 1}}{{range .l}}{{$x = .}}{{end}}{{$x}}", gives: "3"),
            TemplateCase("{{range $i, $e := .l}}{{$i}}={{$e}} {{end}}", gives: "0=1 1=2 2=3 "),
            TemplateCase("{{range $e := .l}}{{$e}}{{end}}", gives: "123"),
            TemplateCase(
                "{{range $k, $v := .m}}{{$k}}={{$v}} {{end}}",
                gives: "a=1 b=x c=<no value> d=map[e:[1 q <nil> 2.5 true]] "),
            TemplateCase(
                "{{$i := 9}}{{$e := 9}}{{range $i, $e = .l}}{{$i}}{{$e}}{{end}} {{$i}}{{$e}}", gives: "011223 23"),
            TemplateCase("{{$e := 9}}{{range $e = .l}}{{$e}}{{end}} {{$e}}", gives: "123 3"),
            TemplateCase("{{$e := 9}}{{range $e = .e}}{{end}}{{$e}}", gives: "[]"),
            TemplateCase("{{range $e := .e}}{{else}}{{$e}}{{end}}", gives: "[]"),
            TemplateCase("{{range $i, $e := .e}}{{else}}{{$i}}{{$e}}{{end}}", gives: "[][]"),
            TemplateCase("{{with $x := .i}}{{$x}}{{.}}{{end}}", gives: "33"),
            TemplateCase("{{with $x := .z}}{{else}}{{$x}}{{end}}", gives: "0"),
            TemplateCase("{{if $x := .i}}{{$x}}{{.s}}{{else}}{{$x}}{{end}}", gives: "3abc"),
            TemplateCase("{{if $x := .z}}{{else}}{{$x}}{{end}}", gives: "0"),
            TemplateCase(
                "{{if false}}{{$x := 1}}{{else}}{{$x}}{{end}}",
                gives: #"error: template: t:1:33: executing "t" at <$x>: undefined variable: $x"#),
            TemplateCase("{{$x := 9}}{{if false}}{{$x := 1}}{{else}}{{$x}}{{end}}", gives: "9"),
            TemplateCase(
                "{{and false ($x := 1)}}{{$x}}",
                gives: #"error: template: t:1:25: executing "t" at <$x>: undefined variable: $x"#),
            TemplateCase("{{and true ($x := 1)}}{{$x}}", gives: "11"),
            TemplateCase("{{$x := .m}}{{$x.d.e}}", gives: "[1 q <nil> 2.5 true]"),
            TemplateCase(
                "{{$x := .m}}{{$x.a.b}}",
                gives:
                    #"error: template: t:1:16: executing "t" at <$x.a.b>: can't evaluate field b in type interface {}"#),
            TemplateCase(
                "{{$x := 1}}{{$x.b}}",
                gives: #"error: template: t:1:15: executing "t" at <$x.b>: can't evaluate field b in type int"#),
            TemplateCase(
                #"{{$x := 1}}{{define "d"}}{{$x}}{{end}}"#, gives: #"error: template: t:1: undefined variable "$x""#),
            TemplateCase(#"{{define "d"}}{{$}}{{end}}{{template "d" .i}}{{$.s}}"#, gives: "3abc"),
            TemplateCase(#"{{$x := 1}}{{template "d" $x}}{{define "d"}}{{.}}{{$}}{{end}}"#, gives: "11"),
            TemplateCase(#"{{template "d" $y := 3}}{{$y}}{{define "d"}}{{.}}{{end}}"#, gives: "33"),
            TemplateCase("{{$x := 1 | add 2}}{{$x}}", gives: "3"),
            TemplateCase("{{$x := 1}}{{range .l}}{{$x := .}}{{end}}{{$x}}", gives: "1"),
            TemplateCase("{{range $x := .l}}{{$x = 5}}{{$x}}{{end}}", gives: "555"),
            TemplateCase("{{range .l}}{{$y := .}}{{if $y}}{{$y}}{{end}}{{end}}", gives: "123"),
            TemplateCase("{{$a := 1}}{{$b := 2}}{{$a = $b}}{{$b = 3}}{{$a}}{{$b}}", gives: "23"),
            TemplateCase(#"{{ $x := (print 1) }}{{printf "%T" $x}}"#, gives: "string"),
            TemplateCase("{{$ := 3}}{{$}}{{.i}}", gives: "33"),
            TemplateCase("{{$ = 3}}{{$}}", gives: "3"),
        ])
    func variables(_ template: TemplateCase) { template.check() }
}
