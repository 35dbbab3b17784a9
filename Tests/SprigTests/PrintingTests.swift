import JSON
import Testing

@testable import Sprig

@Suite("Printing") struct PrintingTests {
    @Test(
        arguments: [
            FunctionCase("toString", 1000000.0, gives: #"string "1e+06""#),
            FunctionCase("squote", 1000000.0, gives: #"string "'1e+06'""#),
            FunctionCase("cat", 1000000.0, gives: #"string "1e+06""#),
            FunctionCase("toString", 1e+20, gives: #"string "1e+20""#),
            FunctionCase("squote", 1e+20, gives: #"string "'1e+20'""#),
            FunctionCase("cat", 1e+20, gives: #"string "1e+20""#),
            FunctionCase("toString", 1e-05, gives: #"string "1e-05""#),
            FunctionCase("squote", 1e-05, gives: #"string "'1e-05'""#),
            FunctionCase("cat", 1e-05, gives: #"string "1e-05""#),
            FunctionCase("toString", 123456.0, gives: #"string "123456""#),
            FunctionCase("squote", 123456.0, gives: #"string "'123456'""#),
            FunctionCase("cat", 123456.0, gives: #"string "123456""#),
            FunctionCase("toString", -0.0, gives: #"string "-0""#),
            FunctionCase("squote", -0.0, gives: #"string "'-0'""#),
            FunctionCase("cat", -0.0, gives: #"string "-0""#),
            FunctionCase(
                "toString", [1, "a", nil, [2.5], ["k": nil, "a": [1]]],
                gives: #"string "[1 a <nil> [2.5] map[a:[1] k:<nil>]]""#),
            FunctionCase(
                "squote", [1, "a", nil, [2.5], ["k": nil, "a": [1]]],
                gives: #"string "'[1 a <nil> [2.5] map[a:[1] k:<nil>]]'""#),
            FunctionCase(
                "cat", [1, "a", nil, [2.5], ["k": nil, "a": [1]]],
                gives: #"string "[1 a <nil> [2.5] map[a:[1] k:<nil>]]""#),
            FunctionCase("toString", nil, gives: #"string "<nil>""#),
            FunctionCase("squote", nil, gives: #"string """#),
            FunctionCase("cat", nil, gives: #"string """#),
            FunctionCase("toString", true, gives: #"string "true""#),
            FunctionCase("squote", true, gives: #"string "'true'""#),
            FunctionCase("cat", true, gives: #"string "true""#),
            FunctionCase(
                "toString", call("toDate", "2006-01-02", "2020-02-03"),
                gives: #"string "2020-02-03 00:00:00 +0000 UTC""#),
            FunctionCase(
                "squote", call("toDate", "2006-01-02", "2020-02-03"),
                gives: #"string "'2020-02-03 00:00:00 +0000 UTC'""#),
            FunctionCase(
                "cat", call("toDate", "2006-01-02", "2020-02-03"), gives: #"string "2020-02-03 00:00:00 +0000 UTC""#),
            FunctionCase("toString", call("semver", "v1.2"), gives: #"string "1.2.0""#),
            FunctionCase("squote", call("semver", "v1.2"), gives: #"string "'1.2.0'""#),
            FunctionCase("cat", call("semver", "v1.2"), gives: #"string "1.2.0""#),
            FunctionCase("toString", call("float64", "-inf"), gives: #"string "-Inf""#),
            FunctionCase("squote", call("float64", "-inf"), gives: #"string "'-Inf'""#),
            FunctionCase("cat", call("float64", "-inf"), gives: #"string "-Inf""#),
        ])
    func values(_ function: FunctionCase) { function.check() }

    @Test(
        arguments: [
            FunctionCase("quote", #"a"b\c"#, gives: #"string "\"a\\\"b\\\\c\"""#),
            FunctionCase(
                "quote", "tab\tnl\n\u{7}\u{8}\u{c}\r\u{b}\u{1}\u{7f}",
                gives: #"string "\"tab\\tnl\\n\\a\\b\\f\\r\\v\\x01\\x7f\"""#),
            FunctionCase(
                "quote", "é😀\u{a0}\u{200b}\u{2028}\u{e000}\u{ad}",
                gives: #"string "\"é😀\\u00a0\\u200b\\u2028\\ue000\\u00ad\"""#),
            FunctionCase("quote", call("trunc", 2, "héllo"), gives: #"string "\"h\\xc3\"""#),
            FunctionCase("quote", nil, 1, nil, "x", gives: #"string "\"1\" \"x\"""#),
            FunctionCase("quote", gives: #"string """#),
            FunctionCase("squote", "it's", gives: #"string "'it's'""#),
            FunctionCase("cat", " a", nil, "b ", gives: #"string " a b ""#),
            FunctionCase("cat", "", "", gives: #"string " ""#),
        ])
    func quotes(_ function: FunctionCase) { function.check() }

    @Test(
        arguments: [
            FunctionCase("join", "-", ["a", nil, 1, 2.5], gives: #"string "a-1-2.5""#),
            FunctionCase("join", "-", "x", gives: #"string "x""#),
            FunctionCase("join", "-", nil, gives: #"string """#),
            FunctionCase("join", ",", call("until", 3), gives: #"string "0,1,2""#),
            FunctionCase("toStrings", [1, nil, "a"], gives: #"[]string ["1","a"]"#),
            FunctionCase("toStrings", nil, gives: "[]string []"),
            FunctionCase("sortAlpha", ["b", "a", 3], gives: #"[]string ["3","a","b"]"#),
            FunctionCase("sortAlpha", 5, gives: #"[]string ["5"]"#),
            FunctionCase("dict", 1, 2, nil, 3, gives: #"map[string]interface {} {"1":2,"<nil>":3}"#),
            FunctionCase("dict", "a", gives: #"map[string]interface {} {"a":""}"#),
        ])
    func lists(_ function: FunctionCase) { function.check() }
}
