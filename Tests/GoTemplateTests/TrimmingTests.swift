import Testing

/// Spaces around actions, and comments.
@Suite("Trimming") struct TrimmingTests {
    @Test(
        arguments: [
            TemplateCase("a {{- .i -}} b", gives: "a3b"),
            TemplateCase("a {{-.j}}", gives: #"error: template: t:1: bad number syntax: "-.j""#),
            TemplateCase("a {{- 3}} b", gives: "a3 b"),
            TemplateCase("a {{-3}} b", gives: "a -3 b"),
            TemplateCase(#"a\#n\#t {{- .i}}\#r\#n {{.i -}} \#n b"#, gives: #"a3\#r\#n 3b"#),
            TemplateCase(" {{- /* c */ -}} b", gives: "b"),
            TemplateCase("a {{/* c */}} b", gives: "a  b"),
            TemplateCase("a {{- /* c */}} b", gives: "a b"),
            TemplateCase("a {{/* c */ -}} b", gives: "a b"),
            TemplateCase("{{.i}}{{- .i}}", gives: "33"),
            TemplateCase("{{.i -}}{{.i}}", gives: "33"),
            TemplateCase("{{print 1 -}} x", gives: "1x"),
            TemplateCase("{{print 1 - }} x", gives: #"error: template: t:1: illegal number syntax: "-""#),
            TemplateCase("{{print 1-}} x", gives: #"error: template: t:1: bad number syntax: "1-""#),
            TemplateCase(#"x {{-\#n.i\#n-}} y"#, gives: "x3y"),
            TemplateCase("{{- .i -}}", gives: "3"),
            TemplateCase(#"a\#u{a0}{{- .i}}"#, gives: #"a\#u{a0}3"#),
            TemplateCase("{{3 -}}  b", gives: "3b"),
            TemplateCase("{{3 -}}", gives: "3"),
            TemplateCase("{{range .l -}} {{.}} {{- end}}", gives: "123"),
            TemplateCase(#"a {{- template "t2" . -}} b{{define "t2"}} [{{.i}}] {{end}}"#, gives: "a [3] b"),
            TemplateCase(#"{{/*a\#nb*/}}\#n{{nofn}}"#, gives: #"error: template: t:2: function "nofn" not defined"#),
            TemplateCase(#"{{`a\#nb`}}\#n{{nofn}}"#, gives: #"error: template: t:3: function "nofn" not defined"#),
            TemplateCase("{{- /*", gives: "error: template: t:1: unclosed comment"),
            TemplateCase("{{/* a */b}}", gives: "error: template: t:1: comment ends before closing delimiter"),
            TemplateCase("{{/* a", gives: "error: template: t:1: unclosed comment"),
            TemplateCase("{{ /* a */ }}", gives: #"error: template: t:1: unexpected "/" in command"#),
        ])
    func trims(_ template: TemplateCase) { template.check() }
}
