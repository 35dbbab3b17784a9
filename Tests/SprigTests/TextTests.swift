import JSON
import Testing

@testable import Sprig

@Suite("Strings") struct TextTests {
    @Test(
        arguments: [
            FunctionCase("upper", "straße ǆ", gives: #"string "STRAßE Ǆ""#),
            FunctionCase("lower", "ÄÖ İ", gives: #"string "äö i""#),
            FunctionCase("title", "it's a foo-bar_baz 1x", gives: #"string "It'S A Foo-Bar_baz 1x""#),
            FunctionCase("untitle", "Foo Bar\nBaz", gives: #"string "foo bar\nbaz""#),
            FunctionCase("swapcase", "hello World fOO", gives: #"string "HELLO wORLD Foo""#),
            FunctionCase("initials", "First Try é", gives: #"string "FTÃ""#),
            FunctionCase("camelcase", "some_words", gives: #"string "SomeWords""#),
            FunctionCase("camelcase", "HTTPServer", gives: #"string "Httpserver""#),
            FunctionCase("camelcase", "_complex__case_", gives: #"string "_Complex_Case_""#),
            FunctionCase("camelcase", "__", gives: #"string "___""#),
            FunctionCase("camelcase", "GO PATH", gives: #"string "GoPath""#),
            FunctionCase("snakecase", "FirstName", gives: #"string "first_name""#),
            FunctionCase("snakecase", "HTTPServer", gives: #"string "http_server""#),
            FunctionCase("snakecase", "NoHTTPS", gives: #"string "no_https""#),
            FunctionCase("snakecase", "http2xx", gives: #"string "http_2xx""#),
            FunctionCase("snakecase", "HTTP20xOK", gives: #"string "http_20x_ok""#),
            FunctionCase("snakecase", "Duration2m3s", gives: #"string "duration_2m3s""#),
            FunctionCase("snakecase", "Bld4Floor3rd", gives: #"string "bld4_floor_3rd""#),
            FunctionCase("snakecase", "foo--bar__baz  qux", gives: #"string "foo__bar__baz__qux""#),
            FunctionCase("kebabcase", "userID", gives: #"string "user-id""#),
            FunctionCase("kebabcase", "v1.2.3-Rc1", gives: #"string "v1.2.3-rc1""#),
            FunctionCase("kebabcase", "日本語テスト abc", gives: #"string "日本語-テスト-abc""#),
        ])
    func casing(_ function: FunctionCase) { function.check() }

    @Test(
        arguments: [
            FunctionCase("trunc", 5, "hello world", gives: #"string "hello""#),
            FunctionCase("trunc", -5, "hello world", gives: #"string "world""#),
            FunctionCase("trunc", -50, "abc", gives: #"string "abc""#),
            FunctionCase("trunc", 0, "abc", gives: #"string """#),
            FunctionCase("trunc", 2, "héllo", gives: #"string "h\ufffd""#),
            FunctionCase("abbrev", 5, "hello world", gives: #"string "he...""#),
            FunctionCase("abbrev", 3, "hello", gives: #"string "hello""#),
            FunctionCase("abbrevboth", 5, 10, "hello wonderful world of things", gives: #"string "... won...""#),
            FunctionCase(
                "abbrevboth", 6, 6, "hello wonderful world of things",
                gives: #"string "hello wonderful world of things""#),
            FunctionCase("abbrevboth", 25, 10, "hello wonderful world of things", gives: #"string "... things""#),
            FunctionCase("substr", 1, 3, "hello", gives: #"string "el""#),
            FunctionCase("substr", -1, 3, "hello", gives: #"string "hel""#),
            FunctionCase("substr", 1, -1, "hello", gives: #"string "ello""#),
            FunctionCase("substr", 1, 99, "hello", gives: #"string "ello""#),
            FunctionCase("substr", 6, 6, "hello", gives: "error: runtime error: slice bounds out of range [6:5]"),
            FunctionCase(
                "substr", -1, 6, "hello", gives: "error: runtime error: slice bounds out of range [:6] with length 5"),
            FunctionCase("substr", -1, -3, "hello", gives: "error: runtime error: slice bounds out of range [:-3]"),
            FunctionCase("substr", 3, 1, "hello", gives: "error: runtime error: slice bounds out of range [3:1]"),
            FunctionCase("trim", " \u{a0}x y\n", gives: #"string "x y""#),
            FunctionCase("trimAll", "$é", "é$foo$", gives: #"string "foo""#),
            FunctionCase("trimall", "-", "--a-b--", gives: #"string "a-b""#),
            FunctionCase("trimPrefix", "-", "--a", gives: #"string "-a""#),
            FunctionCase("trimSuffix", "x", "foobar", gives: #"string "foobar""#),
            FunctionCase("nospace", " a b\tc\n", gives: #"string "abc""#),
            FunctionCase("nospace", "é x", gives: #"string "Ã©x""#),
            FunctionCase("nospace", "éx", gives: #"string "éx""#),
        ])
    func shortening(_ function: FunctionCase) { function.check() }

    @Test(
        arguments: [
            FunctionCase("repeat", 3, "ab", gives: #"string "ababab""#),
            FunctionCase("repeat", -1, "a", gives: "error: strings: negative Repeat count"),
            FunctionCase("indent", 2, "a\nb\n", gives: #"string "  a\n  b\n  ""#),
            FunctionCase("nindent", 2, "a\nb", gives: #"string "\n  a\n  b""#),
            FunctionCase("indent", -1, "a", gives: "error: strings: negative Repeat count"),
            FunctionCase("replace", "", "X", "hé", gives: #"string "XhXéX""#),
            FunctionCase("replace", "a", "", "banana", gives: #"string "bnn""#),
            FunctionCase("replace", "aa", "b", "aaa", gives: #"string "ba""#),
            FunctionCase("wrap", 5, "hello wonderful world", gives: #"string "hello\nwonderful\nworld""#),
            FunctionCase("wrap", 0, "a bc", gives: #"string "a\nbc""#),
            FunctionCase(
                "wrapWith", 5, "|\n", "hello wonderful world of  things",
                gives: #"string "hello|\nwonde|\nrful|\nworld|\nof |\nthing|\ns""#),
            FunctionCase("wrapWith", 4, "", "hello", gives: #"string "hell\no""#),
            FunctionCase("plural", "one", "many", 1, gives: #"string "one""#),
            FunctionCase("plural", "one", "many", -1, gives: #"string "many""#),
            FunctionCase("hello", gives: #"string "Hello!""#),
        ])
    func growing(_ function: FunctionCase) { function.check() }

    @Test(
        arguments: [
            FunctionCase("split", ",", "a,b,c", gives: #"map[string]string {"_0":"a","_1":"b","_2":"c"}"#),
            FunctionCase("split", "", "", gives: "map[string]string {}"),
            FunctionCase("split", "", "hé", gives: #"map[string]string {"_0":"h","_1":"é"}"#),
            FunctionCase("splitn", ",", 2, "a,b,c", gives: #"map[string]string {"_0":"a","_1":"b,c"}"#),
            FunctionCase("splitn", ",", 0, "a", gives: "map[string]string {}"),
            FunctionCase("splitn", "", 2, "abc", gives: #"map[string]string {"_0":"a","_1":"bc"}"#),
            FunctionCase("splitList", ", ", "a, b", gives: #"[]string ["a","b"]"#),
            FunctionCase("splitList", "", "", gives: "[]string []"),
            FunctionCase("splitList", ",", "", gives: #"[]string [""]"#),
            FunctionCase("contains", "", "", gives: "bool true"),
            FunctionCase("contains", "ell", "hello", gives: "bool true"),
            FunctionCase("hasPrefix", "he", "hello", gives: "bool true"),
            FunctionCase("hasSuffix", "lo", "hello", gives: "bool true"),
            FunctionCase("hasSuffix", "hello", "lo", gives: "bool false"),
        ])
    func splitting(_ function: FunctionCase) { function.check() }
}
