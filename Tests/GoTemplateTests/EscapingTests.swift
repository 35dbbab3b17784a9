import Testing

/// `html`, `js`, `urlquery`, `print` and `println`.
@Suite("Escaping and printing") struct EscapingTests {
    @Test(
        arguments: [
            TemplateCase("{{html .u}}", gives: #"héllo &lt;b&gt;&#39;&#34;&amp;\#n\#tx"#),
            TemplateCase(#"{{html "<a href=\"x\">'&\x00"}}"#, gives: "&lt;a href=&#34;x&#34;&gt;&#39;&amp;�"),
            TemplateCase("{{html 1 2}}", gives: "1 2"),
            TemplateCase(
                "{{html .l .m}}", gives: "[1 2 3] map[a:1 b:x c:&lt;nil&gt; d:map[e:[1 q &lt;nil&gt; 2.5 true]]]"),
            TemplateCase("{{html nil}}", gives: "&lt;no value&gt;"),
            TemplateCase("{{html .n .missing}}", gives: "&lt;no value&gt;&lt;no value&gt;"),
            TemplateCase(#"{{html nil "a" nil}}"#, gives: "&lt;no value&gt;a&lt;no value&gt;"),
            TemplateCase("{{html true .f}}", gives: "true 2.5"),
            TemplateCase("{{.u | html | html}}", gives: #"héllo &amp;lt;b&amp;gt;&amp;#39;&amp;#34;&amp;amp;\#n\#tx"#),
            TemplateCase("{{js .u}}", gives: #"héllo \u003Cb\u003E\'\"\u0026\u000A\u0009x"#),
            TemplateCase(
                #"{{js "'\"\\<>&=\x01\t\u2028é😀\u00a0"}}"#,
                gives: #"\'\"\\\u003C\u003E\u0026\u003D\u0001\u0009\u2028é😀\u00A0"#),
            TemplateCase(#"{{js "\xff"}}"#, gives: "�"),
            TemplateCase("{{js nil 1}}", gives: #"\u003Cno value\u003E1"#),
            TemplateCase("{{js .l}}", gives: "[1 2 3]"),
            TemplateCase("{{urlquery .u}}", gives: "h%C3%A9llo+%3Cb%3E%27%22%26%0A%09x"),
            TemplateCase(#"{{urlquery "a b+c&d=e/f?~-_.é"}}"#, gives: "a+b%2Bc%26d%3De%2Ff%3F~-_.%C3%A9"),
            TemplateCase("{{urlquery 1 2}}", gives: "1+2"),
            TemplateCase("{{urlquery nil}}", gives: "%3Cno+value%3E"),
            TemplateCase(
                "{{urlquery .m}}",
                gives: "map%5Ba%3A1+b%3Ax+c%3A%3Cnil%3E+d%3Amap%5Be%3A%5B1+q+%3Cnil%3E+2.5+true%5D%5D%5D"),
            TemplateCase(#"{{print 1 2 "a" 3 4 "b" "c" nil nil}}"#, gives: "1 2a3 4bc<nil> <nil>"),
            TemplateCase(#"{{print "a" "b"}}"#, gives: "ab"),
            TemplateCase("{{print true false}}", gives: "true false"),
            TemplateCase(
                "{{print .l .m .n .f}}", gives: "[1 2 3] map[a:1 b:x c:<nil> d:map[e:[1 q <nil> 2.5 true]]] <nil> 2.5"),
            TemplateCase(#"{{println 1 "a" nil}}"#, gives: #"1 a <nil>\#n"#),
            TemplateCase("{{println}}", gives: #"\#n"#),
            TemplateCase("{{print .x}}", gives: "[map[name:one v:1] map[name:two] map[name:<nil>]]"),
        ])
    func escaping(_ template: TemplateCase) { template.check() }
}
