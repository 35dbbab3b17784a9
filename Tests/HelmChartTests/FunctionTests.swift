import Foundation
import GoTemplate
import JSON
import SeededRandomness
import Sprig
import Testing

@testable import HelmChart

/// Functions of Helm's templates, held against Helm.
@Suite("Functions") struct FunctionTests {
    /// What Helm prints for a template action of `$v`, for each of many values.
    private static func helm(_ values: [JSONValue], _ action: String) throws -> [String] {
        let files = [
            "chart/Chart.yaml": "apiVersion: v2\nname: x\nversion: 1.0.0",
            "chart/templates/all.yaml":
                "{{ range $v := fromJsonArray (.Files.Get \"cases.json\") }}#={{ \(action) | b64enc }}\n{{ end }}",
            "chart/cases.json": JSONValue.array(values).text,
        ]
        let outcome = try Helm.run("template", "chart", beside: files)
        try #require(outcome.status == 0, "\(outcome.errors.prefix(2000))")
        return outcome.output.split(separator: "\n").filter { $0.hasPrefix("#=") }.map { line in
            Data(base64Encoded: String(line.dropFirst(2))).map { String(decoding: $0, as: UTF8.self) } ?? "no base 64"
        }
    }

    private static func compare(_ values: [JSONValue], _ function: String) throws {
        let helm = try helm(values, "\(function) $v")
        try #require(helm.count == values.count)
        var wrong = 0
        for (value, text) in zip(values, helm) {
            let ours = FunctionSet.helm.text(function, value.withGoFloats.goValue)
            if ours != text, wrong < 10 {
                wrong += 1
                #expect(ours == text, "\(value.text)")
            }
        }
    }

    static let strings: [String] = [
        "", " ", "a", "a b", " a", "a ", "yes", "No", "on", "y", "n", "null", "~", "true", "TRUE", "tRue", "1", "01",
        "0x1f",
        "0o17", "0b11", "1_000", "1.0", "1.", ".5", "+1", "-1", "-", "--", "---", "----", "--- a", "...", "....", ".",
        "..",
        ".inf", "-.inf", "+.inf", ".nan", "inf", "nan", "1e3", "1e400", "1e", "e1", "0x", "0xg", "2020-01-02",
        "2020-1-2",
        "2020-13-01", "2020-01-02T03:04:05Z", "2020-01-02 03:04:05", "2020-01-02t3:4:5+01:00", "12:30", "12:30:45",
        "190:20:30.15", "1:60", "1:2:", "a:", "a: b", "a:b", ":", ":a", ": a", "a :", "a #b", "a#b", "#a", "# a",
        "a\t#b", "-a",
        "- a", "-\ta", "?", "?a", "? a", "!a", "&a", "*a", "%a", "@a", "`a", "|", "|a", ">", ">a", "'", "'a'", "a'b",
        "\"", "\"a\"",
        "a\"b", "\\", "a\\b", "[", "[a]", "]", "{", "{a}", "}", ",", ",a", "a,b", "=", "<<", "<", "a=b", "\t", "a\tb",
        "\ta", "a\t",
        "\n", "a\n", "a\nb", "a\nb\n", "a\nb\n\n", "\na", "\n\na\n", " a\nb", "a \nb", "a\n b", "a\n  b\nc", "a\n\nb",
        "a\tb\nc", "\ta\nb",
        "a\n\tb", "a\r\nb", "a\rb", "\r", "a\u{85}b", "a\u{2028}b", "a\u{a0}b", "\u{feff}a", "é", "日本語", "😀", "a😀\nb",
        "\u{1}", "a\u{7f}b",
        "\u{ffff}", "\u{fffd}", "\u{e000}", "{{ a }}", "a: |", "|-\n a", "key: value\nother: value\n",
        "#!/bin/sh\nset -e\n", "# a\nb",
        "a\n ", " \n", " \n \n", "\n ", "a  ", "  ", "trailing \\", "x: y: z", "http://a.b/c?d=e#f", "a@b.c", "50%",
        "*", "**", "1,2",
        "a\u{2029}", "\u{b}", "a\u{c}b", "ünïcode: x", "0", "00", "0.0", "-0", "1e-7", "123456789012345678901234567890",
        "0777", "089",
        "+", "+a", "0_", "_1", "1__0", "0b", "-0b11", "-0x1", "Infinity", "NaN", ".NaN", "-.NaN", "Null", "NULL",
        "nULL",
        String(repeating: "word ", count: 30), String(repeating: "word ", count: 30) + "\nnext",
        String(repeating: "word  ", count: 30) + "x", String(repeating: "w", count: 200),
        "'" + String(repeating: " word", count: 30),
        String(repeating: "word ", count: 30) + ": x",
        String(repeating: "wörd ", count: 30) + "😀 " + String(repeating: "word ", count: 30),
        String(repeating: "é ", count: 60), String(repeating: "a: ", count: 50),
        "\u{1}" + String(repeating: " word", count: 40) + "  x  y ",
    ]

    private static let numbers: [JSONValue] = [
        0, 1, -1, 1_000_000, 1e6, 1.5, -1.5, 0.1, 1e-5, 1e-4, 1e-7, 123456.789, 1234567.5, 1e20, 1e21, 1e22, 1.5e300,
        1e-300,
        .integer(.max), .integer(.min), 9_007_199_254_740_993,
        .number(JSONNumber(validLiteral: "18446744073709551615")),
        .number(JSONNumber(validLiteral: "18446744073709551616")), .number(JSONNumber(validLiteral: "1e2")), -0.0, 100,
        1e15, 1e16, 1.0,
    ]

    private static let shapes: [JSONValue] = [
        nil, true, false, [], [:], [[]], [[:]], [[], []], [[[1]]], [[1, 2], [3, [4]]], ["a": []], ["a": [:]],
        ["a": ["b": [:]]],
        ["a": [1, 2]], ["a": [["b": 1, "c": [2]], ["d": nil]]], [["a": 1], ["b": ["c": 1]]], [["a": [["b": 1]]]],
        ["a": ["b": ["c": ["d": 1]]]],
        [nil, [nil], ["a": nil]], ["a": "x\ny\n", "b": ["x\n  y"]], [["x\ny"]], [[["a\nb\n"]]], ["": 1],
        ["a b": 1, "a: b": 2, "yes": 3, "1": 4, "#": 5],
        [
            "a10": 1, "a2": 1, "a1": 1, "A1": 1, "a": 1, "b": 1, "1": 1, "02": 1, "10": 1, "2": 1, "_": 1, ".": 1,
            "a-b": 1, "a.b": 1, "aB": 1, "ab": 1, "a_b": 1, "é": 1,
        ],
        ["x\ny": 1, "a": 2], ["x\ny": ["a": 1], "z": [1]], ["x\ny": [1, 2]], ["a\tb": 1, "'": 1, "- a": 1, " ": 1],
        .object([String(repeating: "k", count: 128): 1, "b": 2]),
        .object([String(repeating: "k", count: 129): 1, "b": 2]),
        .object([String(repeating: "k", count: 1021): 1]), .object([String(repeating: "k", count: 1022): 1]),
        .object([String(repeating: "k", count: 1023): 1]), .object([String(repeating: "k", count: 1024): 1]),
        .object([String(repeating: "é", count: 1022): 1]), .object([String(repeating: "\n", count: 511): 1]),
        .object([String(repeating: "\n", count: 512): 1]),
        .object([String(repeating: "k ", count: 70): ["a": 1], "b": 2]),
        .object([String(repeating: "k", count: 129): [1, 2]]),
        .object(["a": .object([String(repeating: "k", count: 200): ["x": ["y"]]])]),
        ["long": .string(String(repeating: "word ", count: 40) + "end")],
        ["deep": ["deep": ["list": [.string(String(repeating: "word ", count: 40) + "end")]]]],
        .object(JSONObject(uniqueKeysWithValues: (0..<30).map { ("k\($0)", .integer($0)) })),
    ]

    private static func generated(_ random: inout SplitMix, depth: Int) -> JSONValue {
        switch random.next() % (depth > 0 ? 9 : 6) {
        case 0: return [nil, true, false][Int(random.next() % 3)]
        case 1: return numbers[Int(random.next() % UInt64(numbers.count))]
        case 2: return strings.randomElement(using: &random).map { .string($0) } ?? ""
        case 3, 4, 5: return .string(text(&random))
        case 6: return .array((0..<Int(random.next() % 4)).map { _ in generated(&random, depth: depth - 1) })
        default:
            var object = JSONObject()
            for _ in 0..<Int(random.next() % 5) {
                let key = random.next().isMultiple(of: 4) ? text(&random) : "k\(random.next() % 20)"
                object[key] = generated(&random, depth: depth - 1)
            }
            return .object(object)
        }
    }

    private static func text(_ random: inout SplitMix) -> String {
        let pieces = [
            " ", "  ", "\n", "\t", "a", "word", ":", "#", "-", "'", "\"", "\\", "{", "}", "[", "]", ",", "1", "0", ".",
            "é", "😀", "\u{1}",
            "\r", "true", "~", "|", ">", "&", "*", "!", "%", "@", "?", "=", "some longer text", "0x1", "e", "_", "T",
            "Z", "2020-01-02",
        ]
        let count = Int(random.next() % (random.next().isMultiple(of: 8) ? 60 : 7))
        return (0..<count).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
    }

    private static let all: [JSONValue] =
        strings.map { .string($0) } + strings.map { ["k": .string($0)] } + strings.map { [.string($0)] }
        + strings.map { .object([$0: "v"]) } + strings.map { [["k": [.string($0), 1]]] } + numbers
        + numbers.map { ["n": $0] } + shapes

    @Test(arguments: ["toYaml", "toJson"])
    func writes(function: String) throws { try Self.compare(Self.all, function) }

    @Test(arguments: ["toYaml", "toJson"])
    func writesGenerated(function: String) throws {
        var random = SplitMix(seed: 5)
        try Self.compare((0..<4000).map { _ in Self.generated(&random, depth: 4) }, function)
    }

    @Test func writesTOML() throws {
        var random = SplitMix(seed: 9)
        let tables = Self.all + (0..<2000).map { _ in Self.generated(&random, depth: 4) }
        try Self.compare(tables.filter { !$0.isNull }.map { ["t": $0] }, "toToml")
        try Self.compare(
            [["a": ["b": [["c": [["d": 1]]]]], "z": 1], ["x", 1.5, [2]], "text", 5, true, ["a": ["b": ["c": [:]]]]],
            "toToml")
    }

    @Test func readsYAML() throws {
        let texts =
            Self.strings + [
                "a: 1\nb: [x, 1.5, null]", "[1, 2]", "- a\n- b", "{}", "[]", "a: b: c", "a: [", "a: 1\na: 2",
                "a: 1\n---\nb: 2", "{a: 1, b: {c: yes}}",
                "a: 1e3\nb: 0x10\nc: 010\nd: 1_000", "x: 2020-01-02", "? a\n: b", "a: &x 1\nb: *x", "a: !!str 1",
                "1: a\ntrue: b", "a:\n\t- b", "---", "# c", "a: >\n  b\n  c\n",
            ]
        for function in ["fromYaml", "fromYamlArray"] {
            let helm = try Self.helm(texts.map { .string($0) }, "\(function) $v | toJson")
            for (text, theirs) in zip(texts, helm) {
                let ours = FunctionSet.helm.json(function, text)
                // What is wrong with a text has words of its own here, and tabs as white space are no mistake.
                let syntax = "error converting YAML to JSON: "
                if !theirs.contains(syntax) {
                    #expect(ours == theirs, "\(text)")
                } else if !text.contains("\t"), !text.hasPrefix("...") {
                    #expect(ours.contains(syntax), "\(text)")
                }
            }
        }
    }

    @Test func readsJSON() throws {
        let texts =
            Self.strings + [
                "{}", "[]", "{\"a\":1,\"b\":[1.5,null,true]}", "[1,2]", "{\"a\":1,\"a\":2}", "{\"a\":", "{a:1}", "[1,]",
                "{} x",
                "\"\\u00e9\"", "{\"a\":\"\\ud800\"}", "tru", "nul", "[01]", "-", "{\"a\" 1}", "[\"a\nb\"]",
            ]
        for function in ["fromJson", "fromJsonArray"] {
            let helm = try Self.helm(texts.map { .string($0) }, "\(function) $v | toJson")
            // A nil map is an empty one here.
            for (text, theirs) in zip(texts, helm) where text != "null" && text != "1e400" {
                #expect(FunctionSet.helm.json(function, text) == theirs, "\(text)")
            }
        }
    }

    @Test func requiredAndFail() throws {
        let functions = FunctionSet.helm
        for value in [GoValue.null, .text("")] {
            let failure = #expect(throws: FunctionFailure.self) {
                try functions.call("required", .text("say it"), value)
            }
            #expect(HelmFunctions.message(in: "a: b: \(failure?.message ?? "")") == "say it")
        }
        #expect(functions.text("toJson", try functions.call("required", .text("say it"), .bool(false))) == "false")
        let failure = #expect(throws: FunctionFailure.self) { try functions.call("fail", .text("no")) }
        #expect(HelmFunctions.message(in: failure?.message ?? "") == "no")
        #expect(HelmFunctions.message(in: "plain") == nil)
    }

    @Test func callsTemplates() throws {
        let functions = FunctionSet.helm
        #expect(functions.text("toJson", try functions.call("include", .text("known"), .null)) == "\"known\"")
        #expect(functions.text("toJson", try functions.call("tpl", .text("a<no value>b<no value>"), .null)) == "\"ab\"")
        #expect(functions.text("getHostByName", .text("localhost")) == "")
        #expect(functions["env"] == nil && functions["expandenv"] == nil)
    }

    private struct Cluster: ClusterLookup {
        func find(apiVersion: String, kind: String, namespace: String, name: String) throws(FunctionFailure) -> GoMap? {
            name == "none" ? nil : GoMap(["found": .text("\(apiVersion) \(kind) \(namespace) \(name)")])
        }
    }

    @Test func looksUp() throws {
        func lookup(_ functions: FunctionSet, _ name: String) throws(FunctionFailure) -> String {
            functions.text(
                "toJson", try functions.call("lookup", .text("v1"), .text("Secret"), .text("ns"), .text(name)))
        }
        #expect(try lookup(.helm, "a") == "{}")
        let functions = HelmFunctions.all(.system, cluster: Cluster())
        #expect(try lookup(functions, "a") == "{\"found\":\"v1 Secret ns a\"}")
        #expect(try lookup(functions, "none") == "{}")
    }

    @Test func boundsItsWork() {
        let map = GoMap()
        map.values["self"] = .map(map)
        for function in ["toYaml", "toJson", "toToml"] {
            #expect(FunctionSet.helm.text(function, .map(map)).hasPrefix("error: "))
            var twice = GoValue.text(String(repeating: "x", count: 1000))
            for _ in 0..<40 { twice = .map(GoMap(["a": twice, "b": twice])) }
            #expect(throws: FunctionFailure.self) {
                try FunctionSet.helm.call(function, twice, call: TestCall(budget: 1 << 20))
            }
        }
    }
}
