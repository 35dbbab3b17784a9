import Testing

/// Constants and values for parameters of every type, and failing calls.
@Suite("Arguments") struct ArgumentTests {
    @Test(
        arguments: [
            TemplateCase(
                #"{{list 1 "a" nil .m}}"#, gives: "[1 a <nil> map[a:1 b:x c:<nil> d:map[e:[1 q <nil> 2.5 true]]]]"),
            TemplateCase("{{strs}}", gives: "[]"),
            TemplateCase(#"{{strs "a" .s}}"#, gives: "[a abc]"),
            TemplateCase(
                #"{{strs "a" 1}}"#, gives: #"error: template: t:1:11: executing "t" at <1>: expected string; found 1"#),
            TemplateCase(
                #"{{strs "a" .i}}"#,
                gives:
                    #"error: template: t:1:11: executing "t" at <.i>: wrong type for value; expected string; got int"#),
            TemplateCase(
                #"{{.i | strs "a"}}"#,
                gives:
                    #"error: template: t:1:12: executing "t" at <"a">: wrong type for value; expected string; got int"#),
            TemplateCase(
                "{{strs nil}}", gives: #"error: template: t:1:7: executing "t" at <nil>: cannot assign nil to string"#),
            TemplateCase("{{count .l}}", gives: "3"),
            TemplateCase("{{count .e}}", gives: "0"),
            TemplateCase("{{count nil}}", gives: "0"),
            TemplateCase(
                "{{count .n}}",
                gives:
                    #"error: template: t:1:8: executing "t" at <.n>: wrong type for value; expected []interface {}; got interface {}"#
            ),
            TemplateCase("{{count .missing}}", gives: "0"),
            TemplateCase(
                "{{count .m}}",
                gives:
                    #"error: template: t:1:8: executing "t" at <.m>: wrong type for value; expected []interface {}; got map[string]interface {}"#
            ),
            TemplateCase(
                "{{count 1}}",
                gives: #"error: template: t:1:8: executing "t" at <1>: can't handle 1 for arg of type []interface {}"#),
            TemplateCase(
                #"{{count "a"}}"#,
                gives:
                    #"error: template: t:1:8: executing "t" at <"a">: can't handle "a" for arg of type []interface {}"#),
            TemplateCase(
                "{{count true}}",
                gives:
                    #"error: template: t:1:8: executing "t" at <true>: can't handle true for arg of type []interface {}"#
            ),
            TemplateCase(
                #"{{count (strs "a")}}"#,
                gives:
                    #"error: template: t:1:14: executing "t" at <"a">: wrong type for value; expected []interface {}; got []string"#
            ),
            TemplateCase("{{size .m}}", gives: "4"),
            TemplateCase("{{size nil}}", gives: "0"),
            TemplateCase(
                "{{size .l}}",
                gives:
                    #"error: template: t:1:7: executing "t" at <.l>: wrong type for value; expected map[string]interface {}; got []interface {}"#
            ),
            TemplateCase(
                "{{size 1}}",
                gives:
                    #"error: template: t:1:7: executing "t" at <1>: can't handle 1 for arg of type map[string]interface {}"#
            ),
            TemplateCase(
                #"{{size "a"}}"#,
                gives:
                    #"error: template: t:1:7: executing "t" at <"a">: can't handle "a" for arg of type map[string]interface {}"#
            ),
            TemplateCase("{{.n | size}}", gives: "0"),
            TemplateCase(
                #"{{fail "oops"}}"#,
                gives: #"error: template: t:1:2: executing "t" at <fail "oops">: error calling fail: oops"#),
            TemplateCase(
                "{{1 | print | fail}}",
                gives: #"error: template: t:1:14: executing "t" at <fail>: error calling fail: 1"#),
            TemplateCase(
                "{{.s | fail | upper}}",
                gives: #"error: template: t:1:7: executing "t" at <fail>: error calling fail: abc"#),
            TemplateCase(
                #"{{print (fail "in") 1}}"#,
                gives: #"error: template: t:1:9: executing "t" at <fail "in">: error calling fail: in"#),
            TemplateCase(
                #"{{if fail "c"}}{{end}}"#,
                gives: #"error: template: t:1:5: executing "t" at <fail "c">: error calling fail: c"#),
            TemplateCase(
                #"{{range fail "c"}}{{end}}"#,
                gives: #"error: template: t:1:8: executing "t" at <fail "c">: error calling fail: c"#),
            TemplateCase(
                #"{{$x := fail "c"}}"#,
                gives: #"error: template: t:1:8: executing "t" at <fail "c">: error calling fail: c"#),
            TemplateCase(
                #"{{template "q" fail "d"}}{{define "q"}}{{end}}"#,
                gives: #"error: template: t:1:15: executing "t" at <fail "d">: error calling fail: d"#),
            TemplateCase(
                #"{{block "q" (fail "d")}}{{end}}"#,
                gives: #"error: template: t:1:13: executing "t" at <fail "d">: error calling fail: d"#),
            TemplateCase(
                "{{not}}",
                gives: #"error: template: t:1:2: executing "t" at <not>: wrong number of args for not: want 1 got 0"#),
            TemplateCase(
                "{{not 1 2}}",
                gives: #"error: template: t:1:2: executing "t" at <not>: wrong number of args for not: want 1 got 2"#),
            TemplateCase(
                "{{len}}",
                gives: #"error: template: t:1:2: executing "t" at <len>: wrong number of args for len: want 1 got 0"#),
            TemplateCase(
                "{{printf}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <printf>: wrong number of args for printf: want at least 1 got 0"#
            ),
            TemplateCase(
                "{{index}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <index>: wrong number of args for index: want at least 1 got 0"#
            ),
            TemplateCase(
                "{{eq}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <eq>: wrong number of args for eq: want at least 1 got 0"#
            ),
            TemplateCase(
                "{{and}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <and>: wrong number of args for and: want at least 1 got 0"#
            ),
            TemplateCase("{{1 | and}}", gives: "1"),
            TemplateCase(
                "{{or}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <or>: wrong number of args for or: want at least 1 got 0"#
            ),
            TemplateCase(
                "{{lt 1}}",
                gives: #"error: template: t:1:2: executing "t" at <lt>: wrong number of args for lt: want 2 got 1"#),
            TemplateCase(
                "{{call}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <call>: wrong number of args for call: want at least 1 got 0"#
            ),
            TemplateCase("{{html}}", gives: ""),
            TemplateCase("{{print}}", gives: ""),
            TemplateCase("{{println}}", gives: #"\#n"#),
        ])
    func arguments(_ template: TemplateCase) { template.check() }
}
