import Testing

/// Functions that execute templates.
@Suite("Includes") struct IncludeTests {
    @Test(
        arguments: [
            TemplateCase(#"{{include "a" .i}}{{define "a"}}<{{.}}>{{end}}"#, gives: "<3>"),
            TemplateCase(#"{{include "a" . | upper}}{{define "a"}}<{{.s}}>{{end}}"#, gives: "<ABC>"),
            TemplateCase(
                #"{{include "none" .}}"#,
                gives:
                    #"error: template: t:1:2: executing "t" at <include "none" .>: error calling include: template: no template "none" associated with template "t""#
            ),
            TemplateCase(
                #"{{include "a" .}}{{define "a"}}{{.s.x}}{{end}}"#,
                gives:
                    #"error: template: t:1:2: executing "t" at <include "a" .>: error calling include: template: t:1:35: executing "a" at <.s.x>: can't evaluate field x in type interface {}"#
            ),
            TemplateCase(
                #"{{include "a" .}}{{define "a"}}\#n{{include "b" .}}{{end}}{{define "b"}}\#n\#n {{.s.x}}{{end}}"#,
                gives:
                    #"error: template: t:1:2: executing "t" at <include "a" .>: error calling include: template: t:2:2: executing "a" at <include "b" .>: error calling include: template: t:4:5: executing "b" at <.s.x>: can't evaluate field x in type interface {}"#
            ),
            TemplateCase(
                "{{include 1 .}}", gives: #"error: template: t:1:10: executing "t" at <1>: expected string; found 1"#),
            TemplateCase(
                #"{{include "a"}}"#,
                gives:
                    #"error: template: t:1:2: executing "t" at <include>: wrong number of args for include: want 2 got 1"#
            ),
            TemplateCase(#"{{tpl "{{.s}}" .}}"#, gives: "abc"),
            TemplateCase(
                #"{{tpl "{{" .}}"#,
                gives:
                    #"error: template: t:1:2: executing "t" at <tpl "{{" .>: error calling tpl: template: t:1: unclosed action"#
            ),
            TemplateCase(
                #"{{tpl "{{nofn}}" .}}"#,
                gives:
                    #"error: template: t:1:2: executing "t" at <tpl "{{nofn}}" .>: error calling tpl: template: t:1: function "nofn" not defined"#
            ),
            TemplateCase(
                #"{{tpl "x\n{{.s.y}}" .}}"#,
                gives:
                    #"error: template: t:1:2: executing "t" at <tpl "x\n{{.s.y}}" .>: error calling tpl: template: t:2:4: executing "t" at <.s.y>: can't evaluate field y in type interface {}"#
            ),
            TemplateCase(#"{{tpl "{{include \"a\" .}}" .}}{{define "a"}}[{{.i}}]{{end}}"#, gives: "[3]"),
            TemplateCase(#"{{tpl "{{define \"z\"}}Z{{end}}{{template \"z\"}}" .}}"#, gives: "Z"),
            TemplateCase(
                #"{{tpl "{{define \"z\"}}Z{{end}}" .}}{{template "z"}}"#,
                gives: #"error: template: t:1:47: executing "t" at <{{template "z"}}>: template "z" not defined"#),
            TemplateCase(
                #"{{tpl "{{define \"a\"}}new{{end}}{{include \"a\" .}}" .}}{{include "a" .}}{{define "a"}}old{{end}}"#,
                gives: "newold"),
            TemplateCase(#"{{tpl "{{tpl \"{{.i}}\" .}}" .}}"#, gives: "3"),
            TemplateCase(
                #"{{tpl "{{$x}}" .}}"#,
                gives:
                    #"error: template: t:1:2: executing "t" at <tpl "{{$x}}" .>: error calling tpl: template: t:1: undefined variable "$x""#
            ),
            TemplateCase("{{tpl .s .}}", gives: "abc"),
            TemplateCase(#"{{tpl "" .}}"#, gives: ""),
            TemplateCase(
                "{{tpl .i .}}",
                gives: #"error: template: t:1:6: executing "t" at <.i>: wrong type for value; expected string; got int"#
            ),
        ])
    func includes(_ template: TemplateCase) { template.check() }
}
