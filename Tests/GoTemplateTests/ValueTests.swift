import GoTemplate
import Testing

/// Fields, and what is missing.
@Suite("Values") struct ValueTests {
    @Test(
        arguments: [
            TemplateCase("{{.s}}", gives: "abc"),
            TemplateCase("{{.i}} {{.f}} {{.g}} {{.h}} {{.k}}", gives: "3 2.5 1e+21 1e+06 1e-05"),
            TemplateCase("{{.b}} {{.c}}", gives: "true false"),
            TemplateCase("{{.n}}", gives: "<no value>"),
            TemplateCase("{{.missing}}", gives: "<no value>"),
            TemplateCase("{{.missing.more}}", gives: "<no value>"),
            TemplateCase(
                "{{.n.x}}",
                gives: #"error: template: t:1:4: executing "t" at <.n.x>: nil pointer evaluating interface {}.x"#),
            TemplateCase("{{.l}}", gives: "[1 2 3]"),
            TemplateCase("{{.m}}", gives: "map[a:1 b:x c:<nil> d:map[e:[1 q <nil> 2.5 true]]]"),
            TemplateCase("{{.e}} {{.em}}", gives: "[] map[]"),
            TemplateCase("{{.x}}", gives: "[map[name:one v:1] map[name:two] map[name:<nil>]]"),
            TemplateCase("{{.m.d.e}}", gives: "[1 q <nil> 2.5 true]"),
            TemplateCase("{{.deep.a.b.c}}", gives: "end"),
            TemplateCase("{{$.deep.a}}", gives: "map[b:map[c:end]]"),
            TemplateCase("{{(index .x 0).name}}", gives: "one"),
            TemplateCase(
                "{{.s.x}}",
                gives: #"error: template: t:1:4: executing "t" at <.s.x>: can't evaluate field x in type interface {}"#),
            TemplateCase(
                "{{.l.x}}",
                gives: #"error: template: t:1:4: executing "t" at <.l.x>: can't evaluate field x in type interface {}"#),
            TemplateCase(
                "{{.i.x}}",
                gives: #"error: template: t:1:4: executing "t" at <.i.x>: can't evaluate field x in type interface {}"#),
            TemplateCase(
                "{{.b.x}}",
                gives: #"error: template: t:1:4: executing "t" at <.b.x>: can't evaluate field x in type interface {}"#),
            TemplateCase(
                "{{.f.y}}",
                gives: #"error: template: t:1:4: executing "t" at <.f.y>: can't evaluate field y in type interface {}"#),
            TemplateCase(
                "{{(print 1).x}}",
                gives: #"error: template: t:1:9: executing "t" at <1>: can't evaluate field x in type string"#),
            TemplateCase("{{(.missing).x}}", gives: "<no value>"),
            TemplateCase("{{(.n).x}}", gives: "<no value>"),
            TemplateCase(
                "{{(1).x}}", gives: #"error: template: t:1:3: executing "t" at <1>: can't evaluate field x in type int"#
            ),
            TemplateCase(
                "{{range .l}}{{.x}}{{end}}",
                gives: #"error: template: t:1:14: executing "t" at <.x>: can't evaluate field x in type interface {}"#),
            TemplateCase("{{range .x}}{{.v}};{{end}}", gives: "1;<no value>;<no value>;"),
            TemplateCase("{{with .m}}{{.a}}{{$.i}}{{end}}", gives: "13"),
            TemplateCase(
                "{{.m.a 1}}",
                gives: #"error: template: t:1:4: executing "t" at <.m.a>: a is not a method but has arguments"#),
            TemplateCase(
                "{{.s 1}}",
                gives: #"error: template: t:1:2: executing "t" at <.s>: s is not a method but has arguments"#),
            TemplateCase(
                "{{1 | .s}}",
                gives: #"error: template: t:1:6: executing "t" at <.s>: s is not a method but has arguments"#),
            TemplateCase(
                "{{.m.zz 1}}",
                gives: #"error: template: t:1:4: executing "t" at <.m.zz>: zz is not a method but has arguments"#),
            TemplateCase(
                "{{.missing 1}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <.missing>: missing is not a method but has arguments"#),
            TemplateCase(
                "{{1 2}}",
                gives: #"error: template: t:1:2: executing "t" at <1>: can't give argument to non-function 1"#),
            TemplateCase(
                #"{{"a" 1}}"#,
                gives: #"error: template: t:1:2: executing "t" at <"a">: can't give argument to non-function "a""#),
            TemplateCase(
                "{{. 1}}",
                gives: #"error: template: t:1:2: executing "t" at <.>: can't give argument to non-function ."#),
            TemplateCase(
                "{{$ 1}}",
                gives: #"error: template: t:1:2: executing "t" at <$>: can't give argument to non-function $"#),
            TemplateCase(
                "{{(1) 2}}",
                gives: #"error: template: t:1:2: executing "t" at <(1) 2>: can't give argument to non-function 1"#),
            TemplateCase(
                "{{1 | (print 2)}}",
                gives: #"error: template: t:1:2: executing "t" at <1>: can't give argument to non-function print 2"#),
            TemplateCase("{{nothing}}", gives: "<no value>"),
            TemplateCase(
                "{{nothing.x}}",
                gives: #"error: template: t:1:2: executing "t" at <nothing>: nil pointer evaluating interface {}.x"#),
            TemplateCase(
                "{{upper.x}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <upper>: wrong number of args for upper: want 1 got 0"#),
            TemplateCase("{{(nothing).x}}", gives: "<no value>"),
            TemplateCase("{{print .missing .n nil}}", gives: "<nil> <nil> <nil>"),
            TemplateCase("{{.u}}", gives: #"héllo <b>'"&\#n\#tx"#),
            TemplateCase("{{.missing}}", missingKey: .zero, gives: "<no value>"),
            TemplateCase(
                "{{.missing.more}}", missingKey: .zero,
                gives:
                    #"error: template: t:1:10: executing "t" at <.missing.more>: nil pointer evaluating interface {}.more"#
            ),
            TemplateCase("{{.n}}", missingKey: .zero, gives: "<no value>"),
            TemplateCase(
                "{{.n.x}}", missingKey: .zero,
                gives: #"error: template: t:1:4: executing "t" at <.n.x>: nil pointer evaluating interface {}.x"#),
            TemplateCase(
                "{{.m.zz.y}}", missingKey: .zero,
                gives: #"error: template: t:1:4: executing "t" at <.m.zz.y>: nil pointer evaluating interface {}.y"#),
            TemplateCase("{{print .missing}}", missingKey: .zero, gives: "<nil>"),
            TemplateCase(
                "{{upper .missing}}", missingKey: .zero,
                gives:
                    #"error: template: t:1:8: executing "t" at <.missing>: wrong type for value; expected string; got interface {}"#
            ),
            TemplateCase(
                "{{.missing | upper}}", missingKey: .zero,
                gives: #"error: template: t:1:13: executing "t" at <upper>: invalid value; expected string"#),
            TemplateCase("{{(.missing).x}}", missingKey: .zero, gives: "<no value>"),
            TemplateCase("{{if .missing}}a{{else}}b{{end}}", missingKey: .zero, gives: "b"),
            TemplateCase("{{range .missing}}a{{else}}b{{end}}", missingKey: .zero, gives: "b"),
            TemplateCase(
                "{{len .missing}}", missingKey: .zero,
                gives:
                    #"error: template: t:1:2: executing "t" at <len .missing>: error calling len: len of nil pointer"#),
            TemplateCase(
                "{{.missing | len}}", missingKey: .zero,
                gives:
                    #"error: template: t:1:13: executing "t" at <len>: error calling len: reflect: call of reflect.Value.Type on zero Value"#
            ),
            TemplateCase("{{eq .missing nil}}", missingKey: .zero, gives: "true"),
            TemplateCase("{{with .missing}}a{{else}}b{{end}}", missingKey: .zero, gives: "b"),
            TemplateCase(
                #"{{printf "%v %s %d" .missing .missing .missing}}"#, missingKey: .zero,
                gives: "<nil> %!s(<nil>) %!d(<nil>)"),
            TemplateCase("{{$x := .missing}}{{$x.y}}", missingKey: .zero, gives: "<no value>"),
            TemplateCase(
                "{{index .missing 1}}", missingKey: .zero,
                gives:
                    #"error: template: t:1:2: executing "t" at <index .missing 1>: error calling index: index of untyped nil"#
            ),
            TemplateCase(
                "{{.missing}}", missingKey: .error,
                gives: #"error: template: t:1:2: executing "t" at <.missing>: map has no entry for key "missing""#),
            TemplateCase(
                "{{.m.zz}}", missingKey: .error,
                gives: #"error: template: t:1:4: executing "t" at <.m.zz>: map has no entry for key "zz""#),
            TemplateCase("{{.n}}", missingKey: .error, gives: "<no value>"),
            TemplateCase(
                "{{.n.x}}", missingKey: .error,
                gives: #"error: template: t:1:4: executing "t" at <.n.x>: nil pointer evaluating interface {}.x"#),
            TemplateCase(
                "{{(nothing).x}}", missingKey: .error,
                gives: #"error: template: t:1:3: executing "t" at <nothing>: nil data; no entry for key "x""#),
            TemplateCase(
                "{{nothing.x}}", missingKey: .error,
                gives: #"error: template: t:1:2: executing "t" at <nothing>: nil pointer evaluating interface {}.x"#),
            TemplateCase(
                "{{$x := nothing}}{{$x.y}}", missingKey: .error,
                gives: #"error: template: t:1:21: executing "t" at <$x.y>: nil data; no entry for key "y""#),
            TemplateCase("{{with nothing}}{{else}}{{.i}}{{end}}", missingKey: .error, gives: "3"),
            TemplateCase(
                #"{{template "t2"}}{{define "t2"}}{{.x}}{{end}}"#, missingKey: .error,
                gives: #"error: template: t:1:34: executing "t2" at <.x>: nil data; no entry for key "x""#),
            TemplateCase(#"{{index .m "zz"}}"#, missingKey: .error, gives: "<no value>"),
            TemplateCase(
                "{{if .missing}}{{end}}", missingKey: .error,
                gives: #"error: template: t:1:5: executing "t" at <.missing>: map has no entry for key "missing""#),
        ])
    func values(_ template: TemplateCase) { template.check() }
}
