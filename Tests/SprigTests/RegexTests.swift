import JSON
import Testing

@testable import Sprig

@Suite("Regular expressions") struct RegexTests {
    @Test(
        arguments: [
            FunctionCase("regexMatch", "a+", "xaa", gives: "bool true"),
            FunctionCase("regexMatch", "[", "a", gives: "bool false"),
            FunctionCase("mustRegexMatch", "[", "a", gives: "error: error parsing regexp: missing closing ]: `[`"),
            FunctionCase("regexFind", "a+", "baac", gives: #"string "aa""#),
            FunctionCase("regexFind", "x", "a", gives: #"string """#),
            FunctionCase(
                "regexFind", "(", "a",
                gives: "error: regexp: Compile(`(`): error parsing regexp: missing closing ): `(`"),
            FunctionCase("mustRegexFind", "(", "a", gives: "error: error parsing regexp: missing closing ): `(`"),
            FunctionCase(
                "regexFind", "`[`", "a",
                gives: #"error: regexp: Compile("`[`"): error parsing regexp: missing closing ]: `[``"#),
            FunctionCase("regexFindAll", "a|b", "abab", -1, gives: #"[]string ["a","b","a","b"]"#),
            FunctionCase("regexFindAll", "a|b", "abab", 2, gives: #"[]string ["a","b"]"#),
            FunctionCase("regexFindAll", "a", "b", -1, gives: "[]string null"),
            FunctionCase("regexFindAll", "a", "a", 0, gives: "[]string null"),
            FunctionCase("regexFindAll", "", "hé", -1, gives: #"[]string ["","",""]"#),
            FunctionCase("mustRegexFindAll", "[", "a", 1, gives: "error: error parsing regexp: missing closing ]: `[`"),
            FunctionCase("regexSplit", "a|b", "xaxbx", -1, gives: #"[]string ["x","x","x"]"#),
            FunctionCase("regexSplit", "a|b", "xaxbx", 2, gives: #"[]string ["x","xbx"]"#),
            FunctionCase("regexSplit", "a", "b", 0, gives: "[]string null"),
            FunctionCase("regexSplit", "a+", "", -1, gives: #"[]string [""]"#),
            FunctionCase("mustRegexSplit", "[", "a", 1, gives: "error: error parsing regexp: missing closing ]: `[`"),
            FunctionCase("regexReplaceAll", "a(x*)b", "-ab-axxb-", "${1}W", gives: #"string "-W-xxW-""#),
            FunctionCase("regexReplaceAll", "a(x*)b", "-ab-axxb-", "$1W", gives: #"string "---""#),
            FunctionCase(
                "regexReplaceAll", "[", "a", "b",
                gives: "error: regexp: Compile(`[`): error parsing regexp: missing closing ]: `[`"),
            FunctionCase(
                "mustRegexReplaceAll", "[", "a", "b", gives: "error: error parsing regexp: missing closing ]: `[`"),
            FunctionCase("regexReplaceAllLiteral", "b+", "abba", "$1$$", gives: #"string "a$1$$a""#),
            FunctionCase(
                "mustRegexReplaceAllLiteral", "[", "a", "b",
                gives: "error: error parsing regexp: missing closing ]: `[`"),
            FunctionCase("regexQuoteMeta", "1.2.3", gives: #"string "1\\.2\\.3""#),
        ])
    func functions(_ function: FunctionCase) { function.check() }
}
