import Testing

/// Strings as bytes: equal if these are, and cut anywhere.
@Suite("Strings") struct StringTests {
    @Test(
        arguments: [
            TemplateCase(#"{{eq "é" "e\#u{301}"}} {{eq "é" "é"}} {{lt "e\#u{301}" "é"}}"#, gives: "false true true"),
            TemplateCase(
                #"{{eq "\xff" "\xff"}} {{eq "\xff" "\ufffd"}} {{lt "a" "\xff"}} {{gt "\xff\x01" "\xff"}}"#,
                gives: "true false true true"),
            TemplateCase(#"{{len "\xffé"}} {{index "\xffé" 0}} {{index "é" 1}}"#, gives: "3 255 169"),
            TemplateCase(
                #"{{slice "héllo" 1 3}} {{slice "héllo" 0 2 | printf "%q"}} {{slice "\xffab" 1}}"#,
                gives: #"é "h\xc3" ab"#),
            TemplateCase("{{range $k, $v := .m}}{{$k}}{{end}}", gives: "abcd"),
        ])
    func strings(_ template: TemplateCase) { template.check() }
}
