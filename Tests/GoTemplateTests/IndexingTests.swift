import Testing

/// `index`
@Suite("Indexing") struct IndexingTests {
    @Test(
        arguments: [
            TemplateCase("{{index .l 0}}", gives: "1"),
            TemplateCase(
                "{{index .l 3}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <index .l 3>: error calling index: reflect: slice index out of range"#
            ),
            TemplateCase(
                "{{index .l 4}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <index .l 4>: error calling index: index out of range: 4"#
            ),
            TemplateCase(
                "{{index .l -1}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <index .l -1>: error calling index: index out of range: -1"#
            ),
            TemplateCase(
                "{{index .l 1.0}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <index .l 1.0>: error calling index: cannot index slice/array with type float64"#
            ),
            TemplateCase(
                #"{{index .l "a"}}"#,
                gives:
                    #"error: template: t:1:2: executing "t" at <index .l "a">: error calling index: cannot index slice/array with type string"#
            ),
            TemplateCase(
                "{{index .l nil}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <index .l nil>: error calling index: cannot index slice/array with nil"#
            ),
            TemplateCase(
                "{{index .l .n}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <index .l .n>: error calling index: cannot index slice/array with nil"#
            ),
            TemplateCase(
                "{{index .l .missing}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <index .l .missing>: error calling index: cannot index slice/array with nil"#
            ),
            TemplateCase(
                "{{index .l .i}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <index .l .i>: error calling index: reflect: slice index out of range"#
            ),
            TemplateCase("{{index .l (i64 1)}}", gives: "2"),
            TemplateCase("{{index .l (u64 1)}}", gives: "2"),
            TemplateCase(
                "{{index .l (u64 -1)}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <index .l (u64 -1)>: error calling index: index out of range: -1"#
            ),
            TemplateCase(
                "{{index .l true}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <index .l true>: error calling index: cannot index slice/array with type bool"#
            ),
            TemplateCase("{{index .l}}", gives: "[1 2 3]"),
            TemplateCase(#"{{index .m "a"}}"#, gives: "1"),
            TemplateCase(#"{{index .m "zz"}}"#, gives: "<no value>"),
            TemplateCase(#"{{index .m "c"}}"#, gives: "<no value>"),
            TemplateCase(
                "{{index .m 1}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <index .m 1>: error calling index: value has type int; should be string"#
            ),
            TemplateCase(
                "{{index .m nil}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <index .m nil>: error calling index: value is nil; should be of type string"#
            ),
            TemplateCase("{{index .m .s}}", gives: "<no value>"),
            TemplateCase(#"{{index .m "d" "e" 1}}"#, gives: "q"),
            TemplateCase(
                #"{{index .m "zz" "y"}}"#,
                gives:
                    #"error: template: t:1:2: executing "t" at <index .m "zz" "y">: error calling index: index of nil pointer"#
            ),
            TemplateCase(
                #"{{index .m "c" "y"}}"#,
                gives:
                    #"error: template: t:1:2: executing "t" at <index .m "c" "y">: error calling index: index of nil pointer"#
            ),
            TemplateCase(
                #"{{index .m "a" "y"}}"#,
                gives:
                    #"error: template: t:1:2: executing "t" at <index .m "a" "y">: error calling index: can't index item of type int"#
            ),
            TemplateCase(#"{{index .x 0 "name"}}"#, gives: "one"),
            TemplateCase(#"{{index .x 0 "name" 1}}"#, gives: "110"),
            TemplateCase("{{index .s 1}}", gives: "98"),
            TemplateCase(#"{{printf "%T" (index .s 1)}}"#, gives: "uint8"),
            TemplateCase(
                "{{index .s 3}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <index .s 3>: error calling index: reflect: string index out of range"#
            ),
            TemplateCase(
                "{{index .s 4}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <index .s 4>: error calling index: index out of range: 4"#
            ),
            TemplateCase("{{index .u 1}}", gives: "195"),
            TemplateCase(
                "{{index .i 0}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <index .i 0>: error calling index: can't index item of type int"#
            ),
            TemplateCase(
                "{{index .b 0}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <index .b 0>: error calling index: can't index item of type bool"#
            ),
            TemplateCase(
                "{{index nil}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <index nil>: error calling index: index of untyped nil"#),
            TemplateCase(
                "{{index nil 1}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <index nil 1>: error calling index: index of untyped nil"#
            ),
            TemplateCase(
                "{{index .n 1}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <index .n 1>: error calling index: index of untyped nil"#
            ),
            TemplateCase(
                "{{index .n}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <index .n>: error calling index: index of untyped nil"#),
            TemplateCase(
                #"{{index .missing "a"}}"#,
                gives:
                    #"error: template: t:1:2: executing "t" at <index .missing "a">: error calling index: index of untyped nil"#
            ),
            TemplateCase(#"{{"a" | index .m}}"#, gives: "1"),
            TemplateCase(#"{{index (bytes "ab") 1}}"#, gives: "98"),
            TemplateCase(#"{{index (strs "a" "b") 1 | upper}}"#, gives: "B"),
            TemplateCase(#"{{index .l 0 | printf "%T"}}"#, gives: "int"),
            TemplateCase("{{(index .x 0).name}}", gives: "one"),
            TemplateCase("{{(index .x 1).v}}", gives: "<no value>"),
        ])
    func indexing(_ template: TemplateCase) { template.check() }
}
