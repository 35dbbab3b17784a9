import Testing

/// Comparisons by kinds, with Go's words where there is none.
@Suite("Comparisons") struct ComparisonTests {
    /// Two operands, and what comparing them gives: a truth, or the error behind `error calling NAME: `.
    struct Row: Sendable, CustomTestStringConvertible {
        let operands: String
        /// By the name of the function.
        let results: [String: String]

        init(_ operands: String, eq: String, lt: String, le: String, gt: String, ge: String) {
            self.operands = operands
            let opposite = ["true": "false", "false": "true"]
            results = ["eq": eq, "ne": opposite[eq] ?? eq, "lt": lt, "le": le, "gt": gt, "ge": ge]
        }

        var testDescription: String { operands }
    }

    @Test(
        arguments: [
            Row("1 1", eq: "true", lt: "false", le: "true", gt: "false", ge: "true"),
            Row("1 2", eq: "false", lt: "true", le: "true", gt: "false", ge: "false"),
            Row("2 1", eq: "false", lt: "false", le: "false", gt: "true", ge: "true"),
            Row("1.5 1.5", eq: "true", lt: "false", le: "true", gt: "false", ge: "true"),
            Row("1.5 2.5", eq: "false", lt: "true", le: "true", gt: "false", ge: "false"),
            Row(
                "1 1.0", eq: "incompatible types for comparison", lt: "incompatible types for comparison",
                le: "incompatible types for comparison", gt: "incompatible types for comparison",
                ge: "incompatible types for comparison"),
            Row(".i 3", eq: "true", lt: "false", le: "true", gt: "false", ge: "true"),
            Row(".f 2.5", eq: "true", lt: "false", le: "true", gt: "false", ge: "true"),
            Row(
                ".i .f", eq: "incompatible types for comparison", lt: "incompatible types for comparison",
                le: "incompatible types for comparison", gt: "incompatible types for comparison",
                ge: "incompatible types for comparison"),
            Row(#""a" "a""#, eq: "true", lt: "false", le: "true", gt: "false", ge: "true"),
            Row(#""a" "b""#, eq: "false", lt: "true", le: "true", gt: "false", ge: "false"),
            Row(#""b" "a""#, eq: "false", lt: "false", le: "false", gt: "true", ge: "true"),
            Row(
                #""a" 1"#, eq: "incompatible types for comparison", lt: "incompatible types for comparison",
                le: "incompatible types for comparison", gt: "incompatible types for comparison",
                ge: "incompatible types for comparison"),
            Row(
                "true true", eq: "true", lt: "invalid type for comparison", le: "invalid type for comparison",
                gt: "invalid type for comparison", ge: "invalid type for comparison"),
            Row(
                "true false", eq: "false", lt: "invalid type for comparison", le: "invalid type for comparison",
                gt: "invalid type for comparison", ge: "invalid type for comparison"),
            Row(
                "true 1", eq: "incompatible types for comparison", lt: "incompatible types for comparison",
                le: "incompatible types for comparison", gt: "incompatible types for comparison",
                ge: "incompatible types for comparison"),
            Row(
                "nil nil", eq: "true", lt: "invalid type for comparison", le: "invalid type for comparison",
                gt: "invalid type for comparison", ge: "invalid type for comparison"),
            Row(
                "nil 1", eq: "false", lt: "invalid type for comparison", le: "invalid type for comparison",
                gt: "invalid type for comparison", ge: "invalid type for comparison"),
            Row(
                "1 nil", eq: "false", lt: "invalid type for comparison", le: "invalid type for comparison",
                gt: "invalid type for comparison", ge: "invalid type for comparison"),
            Row(
                ".n 1", eq: "false", lt: "invalid type for comparison", le: "invalid type for comparison",
                gt: "invalid type for comparison", ge: "invalid type for comparison"),
            Row(
                ".n nil", eq: "true", lt: "invalid type for comparison", le: "invalid type for comparison",
                gt: "invalid type for comparison", ge: "invalid type for comparison"),
            Row(
                ".missing nil", eq: "true", lt: "invalid type for comparison", le: "invalid type for comparison",
                gt: "invalid type for comparison", ge: "invalid type for comparison"),
            Row(
                ".missing .n", eq: "true", lt: "invalid type for comparison", le: "invalid type for comparison",
                gt: "invalid type for comparison", ge: "invalid type for comparison"),
            Row(
                ".l nil", eq: "false", lt: "invalid type for comparison", le: "invalid type for comparison",
                gt: "invalid type for comparison", ge: "invalid type for comparison"),
            Row(
                ".m nil", eq: "false", lt: "invalid type for comparison", le: "invalid type for comparison",
                gt: "invalid type for comparison", ge: "invalid type for comparison"),
            Row(
                ".l 1", eq: "incompatible types for comparison", lt: "invalid type for comparison",
                le: "invalid type for comparison", gt: "invalid type for comparison", ge: "invalid type for comparison"),
            Row("(u64 3) 3", eq: "true", lt: "false", le: "true", gt: "false", ge: "true"),
            Row("3 (u64 3)", eq: "true", lt: "false", le: "true", gt: "false", ge: "true"),
            Row("(u64 3) -1", eq: "false", lt: "false", le: "false", gt: "true", ge: "true"),
            Row("-1 (u64 3)", eq: "false", lt: "true", le: "true", gt: "false", ge: "false"),
            Row("(i64 3) 3", eq: "true", lt: "false", le: "true", gt: "false", ge: "true"),
            Row("(i64 -3) 3", eq: "false", lt: "true", le: "true", gt: "false", ge: "false"),
            Row("(u64 -1) 1", eq: "false", lt: "false", le: "false", gt: "true", ge: "true"),
            Row("(u64 -1) -1", eq: "false", lt: "false", le: "false", gt: "true", ge: "true"),
            Row(
                "(u64 3) 3.0", eq: "incompatible types for comparison", lt: "incompatible types for comparison",
                le: "incompatible types for comparison", gt: "incompatible types for comparison",
                ge: "incompatible types for comparison"),
            Row("'a' 97", eq: "true", lt: "false", le: "true", gt: "false", ge: "true"),
            Row(
                "(list) nil", eq: "false", lt: "invalid type for comparison", le: "invalid type for comparison",
                gt: "invalid type for comparison", ge: "invalid type for comparison"),
            Row(
                "(strs) nil", eq: "false", lt: "invalid type for comparison", le: "invalid type for comparison",
                gt: "invalid type for comparison", ge: "invalid type for comparison"),
            Row(
                #"(bytes "a") "a""#, eq: "incompatible types for comparison", lt: "invalid type for comparison",
                le: "invalid type for comparison", gt: "invalid type for comparison", ge: "invalid type for comparison"),
            Row(
                ".s .l", eq: "incompatible types for comparison", lt: "invalid type for comparison",
                le: "invalid type for comparison", gt: "invalid type for comparison", ge: "invalid type for comparison"),
            Row(
                #""" nil"#, eq: "false", lt: "invalid type for comparison", le: "invalid type for comparison",
                gt: "invalid type for comparison", ge: "invalid type for comparison"),
        ])
    func pairs(_ row: Row) {
        for (name, expected) in row.results {
            let result = render("{{\(name) \(row.operands)}}")
            let message = result.split(separator: "error calling \(name): ").last.map(String.init)
            #expect(message == expected, "\(name)")
        }
    }

    @Test(
        arguments: [
            TemplateCase("{{eq 1 1}}", gives: "true"),
            TemplateCase("{{eq 1 2}}", gives: "false"),
            TemplateCase(
                "{{eq 1 1.0}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <eq 1 1.0>: error calling eq: incompatible types for comparison"#
            ),
            TemplateCase(
                "{{eq .l 1}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <eq .l 1>: error calling eq: incompatible types for comparison"#
            ),
            TemplateCase(
                "{{eq 1}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <eq 1>: error calling eq: missing argument for comparison"#
            ),
            TemplateCase("{{eq 1 2 1}}", gives: "true"),
            TemplateCase("{{eq 1 2 3}}", gives: "false"),
            TemplateCase(
                #"{{eq 1 "a" 1}}"#,
                gives:
                    #"error: template: t:1:2: executing "t" at <eq 1 "a" 1>: error calling eq: incompatible types for comparison"#
            ),
            TemplateCase(#"{{eq 1 1 "a"}}"#, gives: "true"),
            TemplateCase("{{eq nil 1 nil}}", gives: "true"),
            TemplateCase(#"{{eq .s "x" "abc"}}"#, gives: "true"),
            TemplateCase("{{3 | eq 1 2}}", gives: "false"),
            TemplateCase("{{3 | eq .i}}", gives: "true"),
            TemplateCase(
                "{{eq .l 1 .l}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <eq .l 1 .l>: error calling eq: incompatible types for comparison"#
            ),
            TemplateCase(
                "{{ne 1 2 3}}",
                gives: #"error: template: t:1:2: executing "t" at <ne>: wrong number of args for ne: want 2 got 3"#),
            TemplateCase(
                "{{lt 1 2 3}}",
                gives: #"error: template: t:1:2: executing "t" at <lt>: wrong number of args for lt: want 2 got 3"#),
            TemplateCase("{{range .l}}{{eq . 2}} {{lt . 2}} {{end}}", gives: "false true true false false false "),
            TemplateCase("{{range .x}}{{eq .v 1}} {{end}}", gives: "true false false "),
            TemplateCase(
                "{{eq .m .em}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <eq .m .em>: error calling eq: non-comparable type map[]: map[string]interface {}"#
            ),
            TemplateCase(
                "{{eq .l .e}}",
                gives:
                    #"error: template: t:1:2: executing "t" at <eq .l .e>: error calling eq: non-comparable type []: []interface {}"#
            ),
            TemplateCase(
                #"{{eq (list 1 "a") (list nil 2.5)}}"#,
                gives:
                    #"error: template: t:1:2: executing "t" at <eq (list 1 "a") (list nil 2.5)>: error calling eq: non-comparable type [<nil> %!s(float64=2.5)]: []interface {}"#
            ),
        ])
    func others(_ template: TemplateCase) { template.check() }
}
