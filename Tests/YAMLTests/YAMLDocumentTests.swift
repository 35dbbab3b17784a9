import JSON
import Testing
import YAML

struct YAMLDocumentTests {
    static let table: [(text: String, value: JSONValue)] = [
        // Scalars.
        ("a", "a"), ("12", 12), ("'12'", "12"), ("\"yes\"", "yes"), ("1.10", 1.1), ("1.0", 1), ("-0.0", number("-0")),
        ("1e21", number("1e+21")), ("1e-7", number("1e-7")), ("0.000001", number("0.000001")),
        ("123456789012345678901", number("123456789012345680000")),
        ("18446744073709551615", number("18446744073709551615")),
        ("plain text # comment", "plain text"), ("a#b", "a#b"), ("http://x:80/y", "http://x:80/y"),
        ("a 'b' \"c\"", "a 'b' \"c\""),
        ("two\n  lines\n\n\nand\tmore  \n", "two lines\n\nand\tmore"), ("-x", "-x"), ("?x", "?x"), (":x", ":x"),
        ("'it''s'", "it's"), ("'a\n  b \n\n  c'", "a b\nc"), ("''", ""), ("\"\"", ""),
        (
            "\"\\0\\a\\b\\t\\n\\v\\f\\r\\e\\ \\\"\\/\\\\\\N\\_\\L\\P\"",
            "\0\u{7}\u{8}\t\n\u{b}\u{c}\r\u{1b} \"/\\\u{85}\u{a0}\u{2028}\u{2029}"
        ),
        ("\"\\x41\\u00e9\\U0001F600\\ud83d\\ude00\"", "Aé😀😀"), ("\"a\\\n   b\"", "ab"), ("\"a \\\n\n  b\"", "a \nb"),
        ("\"a  \n\n  b\\t\n  c\"", "a\nb\t c"),
        // Block scalars.
        ("|\n a\n  b\n\n c\n", "a\n b\n\nc\n"), ("|-\n a\n\n", "a"), ("|+\n a\n\n", "a\n\n"),
        ("|2\n   a\n  b", " a\nb"),
        ("|1-\n  a", " a"), (">\n a\n b\n\n c\n  d\n e\n", "a b\nc\n d\ne\n"), (">-\n\n a\n\n\n b", "\na\n\nb"),
        ("| # c\n a", "a"),
        ("a: |\n  x\n # comment\nb: 1", ["a": "x\n", "b": 1]), ("- |\n a\n- >\n  b", ["a\n", "b"]), ("|\n\ta", nil),
        ("|\n \ta\n", "\ta\n"), ("a: |\n\n\nb: 1", ["a": "", "b": 1]), ("a: |+\n\n\nb: 1", ["a": "\n\n", "b": 1]),
        // Block collections.
        ("a: 1\nb: 2", ["a": 1, "b": 2]), ("- a\n- b", ["a", "b"]),
        ("a:\n- x\n- w\nb:\n  - z", ["a": ["x", "w"], "b": ["z"]]),
        ("- - a\n  - b\n-\n  - c", [["a", "b"], ["c"]]), ("- a: 1\n  b: 2\n- c: 3", [["a": 1, "b": 2], ["c": 3]]),
        ("a:\nb:\n  c:\n", ["a": nil, "b": ["c": nil]]), ("-\n- \n- x", [nil, nil, "x"]), ("a :  b", ["a": "b"]),
        ("? a\n: b\n? c\n", ["a": "b", "c": nil]), ("? |\n  k\n: - v", ["k\n": ["v"]]),
        ("a: b\n\n# c\n\nd: e\n", ["a": "b", "d": "e"]),
        ("a: b\r\nc:\r\n- d\r\n", ["a": "b", "c": ["d"]]), ("\u{feff}a: b", ["a": "b"]), ("a:\tb", ["a": "b"]),
        ("é: ü\n", ["é": "ü"]), ("'a b': \"c\"\n\"d\": e", ["a b": "c", "d": "e"]),
        // Flow collections.
        ("[]", []), ("{}", [:]), ("[a, 'b', \"c\", 1,]", ["a", "b", "c", 1]),
        ("{a: 1, b: [x, {y2: z}], c}", ["a": 1, "b": ["x", ["y2": "z"]], "c": nil]),
        ("{\"a\":1,\"b\":[true,null]}", ["a": 1, "b": [true, nil]]), ("[\n a,\n\n b # c\n ]", ["a", "b"]),
        ("[a: b, c]", [["a": "b"], "c"]),
        ("{a: http://x:80, b: }", ["a": "http://x:80", "b": nil]), ("[? a : b]", [["a": "b"]]),
        ("{? a : b, ? c}", ["a": "b", "c": nil]),
        ("a: [1,\n2]\nb: {c:\n d}", ["a": [1, 2], "b": ["c": "d"]]), ("[a b\n c]", ["a b c"]), ("{[a]: 1}", nil),
        // Keys become strings.
        ("1: a\ntrue: b\n1.5: c\n0x10: d\n'2': e", ["1": "a", "true": "b", "1.5": "c", "16": "d", "2": "e"]),
        ("yes: a", ["true": "a"]), (".inf: a", [".inf": "a"]), ("2001-01-01: a", ["2001-01-01": "a"]),
        // Anchors, aliases, merge keys.
        ("a: &x 1\nb: *x", ["a": 1, "b": 1]), ("- &x {a: 1}\n- *x\n- &x 2\n- *x", [["a": 1], ["a": 1], 2, 2]),
        ("&k a: 1\n*k : 2", nil), ("a: &x\n  b: 1\nc: *x", ["a": ["b": 1], "c": ["b": 1]]), ("&r\na: 1", ["a": 1]),
        ("&k a: b\nc: *k", ["a": "b", "c": "a"]), ("b: &b\n- 1\nc: *b", ["b": [1], "c": [1]]),
        ("b: &b {x: 1, y2: 2}\nc:\n  <<: *b\n  y2: 3", ["b": ["x": 1, "y2": 2], "c": ["y2": 3, "x": 1]]),
        (
            "a: &a {x: 1}\nb: &b {x: 2, z: 3}\nc: {w: 0, <<: [*a, *b]}",
            ["a": ["x": 1], "b": ["x": 2, "z": 3], "c": ["w": 0, "x": 1, "z": 3]]
        ),
        ("a: &a {x: 1}\nb: {x: 2, <<: *a}", ["a": ["x": 1], "b": ["x": 2]]), ("{'<<': {a: 1}}", ["<<": ["a": 1]]),
        ("<<: {a: 1}", ["a": 1]),
        // Tags.
        ("!!str 12", "12"), ("!!str", ""), ("!!int '12'", 12), ("!!float 1", 1), ("!!bool \"yes\"", true),
        ("!!null ''", nil),
        ("!!timestamp 2001-01-01", "2001-01-01"), ("!custom 12", "12"), ("! 12", 12),
        ("!<tag:yaml.org,2002:str> 12", "12"),
        ("!!map {a: !!seq [b]}", ["a": ["b"]]), ("a: !!str\nb: 1", ["a": "", "b": 1]), ("&a !!str 1", "1"),
        ("!!str &a 1", "1"),
        ("%TAG !y! tag:yaml.org,2002:\n---\n!y!str 12", "12"), ("!!str\na: b", ["a": "b"]),
    ]

    @Test(arguments: table)
    func reads(text: String, value: JSONValue) throws {
        if value.isNull {
            // Empty or refused.
            let documents = try? YAMLDocument.parse(text)
            #expect(documents?.isEmpty != false, "\(documents?.first?.value ?? nil)")
        } else {
            #expect(try YAMLDocument.parse(text).map(\.value) == [value])
        }
    }

    static let errors: [(text: String, code: YAMLError.Code, line: Int, column: Int)] = [
        ("a: b: c", .syntax, 1, 5), ("a: b\n c: d", .syntax, 2, 3), ("a: - b", .syntax, 1, 4),
        ("a\nb: c", .syntax, 2, 2),
        ("a: 1\n b: 2", .syntax, 2, 3), ("a: 1\n- b", .syntax, 2, 1),
        ("a:\n  b: 1\n c: 2", .syntax, 3, 2),
        ("[a", .syntax, 1, 1), ("{a: 1", .syntax, 1, 1), ("[a b: c\n  d: e]", .syntax, 2, 4), ("[a]]", .syntax, 1, 4),
        ("[,]", .syntax, 1, 2),
        ("[a,,b]", .syntax, 1, 4), ("]", .syntax, 1, 1), ("'a", .syntax, 1, 1), ("a: \"b\nc", .syntax, 1, 4),
        ("\"\\z\"", .syntax, 1, 2),
        ("\"\\ud800\"", .syntax, 1, 2), ("\"\\x4\"", .syntax, 1, 2), ("\"a\" b", .syntax, 1, 5), ("@a", .syntax, 1, 1),
        ("`a", .syntax, 1, 1),
        ("%a", .syntax, 1, 3), ("a:\n\tb: c", .syntax, 2, 2), ("|x\n a", .syntax, 1, 2), ("> a", .syntax, 1, 3),
        ("a: |\n\tb", .syntax, 2, 1), ("*a", .syntax, 1, 1), ("a: *b\nc: &b 1", .syntax, 1, 4),
        ("&a [*a]", .syntax, 1, 5), ("&a\n- *a", .syntax, 2, 3),
        ("&a &b c", .syntax, 1, 4), ("&a *b", .syntax, 1, 4), ("b: &b 1\nc: &c *b", .syntax, 2, 4),
        ("!y!z a", .syntax, 1, 1), ("!! a", .syntax, 1, 1),
        ("a: 'b\n---\nc'", .syntax, 1, 4), ("[a,\n---\nb]", .syntax, 2, 1), ("%YAML 1.1\na: b", .syntax, 2, 1),
        ("%YAML 2.0\n---\na", .syntax, 1, 1),
        ("a\u{1}b", .syntax, 1, 2), ("a\u{7f}", .syntax, 1, 2), ("é\u{9f}", .syntax, 1, 2),
        ("a\n... x\n", .syntax, 2, 5),
        ("a: 1\nb: 2\na: 3", .duplicateKey, 3, 1), ("{a: 1, 'a': 2}", .duplicateKey, 1, 8),
        ("1: a\n'1': b", .duplicateKey, 2, 1),
        ("x:\n- y2: 1\n  y2: 2", .duplicateKey, 3, 3), ("[a]: b", .unsupported, 1, 1),
        ("? {a: b}\n: c", .unsupported, 1, 3),
        ("~: a", .unsupported, 1, 1), (": a", .unsupported, 1, 1), ("a: .inf", .unsupported, 1, 4),
        ("a: [.nan]", .unsupported, 1, 5),
        ("<<: a", .unsupported, 1, 5), ("<<: [a]", .unsupported, 1, 6), ("!!int a", .unsupported, 1, 7),
        ("!!bool 1", .unsupported, 1, 8),
        ("!!null x", .unsupported, 1, 8), ("!!float x", .unsupported, 1, 9),
        ("a: !!binary aGVsbG8=", .unsupported, 1, 13),
    ]

    @Test(arguments: errors)
    func refuses(text: String, code: YAMLError.Code, line: Int, column: Int) {
        let error = #expect(throws: YAMLError.self) { try YAMLDocument.parse(text) }
        #expect(error?.code == code)
        #expect(error?.position == YAMLPosition(line: line, column: column), "\(error?.description ?? "")")
    }

    @Test func refusesWhatIsNotUTF8() {
        let error = #expect(throws: YAMLError.self) { try YAMLDocument.parse(Array("a: é\nb: ".utf8) + [0xc3, 0x28]) }
        #expect(error?.code == .encoding)
        #expect(error?.position == YAMLPosition(line: 2, column: 4))
    }

    // MARK: Documents

    @Test func readsEveryDocument() throws {
        let text = """
            # only a comment
            ---
            a: 1
            ---
            # nothing
            --- # nothing either
            ---
            - b
            ...
            ---
            null
            --- >
             text
            ---
            """
        let documents = try YAMLDocument.parse(text)
        #expect(documents.map(\.value) == [["a": 1], ["b"], "text\n"])
        #expect(documents.map(\.line) == [3, 8, 12])
        #expect(try YAMLDocument.parse("").isEmpty)
        #expect(try YAMLDocument.parse("\n# c\n").isEmpty)
        #expect(try YAMLDocument.parse("%YAML 1.1\n---\na\n...\n%YAML 1.2\n---\nb").map(\.value) == ["a", "b"])
    }

    @Test func namesTheDocumentThatIsWrong() {
        let error = #expect(throws: YAMLError.self) { try YAMLDocument.parse("a: 1\n---\nb: 2\n---\nc: [\n") }
        #expect(error?.document == 3)
        #expect(error?.description == "document 3, line 5, column 4: this bracket is never closed")
    }

    @Test func forgetsAnchorsBetweenDocuments() {
        #expect(throws: YAMLError.self) { try YAMLDocument.parse("a: &x 1\n---\nb: *x") }
    }

    @Test func takesJSONAsItStands() throws {
        let documents = try YAMLDocument.parse("\n {\"a\": 1.10, \"b\": \"yes\"}\n")
        #expect(documents.first?.value.text == #"{"a":1.10,"b":"yes"}"#)
        #expect(documents.first?.line == 2)
        #expect(try YAMLDocument.parse("{\"a\":\t[1,\n\t2]}").first?.value == ["a": [1, 2]])
    }

    @Test func findsTheLineOfManyDocuments() throws {
        let text = (0..<5000).map { "a: \($0)\n" }.joined(separator: "---\n")
        let documents = try YAMLDocument.parse(text)
        #expect(documents.count == 5000)
        #expect(documents.last?.line == 9999)
    }

    @Test func reportsDuplicateKeys() throws {
        let text = "a: 1\nb:\n- c: 1\n  c: 2\na: 3\n"
        let document = try #require(try YAMLDocument.parse(text, duplicateKeys: .lastWins).first)
        #expect(document.value == ["a": 3, "b": [["c": 2]]])
        #expect(document.duplicateKeys.map(\.path.description) == ["/b/0/c", "/a"])
        #expect(
            document.duplicateKeys.map(\.position) == [
                YAMLPosition(line: 4, column: 3), YAMLPosition(line: 5, column: 1),
            ])
    }

    @Test(arguments: [
        ("", 2, 1), ("/spec/list/1/name", 6, 12), ("/spec/é", 7, 6), ("/copy/name", 4, 26), ("/merged/name", 4, 26),
        ("/merged/own", 9, 26),
    ])
    func knowsPositions(pointer: String, line: Int, column: Int) throws {
        let text = """
            # comment
            spec:
              list:
              - &item {"x": 1, name: first}
              -
                name:  second
              é: text
            copy: *item
            merged: {<<: *item, own: 1}
            """
        let document = try #require(try YAMLDocument.parse("---\nother\n---\n" + text).last)
        let position = document.position(of: try #require(JSONPointer(parsing: pointer)))
        #expect(position == YAMLPosition(line: line + 3, column: column))
        #expect(document.position(of: JSONPointer(["spec", "missing"])) == nil)
    }

    private static func number(_ literal: String) -> JSONValue {
        .number(JSONNumber(validLiteral: literal))
    }
}

struct YAMLLimitTests {
    /// Nine levels of nine aliases stand for 9^9 values.
    private static let bomb =
        "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        + (1..<9).map { level in
            "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ") + "]\n"
        }.joined()

    @Test func boundsAliases() {
        expectLimit(Self.bomb)
        expectLimit(Self.bomb + "? *a8\n: 1\n")
        expectLimit(Self.bomb.replacing("a8: &a8", with: "? &a8"))
    }

    @Test func boundsMergeKeys() {
        let text =
            "a0: &a0 {k: {x: 1, y2: 2, z: 3}}\n"
            + (1..<12).map { level in
                "a\(level): &a\(level) {" + (0..<9).map { "k\($0): {<<: *a\(level - 1)}" }.joined(separator: ", ")
                    + "}\n"
            }.joined()
        expectLimit(text)
    }

    @Test func boundsTheTextThatAliasesRepeat() {
        let long = String(repeating: "x", count: 1 << 16)
        expectLimit("a: &a \(long)\nb: [" + Array(repeating: "*a", count: 17).joined(separator: ",") + "]")
        expectLimit("a: &a {\(long): 1}\nb: [" + Array(repeating: "*a", count: 17).joined(separator: ",") + "]")
    }

    @Test func allowsManyAliasesWithinTheLimit() throws {
        let text = "a: &a {b: 1, c: 2}\nd:\n" + String(repeating: "- *a\n", count: 10_000)
        #expect(try YAMLDocument.parse(text).first?.value["d"]?.arrayValue?.count == 10_000)
    }

    @Test(arguments: ["[", "{a: ", "- ", "? ", "- - - ", "[{a: ", "&a\n!!seq\n- "])
    func boundsDepth(piece: String) {
        let error = #expect(throws: YAMLError.self) { try YAMLDocument.parse(String(repeating: piece, count: 100_000)) }
        #expect(error != nil)
    }

    @Test func boundsDepthOfIndentation() throws {
        func nested(_ depth: Int) -> String {
            (0..<depth).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        }
        _ = try YAMLDocument.parse(nested(512))
        expectLimit(nested(513))
        // Every alias adds the depth of what it names.
        expectLimit(
            "a: &a \(String(repeating: "[", count: 300))\(String(repeating: "]", count: 300))\nb: "
                + String(repeating: "[", count: 300) + "*a" + String(repeating: "]", count: 300))
    }

    @Test func boundsLength() throws {
        _ = try YAMLDocument.parse("abcde", limits: YAMLLimits(byteCount: 5))
        let error = #expect(throws: YAMLError.self) {
            try YAMLDocument.parse("abcde", limits: YAMLLimits(byteCount: 4))
        }
        #expect(error?.code == .limit)
    }

    private func expectLimit(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let limits = YAMLLimits(aliasedValues: 50_000, aliasedBytes: 1 << 20)
        let error = #expect(throws: YAMLError.self, sourceLocation: sourceLocation) {
            try YAMLDocument.parse(text, limits: limits)
        }
        #expect(error?.code == .limit, "\(error?.description ?? "")", sourceLocation: sourceLocation)
    }
}
