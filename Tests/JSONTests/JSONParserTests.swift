import JSON
import Testing

struct JSONParserTests {
    static let valid: [(text: String, value: JSONValue)] = [
        ("null", nil), ("true", true), ("false", false), (" \t\r\n[ \n] ", []), ("{\t}", [:]),
        ("[1,2 , 3]", [1, 2, 3]), (#"{"a":{"b":[{}]}}"#, ["a": ["b": [[:]]]]), (#"{"":0}"#, ["": 0]),
        ("[[[]]]", [[[]]]), ("[null,\"\",{}]", [nil, "", [:]]),
        // Numbers.
        ("0", 0), ("-1", -1), ("120", 120), ("9223372036854775807", .integer(.max)),
        ("-9223372036854775808", .integer(.min)), ("-0", number("-0")), ("0.0", number("0.0")),
        ("1.10", number("1.10")), ("1e2", number("1e2")), ("1E+2", number("1E+2")), ("0e-0", number("0e-0")),
        ("-1.5e-10", number("-1.5e-10")), ("9223372036854775808", number("9223372036854775808")),
        ("-9223372036854775809", number("-9223372036854775809")),
        ("12345678901234567890123", number("12345678901234567890123")), ("1e999999", number("1e999999")),
        // Strings.
        (#""""#, ""), (#""a/b""#, "a/b"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u0041\u00e9""#, "Aé"),
        (#""\uABCD\uabcd""#, "\u{abcd}\u{abcd}"), (#""\ud83d\uDE00!""#, "😀!"), (#""\uDBFF\uDFFF""#, "\u{10ffff}"),
        (#""\u0000""#, "\0"), (#""a\nb\nc""#, "a\nb\nc"), (#""\\u0041""#, #"\u0041"#), ("\"\u{7f}\"", "\u{7f}"),
        ("\"é€😀\u{10ffff}\u{e000}\u{d7ff}\"", "é€😀\u{10ffff}\u{e000}\u{d7ff}"), (#""\u2028""#, "\u{2028}"),
        (#"{"k\u0065y":"é\n"}"#, ["key": "é\n"]), (#""\uFFFF""#, "\u{ffff}"),
        (#""long enough to need storage, with \" in it""#, #"long enough to need storage, with " in it"#),
    ]

    @Test(arguments: valid)
    func readsValidText(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == value)
        #expect(try JSONValue(parsing: Array(text.utf8)) == value)
    }

    static let invalid: [(text: String, code: JSONParseError.Code, offset: Int)] = [
        ("", .syntax, 0), ("  ", .syntax, 2), ("[", .syntax, 1), ("{", .syntax, 1), ("]", .syntax, 0),
        ("[1", .syntax, 2), ("[1,", .syntax, 3), ("[1,]", .syntax, 3), ("[,1]", .syntax, 1), ("[1 2]", .syntax, 3),
        ("[1}", .syntax, 2), ("{]", .syntax, 1), (#"{"a"}"#, .syntax, 4), (#"{"a":}"#, .syntax, 5),
        (#"{"a":1,}"#, .syntax, 7), (#"{"a" 1}"#, .syntax, 5), (#"{"a":1 "b":2}"#, .syntax, 7), ("{a:1}", .syntax, 1),
        ("{'a':1}", .syntax, 1), ("{1:1}", .syntax, 1), (#"{"a":1"#, .syntax, 6), ("1 2", .syntax, 2),
        ("[] []", .syntax, 3), ("nul", .syntax, 0), ("nulL", .syntax, 0), ("True", .syntax, 0), ("truex", .syntax, 4),
        ("NaN", .syntax, 0), ("Infinity", .syntax, 0), ("undefined", .syntax, 0), ("// c\n1", .syntax, 0),
        ("[/* */]", .syntax, 1), ("\u{feff}1", .syntax, 0), ("\u{a0}1", .syntax, 0), ("\u{c}1", .syntax, 0),
        ("\0", .syntax, 0), ("1\0", .syntax, 1),
        // Numbers.
        ("01", .syntax, 0), ("-01", .syntax, 1), ("00.5", .syntax, 0), ("-", .syntax, 1), ("+1", .syntax, 0),
        (".5", .syntax, 0), ("1.", .syntax, 2), ("1.e1", .syntax, 2), ("1e", .syntax, 2), ("1e+", .syntax, 3),
        ("1e1.5", .syntax, 3), ("0x10", .syntax, 1), ("1_000", .syntax, 1), ("--1", .syntax, 1), ("1-1", .syntax, 1),
        ("-a", .syntax, 1), ("１", .syntax, 0),
        // Strings.
        (#"""#, .syntax, 1), (#""abc"#, .syntax, 4), (#""abc\""#, .syntax, 6), (#""\"#, .syntax, 1),
        (#""\x41""#, .syntax, 1), (#""\'""#, .syntax, 1), (#""\U0041""#, .syntax, 1), (#""\u12""#, .syntax, 1),
        (#""\u12g4""#, .syntax, 1), (#""\u 123""#, .syntax, 1), ("\"a\nb\"", .syntax, 2), ("\"a\tb\"", .syntax, 2),
        ("\"0123456789abcdef\u{1f}\"", .syntax, 17), ("\"\\n\u{0}\"", .syntax, 3), ("'a'", .syntax, 0),
        (#""\ud800""#, .encoding, 1), (#""a\udc00""#, .encoding, 2), (#""\ud800\ud800""#, .encoding, 1),
        (#""\ud800x""#, .encoding, 1), (#""\ud800\n""#, .encoding, 1), (#""\udc00\ud800""#, .encoding, 1),
        (#""\ud800\u12""#, .syntax, 7),
        // Duplicate keys.
        (#"{"a":1,"a":1}"#, .duplicateKey, 7), (#"{"a":1,"\u0061":1}"#, .duplicateKey, 7),
        (#"[{"a":1,"b":{"":1,"":1}}]"#, .duplicateKey, 18),
    ]

    @Test(arguments: invalid)
    func refusesInvalidText(text: String, code: JSONParseError.Code, offset: Int) {
        let error = #expect(throws: JSONParseError.self) { try JSONValue(parsing: text) }
        #expect(error?.code == code)
        #expect(error?.offset == offset, "\(error?.description ?? "")")
    }

    static let invalidUTF8: [[UInt8]] = [
        [0x80], [0xbf], [0xc0, 0x80], [0xc1, 0xbf], [0xc3], [0xc3, 0x28], [0xe0, 0x80, 0x80], [0xe0, 0x9f, 0xbf],
        [0xe2, 0x82], [0xe2, 0x28, 0xa1], [0xed, 0xa0, 0x80], [0xed, 0xbf, 0xbf], [0xf0, 0x80, 0x80, 0x80],
        [0xf0, 0x8f, 0xbf, 0xbf], [0xf0, 0x9f, 0x98], [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80],
        [0xf8, 0x88, 0x80, 0x80, 0x80], [0xfe], [0xff],
    ]

    @Test(arguments: invalidUTF8, ["", "plain text before it ", "é\\n"])
    func refusesInvalidUTF8(bytes: [UInt8], prefix: String) {
        let text = Array("[\"\(prefix)".utf8) + bytes + Array("\"]".utf8)
        let error = #expect(throws: JSONParseError.self) { try JSONValue(parsing: text) }
        #expect(error?.code == .encoding)
        #expect(error?.offset == 2 + prefix.utf8.count)
    }

    @Test func refusesInvalidUTF8InAKey() {
        let error = #expect(throws: JSONParseError.self) {
            try JSONValue(parsing: Array(#"{"a"#.utf8) + [0xff] + Array(#"":1}"#.utf8))
        }
        #expect(error?.code == .encoding)
    }

    @Test func saysWhereAndWhatWasExpected() {
        let text = "{\n  \"ключ\": [1, 2,\n  \"é\" 3]\n}"
        let error = #expect(throws: JSONParseError.self) { try JSONValue(parsing: text) }
        #expect(error?.line == 3)
        #expect(error?.column == 7)
        #expect(error?.description == "line 3, column 7: expected ',' or ']', found '3'")
    }

    @Test(arguments: [
        (#"{"a" 1}"#, "expected ':' after a member name, found '1'"),
        ("[1", "expected ',' or ']', found the end of the text"),
        ("\u{1}", "expected a value, found byte 0x01"),
        ("{} x", "expected nothing after the value, found 'x'"),
        ("{,}", "expected a member name in quotes, found ','"),
    ])
    func namesWhatItFound(text: String, message: String) {
        let error = #expect(throws: JSONParseError.self) { try JSONValue(parsing: text) }
        #expect(error?.message == message)
    }

    @Test func boundsDepth() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try JSONValue(parsing: nested(512))
        let error = #expect(throws: JSONParseError.self) { try JSONValue(parsing: nested(513)) }
        #expect(error?.code == .tooDeep)
        #expect(error?.offset == 512)
        let objects = String(repeating: #"{"a":"#, count: 100_000)
        #expect(throws: JSONParseError.self) { try JSONValue(parsing: objects) }
        // Depth is nesting, not the number of containers.
        let siblings = "[" + Array(repeating: "[[]]", count: 1000).joined(separator: ",") + "]"
        _ = try JSONValue(parsing: siblings, limits: JSONLimits(depth: 3))
        #expect(throws: JSONParseError.self) { try JSONValue(parsing: siblings, limits: JSONLimits(depth: 2)) }
    }

    @Test func boundsLength() throws {
        _ = try JSONValue(parsing: "[1,2]", limits: JSONLimits(byteCount: 5))
        let error = #expect(throws: JSONParseError.self) {
            try JSONValue(parsing: "[1,2]", limits: JSONLimits(byteCount: 4))
        }
        #expect(error?.code == .tooLong)
    }

    @Test func keepsTheLastOfDuplicateKeysAndReportsThem() throws {
        let text = #"{"x":[0,{"a":1,"b":2,"a":{"c/d":1,"c/d":2}}],"y":1,"x":3,"y":2,"x":4}"#
        var duplicates: [JSONDuplicateKey] = []
        let value = try JSONValue(parsing: Array(text.utf8), reporting: &duplicates)
        #expect(value.description == #"{"x":4,"y":2}"#)
        #expect(duplicates.map(\.path.description) == ["/x/1/a", "/x/1/a/c~1d", "/x", "/y", "/x"])
        #expect(duplicates.map(\.offset) == [21, 34, 51, 57, 63])
        #expect(try JSONValue(parsing: text, duplicateKeys: .lastWins) == value)
    }

    @Test(arguments: [10, 200])
    func findsDuplicatesInObjectsOfAnySize(count: Int) throws {
        let members = (0..<count).map { "\"key-number-\($0)\":\($0)" }
        let text = "{" + (members + ["\"key-number-3\":true"]).joined(separator: ",") + "}"
        let error = #expect(throws: JSONParseError.self) { try JSONValue(parsing: text) }
        #expect(error?.code == .duplicateKey)
        var duplicates: [JSONDuplicateKey] = []
        let value = try JSONValue(parsing: Array(text.utf8), reporting: &duplicates)
        #expect(duplicates.map(\.path) == [JSONPointer(["key-number-3"])])
        #expect(value["key-number-3"] == true)
        #expect(value.objectValue?.count == count)
        #expect(value.objectValue?.keys.prefix(5).last == "key-number-4")
    }

    @Test func reportsABoundedNumberOfDuplicates() throws {
        let text = "{" + Array(repeating: "\"a\":1", count: 10_000).joined(separator: ",") + "}"
        var duplicates: [JSONDuplicateKey] = []
        #expect(try JSONValue(parsing: Array(text.utf8), reporting: &duplicates) == ["a": 1])
        #expect(duplicates.count == JSONDuplicateKey.maximumReported)
        #expect(duplicates.first?.offset == 7)
    }

    @Test func tellsCanonicallyEquivalentKeysApart() throws {
        let value = try JSONValue(parsing: "{\"\u{e9}\":1,\"e\u{301}\":2}")
        #expect(value["\u{e9}"] == 1)
        #expect(value["e\u{301}"] == 2)
    }

    @Test func readsLargeObjectsInLinearTime() throws {
        let text = "{" + (0..<100_000).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}"
        let value = try JSONValue(parsing: text)
        #expect(value.objectValue?.count == 100_000)
        #expect(value["k99999"] == 99_999)
    }

    private static func number(_ literal: String) -> JSONValue {
        .number(JSONNumber(validLiteral: literal))
    }
}
