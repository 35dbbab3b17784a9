import Testing

@testable import RE2

@Suite("Matches, replacement and splitting") struct ReplacementTests {
    @Test(
        arguments: [
            ("a(x*)b", "-ab-axxb-", "T", "-T-T-"),
            ("a(x*)b", "-ab-axxb-", "$1", "--xx-"),
            ("a(x*)b", "-ab-axxb-", "$1W", "---"),
            ("a(x*)b", "-ab-axxb-", "${1}W", "-W-xxW-"),
            ("a(?P<y>x*)b", "-axb-", "[$y|${y}|$0|$$|$|${|${y|$ |$-]", "-[x|x|axb|$|$|${|${y|$ |$-]-"),
            ("(a)|(b)", "ab", "<$1$2$3>", "<a><b>"),
            ("(?<n>a)|(?<n>b)", "ab", "<$n>", "<a><b>"),
            ("(a)", "a", "$01|$1x|$10|$999999999999999999999", "|||"),
            ("", "aé", "-", "-a-é-"),
            ("b*", "abc", "-", "-a-c-"),
            ("a*", "baaac", "$0.", ".baaa.c."),
            ("$", "a", "!", "a!"),
            ("^", "a", "!", "!a"),
            ("x", "abc", "y", "abc"),
            (#"\b"#, "ab c", "|", "|ab| |c|"),
        ])
    func expandsTemplates(pattern: String, text: String, template: String, expected: String) throws {
        #expect(try RegularExpression(pattern).replacingAll(in: text, with: template) == expected)
    }

    @Test func literalReplacementKnowsNoDollar() throws {
        #expect(try RegularExpression("(b+)").replacingAllLiterally(in: "abba", with: "$1$$") == "a$1$$a")
    }

    @Test(
        arguments: [
            ("a", "banana", nil, ["b", "n", "n", ""]),
            ("a", "banana", 0, []),
            ("a", "banana", -1, []),
            ("a", "banana", 1, ["banana"]),
            ("a", "banana", 2, ["b", "nana"]),
            ("z+", "pizza", nil, ["pi", "a"]),
            ("", "abé", nil, ["a", "b", "é"]),
            ("", "", nil, []),
            ("x", "", nil, [""]),
            ("x*", "axbxc", nil, ["a", "b", "c"]),
            (",", ",a,", nil, ["", "a", ""]),
        ] as [(String, String, Int?, [String])])
    func splits(pattern: String, text: String, limit: Int?, expected: [String]) throws {
        #expect(try RegularExpression(pattern).split(text, limit: limit) == expected)
    }

    @Test(
        arguments: [
            ("a*", "baab", nil, ["0-0", "1-3", "4-4"]),
            ("", "é", nil, ["0-0", "2-2"]),
            ("a", "aaa", 2, ["0-1", "1-2"]),
            ("a", "aaa", 0, []),
            ("a", "aaa", -3, []),
            ("a|ab", "abab", nil, ["0-1", "2-3"]),
            ("(?:^|,)[^,]*", "a,,b", nil, ["0-1", "1-2", "2-4"]),
        ] as [(String, String, Int?, [String])])
    func findsAll(pattern: String, text: String, limit: Int?, expected: [String]) throws {
        let found = try RegularExpression(pattern).allMatches(in: text, limit: limit)
        #expect(found.map { "\($0.range.lowerBound)-\($0.range.upperBound)" } == expected)
    }

    @Test func aMatchKnowsItsGroups() throws {
        let expression = try RegularExpression(#"(?P<key>\w+)=(?P<value>[^;]*)(;)?"#)
        let match = try #require(expression.firstMatch(in: "é; größe=7€"))
        #expect(match.whole == "e=7€")
        #expect(match.range == 10..<16)
        #expect(match["key"] == "e")
        #expect(match[2] == "7€")
        #expect(match[3] == nil)
        #expect(match[4] == nil && match[-1] == nil && match["other"] == nil)
    }

    @Test func searchesFromAPlace() throws {
        let expression = try RegularExpression(#"\ba"#)
        #expect(expression.firstMatch(in: "aé a", from: 0)?.range == 0..<1)
        #expect(expression.firstMatch(in: "aé a", from: 1)?.range == 4..<5)
        // Within a character, before the start, at and behind the end.
        #expect(expression.firstMatch(in: "éa", from: 1)?.range == 2..<3)
        #expect(expression.firstMatch(in: "a", from: .min)?.range == 0..<1)
        #expect(expression.firstMatch(in: "a", from: 1) == nil)
        #expect(expression.firstMatch(in: "a", from: .max) == nil)
        #expect(try RegularExpression("^").firstMatch(in: "a", from: 1) == nil)
        #expect(try RegularExpression("$").firstMatch(in: "a", from: 1)?.range == 1..<1)
    }

    @Test func longestMatches() throws {
        let text = "abcd"
        #expect(try RegularExpression("a|ab|abc").firstMatch(in: text)?.whole == "a")
        #expect(try RegularExpression("a|ab|abc", options: .longest).firstMatch(in: text)?.whole == "abc")
        #expect(try RegularExpression("a+?", options: .longest).firstMatch(in: "aaa")?.whole == "aaa")
    }

    @Test(arguments: ["", "abc", "a.b", #"\.+*?()|[]{}^$"#, "é😀\n-#/"])
    func quotedTextMatchesItself(text: String) throws {
        let quoted = RegularExpression.quoteMeta(text)
        #expect(try RegularExpression("^\(quoted)$").matches(text))
        #expect(try RegularExpression(quoted).firstMatch(in: "x\(text)")?.whole == text[...])
        if text == "a.b" { #expect(quoted == #"a\.b"#) }
    }
}
