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

    @Test func sortsKeysOnRequest() {
        let value: JSONValue = ["b": [["é": 1, "z": 2, "Z": 3]], "a": nil]
        #expect(
            String(decoding: value.serialized(sortedKeys: true), as: UTF8.self)
                == #"{"a":null,"b":[{"Z":3,"z":2,"é":1}]}"#)
        #expect(value.text == #"{"b":[{"é":1,"z":2,"Z":3}],"a":null}"#)
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

    /// As Go's encoding/json writes a float64.
    @Test(
        arguments: [
            (0, "0"), (-0.0, "-0"), (1, "1"), (-3, "-3"), (1.5, "1.5"), (0.1, "0.1"), (100, "100"), (1e6, "1000000"),
            (123_456_789.5, "123456789.5"), (1e15, "1000000000000000"), (9_007_199_254_740_992, "9007199254740992"),
            (1e18, "1000000000000000000"), (1e20, "100000000000000000000"), (1.5e20, "150000000000000000000"),
            (1e21, "1e+21"), (-1.25e22, "-1.25e+22"), (1e300, "1e+300"), (0.000001, "0.000001"),
            (0.00000123, "0.00000123"),
            (0.0000001, "1e-7"), (-1.5e-9, "-1.5e-9"), (.leastNonzeroMagnitude, "5e-324"),
            (1.7976931348623157e308, "1.7976931348623157e+308"),
            (1.0 / 3, "0.3333333333333333"), (2.0 / 3 * 1e5, "66666.66666666666"),
        ] as [(Double, String)])
    func writesDoublesAsGoDoes(value: Double, text: String) throws {
        let json = try #require(JSONValue(value))
        #expect(json.text == text)
        #expect(try JSONValue(parsing: text) == json)
        #expect(json.doubleValue == value)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func hasNoTextForWhatIsNotFinite(value: Double) {
        #expect(JSONValue(value) == nil)
    }
}
