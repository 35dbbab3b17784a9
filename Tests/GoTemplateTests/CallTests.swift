import Testing

/// Functions, and arguments held against the types of parameters.
@Suite("Calls") struct CallTests {
    @Test(
        arguments: [
            TemplateCase(#"{{upper "a"}}"#, gives: "A"),
            TemplateCase("{{upper .s}}", gives: "ABC"),
            TemplateCase("{{.s | upper}}", gives: "ABC"),
            TemplateCase(
                "{{upper}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <upper>: wrong number of args for upper: want 1 got 0"#),
            TemplateCase(
                "{{upper .s .s}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <upper>: wrong number of args for upper: want 1 got 2"#),
            TemplateCase(
                "{{.s | upper .s}}",
                gives:
                    #"error: template: t:1:7: executing "t" at <upper>: wrong number of args for upper: want 1 got 2"#),
            TemplateCase(
                "{{upper 1}}", gives: #"error: template: t:1:8: executing "t" at <1>: expected string; found 1"#),
            TemplateCase(
                "{{upper .i}}",
                gives: #"error: template: t:1:8: executing "t" at <.i>: wrong type for value; expected string; got int"#
            ),
            TemplateCase(
                "{{upper .f}}",
                gives:
                    #"error: template: t:1:8: executing "t" at <.f>: wrong type for value; expected string; got float64"#
            ),
            TemplateCase(
                "{{upper .b}}",
                gives:
                    #"error: template: t:1:8: executing "t" at <.b>: wrong type for value; expected string; got bool"#),
            TemplateCase(
                "{{upper nil}}", gives: #"error: template: t:1:8: executing "t" at <nil>: cannot assign nil to string"#),
            TemplateCase(
                "{{upper .n}}",
                gives:
                    #"error: template: t:1:8: executing "t" at <.n>: wrong type for value; expected string; got interface {}"#
            ),
            TemplateCase(
                "{{.n | upper}}",
                gives: #"error: template: t:1:7: executing "t" at <upper>: invalid value; expected string"#),
            TemplateCase(
                "{{upper .missing}}",
                gives: #"error: template: t:1:8: executing "t" at <.missing>: invalid value; expected string"#),
            TemplateCase(
                "{{.missing | upper}}",
                gives: #"error: template: t:1:13: executing "t" at <upper>: invalid value; expected string"#),
            TemplateCase(
                "{{upper .l}}",
                gives:
                    #"error: template: t:1:8: executing "t" at <.l>: wrong type for value; expected string; got []interface {}"#
            ),
            TemplateCase(
                "{{upper .m}}",
                gives:
                    #"error: template: t:1:8: executing "t" at <.m>: wrong type for value; expected string; got map[string]interface {}"#
            ),
            TemplateCase(
                "{{upper true}}",
                gives: #"error: template: t:1:8: executing "t" at <true>: expected string; found true"#),
            TemplateCase("{{upper (print 1)}}", gives: "1"),
            TemplateCase(
                "{{upper (add 1 2)}}",
                gives: #"error: template: t:1:15: executing "t" at <2>: wrong type for value; expected string; got int"#
            ),
            TemplateCase(
                "{{upper nothing}}",
                gives:
                    #"error: template: t:1:8: executing "t" at <nothing>: wrong type for value; expected string; got interface {}"#
            ),
            TemplateCase(
                "{{upper (nothing)}}",
                gives: #"error: template: t:1:9: executing "t" at <nothing>: invalid value; expected string"#),
            TemplateCase(
                "{{nothing | upper}}",
                gives: #"error: template: t:1:12: executing "t" at <upper>: invalid value; expected string"#),
            TemplateCase(
                "{{range .l}}{{upper .}}{{end}}",
                gives: #"error: template: t:1:20: executing "t" at <.>: wrong type for value; expected string; got int"#
            ),
            TemplateCase(
                "{{range .x}}{{upper .name}}{{end}}",
                gives:
                    #"error: template: t:1:20: executing "t" at <.name>: wrong type for value; expected string; got interface {}"#
            ),
            TemplateCase("{{add 1 2}}", gives: "3"),
            TemplateCase(
                "{{add 1}}",
                gives: #"error: template: t:1:2: executing "t" at <add>: wrong number of args for add: want 2 got 1"#),
            TemplateCase(
                "{{add 1 2 3}}",
                gives: #"error: template: t:1:2: executing "t" at <add>: wrong number of args for add: want 2 got 3"#),
            TemplateCase("{{2 | add 1}}", gives: "3"),
            TemplateCase("{{add 1.0 2}}", gives: "3"),
            TemplateCase(
                "{{add 1.5 2}}", gives: #"error: template: t:1:6: executing "t" at <1.5>: expected integer; found 1.5"#),
            TemplateCase("{{add 1e3 2}}", gives: "1002"),
            TemplateCase("{{add 'a' 1}}", gives: "98"),
            TemplateCase(
                #"{{add "a" 1}}"#,
                gives: #"error: template: t:1:6: executing "t" at <"a">: expected integer; found "a""#),
            TemplateCase("{{add .i .j}}", gives: "-4"),
            TemplateCase(
                "{{add .i .f}}",
                gives:
                    #"error: template: t:1:9: executing "t" at <.f>: wrong type for value; expected int; got float64"#),
            TemplateCase(
                "{{add (i64 1) 2}}",
                gives: #"error: template: t:1:11: executing "t" at <1>: wrong type for value; expected int; got int64"#),
            TemplateCase(
                "{{add true 1}}",
                gives: #"error: template: t:1:6: executing "t" at <true>: expected integer; found true"#),
            TemplateCase(
                "{{add nil 1}}", gives: #"error: template: t:1:6: executing "t" at <nil>: cannot assign nil to int"#),
            TemplateCase(
                "{{add 9223372036854775808 1}}",
                gives:
                    #"error: template: t:1:6: executing "t" at <9223372036854775808>: expected integer; found 9223372036854775808"#
            ),
            TemplateCase("{{i64 3}}", gives: "3"),
            TemplateCase(
                "{{i64 3.5}}", gives: #"error: template: t:1:6: executing "t" at <3.5>: expected integer; found 3.5"#),
            TemplateCase("{{f64 3}}", gives: "3"),
            TemplateCase(
                "{{f64 .i}}",
                gives:
                    #"error: template: t:1:6: executing "t" at <.i>: wrong type for value; expected float64; got int"#),
            TemplateCase("{{f64 .f}}", gives: "2.5"),
            TemplateCase(
                #"{{f64 "a"}}"#, gives: #"error: template: t:1:6: executing "t" at <"a">: expected float; found "a""#),
            TemplateCase("{{f64 1e400}}", gives: #"error: template: t:1: illegal number syntax: "1e400""#),
            TemplateCase("{{neg true}}", gives: "false"),
            TemplateCase("{{neg .b}}", gives: "false"),
            TemplateCase("{{neg 1}}", gives: #"error: template: t:1:6: executing "t" at <1>: expected bool; found 1"#),
            TemplateCase(
                #"{{neg "a"}}"#, gives: #"error: template: t:1:6: executing "t" at <"a">: expected bool; found "a""#),
            TemplateCase(
                "{{neg nil}}", gives: #"error: template: t:1:6: executing "t" at <nil>: cannot assign nil to bool"#),
            TemplateCase(
                "{{neg .s}}",
                gives:
                    #"error: template: t:1:6: executing "t" at <.s>: wrong type for value; expected bool; got string"#),
            TemplateCase("{{list}}", gives: "[]"),
        ])
    func calls(_ template: TemplateCase) { template.check() }
}
