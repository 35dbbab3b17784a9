import JSON
import Testing

struct JSONWriterTests {
    @Test(
        arguments: [
            (nil, "null"), (true, "true"), ([], "[]"), ([:], "{}"), ([1, [2], [:]], "[1,[2],{}]"),
            (["b": 1, "a": ["c": nil]], #"{"b":1,"a":{"c":null}}"#), (.integer(.min), "-9223372036854775808"),
            (.integer(.max), "9223372036854775807"), (0, "0"), (-7, "-7"), (10, "10"), (-120, "-120"),
            (.number(JSONNumber(validLiteral: "1.10")), "1.10"), (2.5, "2.5"), ("", #""""#), ("a/b<&>", #""a/b<&>""#),
            ("\"\\", #""\"\\""#), ("\u{8}\u{c}\n\r\t", #""\b\f\n\r\t""#),
            ("\u{0}\u{1f}\u{7f}", "\"\\u0000\\u001f\u{7f}\""),
            ("a\u{2028}b\u{2029}c", #""a\u2028b\u2029c""#), ("\u{2027}\u{202a}é😀", "\"\u{2027}\u{202a}é😀\""),
            ("plain text that is long, then \"quoted\"", #""plain text that is long, then \"quoted\"""#),
            (["\n": ["\t"]], #"{"\n":["\t"]}"#), ("12345678\n", #""12345678\n""#),
            ("\u{1}2345678", #""\u00012345678""#),
        ] as [(JSONValue, String)])
    func writesCompactText(value: JSONValue, text: String) {
        #expect(value.text == text)
        #expect(value.description == text)
        #expect(value.serialized() == Array(text.utf8))
    }

    @Test func appendsToWhatIsThere() {
        var bytes = Array("data: ".utf8)
        JSONValue.object(["a": 1]).write(into: &bytes)
        bytes.append(UInt8(ascii: "\n"))
        #expect(String(decoding: bytes, as: UTF8.self) == "data: {\"a\":1}\n")
    }

    @Test func indents() {
        let value: JSONValue = ["a": [1, ["b": [:]]], "c": [], "d": "x"]
        let text = """
            {
              "a": [
                1,
                {
                  "b": {}
                }
              ],
              "c": [],
              "d": "x"
            }
            """
        #expect(value.prettyPrinted() == text)
        #expect(JSONValue.array([1]).prettyPrinted(indent: 4) == "[\n    1\n]")
    }
}
