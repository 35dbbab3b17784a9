import Testing

/// `slice`, `len` and `call`.
@Suite("Slicing") struct SlicingTests {
    @Test(
        arguments: [
            TemplateCase("{{slice .l}}", gives: "[1 2 3]"),
            TemplateCase("{{slice .l 1}}", gives: "[2 3]"),
            TemplateCase("{{slice .l 1 2}}", gives: "[2]"),
            TemplateCase("{{slice .l 0 3}}", gives: "[1 2 3]"),
            TemplateCase("{{slice .l 3}}", gives: "[]"),
            TemplateCase(
                "{{slice .l 4}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <slice .l 4>: error calling slice: index out of range: 4"#
            ),
            TemplateCase(
                "{{slice .l 2 1}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <slice .l 2 1>: error calling slice: invalid slice index: 2 > 1"#
            ),
            TemplateCase("{{slice .l 0 1 2}}", gives: "[1]"),
            TemplateCase(
                "{{slice .l 0 2 1}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <slice .l 0 2 1>: error calling slice: invalid slice index: 2 > 1"#
            ),
            TemplateCase(
                "{{slice .l 0 1 2 3}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <slice .l 0 1 2 3>: error calling slice: too many slice indexes: 4"#
            ),
            TemplateCase(
                #"{{slice .l "a"}}"#,
                gives:
                    #"error: template: t:1:2: executing "t" at <slice .l "a">: error calling slice: cannot index slice/array with type string"#
            ),
            TemplateCase(
                "{{slice .l nil}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <slice .l nil>: error calling slice: cannot index slice/array with nil"#
            ),
            TemplateCase(
                "{{slice .l .i}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <slice .l .i>: error calling slice: cannot index slice/array with type interface {}"#
            ),
            TemplateCase("{{slice .l (print 1 | len)}}", gives: "[2 3]"),
            TemplateCase(
                "{{slice .l -1}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <slice .l -1>: error calling slice: index out of range: -1"#
            ),
            TemplateCase("{{slice .s 1}}", gives: "bc"),
            TemplateCase("{{slice .s 1 2}}", gives: "b"),
            TemplateCase("{{slice .s 0 3}}", gives: "abc"),
            TemplateCase(
                "{{slice .s 4}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <slice .s 4>: error calling slice: index out of range: 4"#
            ),
            TemplateCase(
                "{{slice .s 2 1}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <slice .s 2 1>: error calling slice: invalid slice index: 2 > 1"#
            ),
            TemplateCase(
                "{{slice .s 0 1 2}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <slice .s 0 1 2>: error calling slice: cannot 3-index slice a string"#
            ),
            TemplateCase("{{slice .u 0 2}}", gives: "h�"),
            TemplateCase(
                "{{slice .m}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <slice .m>: error calling slice: can't slice item of type map[string]interface {}"#
            ),
            TemplateCase(
                "{{slice .i}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <slice .i>: error calling slice: can't slice item of type int"#
            ),
            TemplateCase(
                "{{slice nil}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <slice nil>: error calling slice: slice of untyped nil"#),
            TemplateCase(
                "{{slice .n 1}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <slice .n 1>: error calling slice: slice of untyped nil"#
            ),
            TemplateCase(#"{{slice (strs "a" "b") 1}}"#, gives: "[b]"),
            TemplateCase(#"{{printf "%T" (slice (strs "a" "b") 1)}}"#, gives: "[]string"),
            TemplateCase(
                "{{slice}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <slice>: wrong number of args for slice: want at least 1 got 0"#
            ),
            TemplateCase("{{len .l}}", gives: "3"),
            TemplateCase("{{len .s}}", gives: "3"),
            TemplateCase("{{len .u}}", gives: "16"),
            TemplateCase("{{len .m}}", gives: "4"),
            TemplateCase("{{len .e}}", gives: "0"),
            TemplateCase(
                "{{len .n}}",
                gives: #"error: template: t:1:2: executing "t" at <len .n>: error calling len: len of nil pointer"#),
            TemplateCase(
                "{{len nil}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <len nil>: error calling len: reflect: call of reflect.Value.Type on zero Value"#
            ),
            TemplateCase(
                "{{len .missing}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <len .missing>: error calling len: reflect: call of reflect.Value.Type on zero Value"#
            ),
            TemplateCase(
                "{{.missing | len}}",
                gives:
                    #"error: template: t:1:13: executing "t" at <len>: error calling len: reflect: call of reflect.Value.Type on zero Value"#
            ),
            TemplateCase(
                "{{len .i}}",
                gives: #"error: template: t:1:2: executing "t" at <len .i>: error calling len: len of type int"#),
            TemplateCase(
                "{{len .f}}",
                gives: #"error: template: t:1:2: executing "t" at <len .f>: error calling len: len of type float64"#),
            TemplateCase(
                "{{len .b}}",
                gives: #"error: template: t:1:2: executing "t" at <len .b>: error calling len: len of type bool"#),
            TemplateCase(#"{{len (bytes "abc")}}"#, gives: "3"),
            TemplateCase("{{.s | len}}", gives: "3"),
            TemplateCase(
                "{{range .x}}{{len .name}}{{end}}",
                gives: #"error: template: t:1:14: executing "t" at <len .name>: error calling len: len of nil pointer"#),
            TemplateCase(
                "{{call .s}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <call .s>: error calling call: non-function .s of type string"#
            ),
            TemplateCase(
                "{{call nil}}",
                gives: #"error: template: t:1:2: executing "t" at <call nil>: error calling call: call of nil"#),
            TemplateCase(
                "{{call .n}}",
                gives: #"error: template: t:1:2: executing "t" at <call .n>: error calling call: call of nil"#),
            TemplateCase(
                "{{call .m 1}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <call .m 1>: error calling call: non-function .m of type map[string]interface {}"#
            ),
            TemplateCase(
                "{{call (print 1) 2}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <call (print 1) 2>: error calling call: non-function print 1 of type string"#
            ),
        ])
    func slicing(_ template: TemplateCase) { template.check() }
}
