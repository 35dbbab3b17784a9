import Testing

/// `and`, `or` and `not`.
@Suite("Logic") struct LogicTests {
    @Test(
        arguments: [
            TemplateCase("{{and 1 2}}", gives: "2"),
            TemplateCase("{{and 0 2}}", gives: "0"),
            TemplateCase("{{and 1 0}}", gives: "0"),
            TemplateCase("{{and 1}}", gives: "1"),
            TemplateCase("{{or 0 2}}", gives: "2"),
            TemplateCase("{{or 1 2}}", gives: "1"),
            TemplateCase(#"{{or 0 ""}}"#, gives: ""),
            TemplateCase("{{or nil 3}}", gives: "3"),
            TemplateCase("{{and nil 3}}", gives: "<no value>"),
            TemplateCase("{{or .n .missing}}", gives: "<no value>"),
            TemplateCase(#"{{and false (fail "x")}}"#, gives: "false"),
            TemplateCase(#"{{or true (fail "x")}}"#, gives: "true"),
            TemplateCase(
                #"{{and true (fail "x")}}"#,
                gives: #"error: template: t:1:12: executing "t" at <fail "x">: error calling fail: x"#),
            TemplateCase(
                #"{{or false (fail "x")}}"#,
                gives: #"error: template: t:1:12: executing "t" at <fail "x">: error calling fail: x"#),
            TemplateCase("{{2 | and 1}}", gives: "2"),
            TemplateCase("{{2 | and 0}}", gives: "0"),
            TemplateCase("{{2 | or 1}}", gives: "1"),
            TemplateCase("{{2 | or 0}}", gives: "2"),
            TemplateCase(
                #"{{fail "x" | and 0}}"#,
                gives: #"error: template: t:1:2: executing "t" at <fail "x">: error calling fail: x"#),
            TemplateCase(
                "{{and .s.x 1}}",
                gives: #"error: template: t:1:8: executing "t" at <.s.x>: can't evaluate field x in type interface {}"#),
            TemplateCase("{{and .l .m}}", gives: "map[a:1 b:x c:<nil> d:map[e:[1 q <nil> 2.5 true]]]"),
            TemplateCase("{{not 0}}", gives: "true"),
            TemplateCase("{{not nil}}", gives: "true"),
            TemplateCase("{{not .l}}", gives: "false"),
            TemplateCase("{{not nothing}}", gives: "true"),
            TemplateCase("{{.i | not}}", gives: "false"),
            TemplateCase("{{and .n 1}}", gives: "<no value>"),
            TemplateCase(#"{{or .e .em "z"}}"#, gives: "z"),
            TemplateCase("{{or (and .b .c) .s}}", gives: "abc"),
            TemplateCase("{{and 1 .l | len}}", gives: "3"),
        ])
    func logic(_ template: TemplateCase) { template.check() }
}
