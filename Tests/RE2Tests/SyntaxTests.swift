import Testing

@testable import RE2

@Suite("Syntax") struct SyntaxTests {
    /// The characters that a pattern matches whole, and some that it does not.
    @Test(
        arguments: [
            (".", "aé😀\r", "\n"),
            ("(?s).", "aé😀\n", ""),
            ("[a-c]", "abc", "dA-"),
            ("[^a-c]", "dA-\n", "abc"),
            ("[-a]", "-a", "b"),
            ("[a-]", "-a", "b"),
            ("[]a]", "]a", "["),
            ("[^]a]", "[b", "]a"),
            ("[a-c-e]", "abc-e", "d"),
            (#"[\]\\\-]"#, #"]\-"#, "a"),
            (#"\d"#, "09", "a٣"),
            (#"\D"#, "a٣\n", "09"),
            (#"\w"#, "aZ_9", "é-ſ"),
            (#"\W"#, "é-ſ", "aZ_9"),
            (#"\s"#, " \t\n\r\u{c}", "\u{b}\u{a0}"),
            (#"\S"#, "a\u{b}\u{a0}", " \t"),
            ("[[:alpha:]]", "aZ", "é1"),
            ("[[:^alpha:]]", "é1", "aZ"),
            ("[[:space:]]", " \u{b}", "a"),
            ("[[:word:][:punct:]]", "a_-~", " é"),
            ("[[:blank:]x]", " \tx", "\n"),
            ("[[:xdigit:]]", "09afAF", "gG"),
            ("[[:alpha]]", "", "a"),
            (#"\pL"#, "aé世λ", "1 "),
            (#"\PL"#, "1 ", "aé世λ"),
            (#"\p{^L}"#, "1 ", "aé世λ"),
            (#"\P{^L}"#, "aé世λ", "1 "),
            (#"\p{Lu}"#, "AÉΣ", "aéσ"),
            (#"\p{Greek}"#, "λΣ", "aя"),
            (#"[\p{Han}\p{Nd}]"#, "世3٣", "a½"),
            (#"\p{Any}"#, "a\n😀", ""),
            (#"\pC"#, "\u{0}\u{ad}\u{e000}", "a"),
            (#"\x41|\x{1F600}|\101|\07"#, "A😀\u{7}", "B7"),
            (#"\a|\f|\t|\n|\r|\v"#, "\u{7}\u{c}\t\n\r\u{b}", "afnrtv"),
            (#"\.|\_|\-|\["#, "._-[", "a"),
            (#"\Q.*\E|\Q[\E"#, "[", ".*"),
            ("(?i)k", "kK\u{212a}", "l"),
            ("(?i)s", "sSſ", "z"),
            ("(?i)[k]", "kK\u{212a}", "l"),
            ("(?i)[^k]", "l\n", "kK\u{212a}"),
            ("(?i)σ", "σςΣ", "s"),
            ("(?i)ß", "ßẞ", "s"),
            ("(?i)İ", "İ", "iI"),
            ("(?i)[a-z]", "AzſK\u{212a}", "1é"),
            (#"(?i)\p{Lu}"#, "aA", "1"),
            (#"(?i)\w"#, "ſ\u{212a}a", "é"),
            (#"(?i)\W"#, "é", "ſ\u{212a}a"),
            ("(?i)[[:^upper:]]", "1é", "aA"),
            ("(?i-i)a|(?i:b)", "aBb", "A"),
            ("(?i:a(?-i:b))|(?-i)x", "x", "X"),
            ("{|a{,2}|a{|a{1|}", "{}", "a"),
            ("a{0}b", "b", "a"),
            (#"[^\x00-\x{10FFFF}]"#, "", "a\n"),
            (#"\x{D800}|a"#, "a", "\u{fffd}"),
            ("\u{e9}", "\u{e9}", "e"),
        ])
    func characters(pattern: String, matched: String, unmatched: String) throws {
        let expression = try RegularExpression("^(?:\(pattern))$")
        for scalar in matched.unicodeScalars {
            #expect(expression.matches(String(scalar)), "\(scalar.debugDescription)")
        }
        for scalar in unmatched.unicodeScalars {
            #expect(!expression.matches(String(scalar)), "\(scalar.debugDescription)")
        }
    }

    @Test(
        arguments: [
            (#"\Qa.b*\E+"#, "a.b***"), ("(?m)^b$", "a\nb\nc"), (#"\Aa"#, "ab"), (#"a\z"#, "ba"), ("(?s)a.b", "a\nb"),
            ("a{,2}", "a{,2}"), ("x{2}{", "xx{"), ("(|a)+b", "ab"), ("()|()*", ""), ("a{01}", "a{01}"),
            ("(?i)(?-i)A", "A"),
            (#"\bfoo\b"#, "a foo!"), (#"\Boo"#, "foo"), ("(?P<a>x)(?<b>y)", "xy"), ("(?<a>x)(?<a>y)", "xy"), ("^*", ""),
            ("$^", ""), ("a||b", "b"), ("e\u{301}", "e\u{301}"),
        ])
    func matches(pattern: String, text: String) throws {
        #expect(try RegularExpression(pattern).matches(text))
    }

    @Test(
        arguments: [
            ("(?m)^b$", "ab\nc"), (#"\Ab"#, "a\nb"), (#"a\z"#, "a\n"), ("a$", "a\n"), ("a.b", "a\nb"),
            (#"\bfoo\b"#, "éfoo_"),
            (#"foo\B"#, "foo"), ("^a{2,3}$", "aaaa"), ("é", "e\u{301}"), ("(?i)(?-i)A", "a"),
        ])
    func doesNotMatch(pattern: String, text: String) throws {
        #expect(try !RegularExpression(pattern).matches(text))
    }

    @Test func groupsAreCountedAndNamed() throws {
        let expression = try RegularExpression("(a)(?:b)(?P<year>c(?<x1>d))")
        #expect(expression.captureCount == 3)
        #expect(expression.captureNames == [nil, nil, "year", "x1"])
    }

    @Test func equalityIsOfTextAndOptions() throws {
        #expect(try RegularExpression("a") == RegularExpression("a"))
        #expect(try RegularExpression("a") != RegularExpression("a", options: .longest))
        #expect(try RegularExpression("é") != RegularExpression("e\u{301}"))
        #expect(try Set([RegularExpression("a"), RegularExpression("a"), RegularExpression("b")]).count == 2)
    }
}
