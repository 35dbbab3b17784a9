import JSON
import Testing

@testable import CEL

@Suite("Programs") struct ProgramTests {
    private static let data: JSONObject = [
        "replicas": 3, "ratio": 0.5, "name": "web", "items": [["name": "a"], ["name": "b"]], "none": .null,
        "mixed": [1, "a", true],
    ]

    @Test(
        arguments: [
            ("replicas + 1", 4, "int"), ("ratio * 2.0", 1.0, "double"), ("name + '-x'", "web-x", "string"),
            ("items.map(i, i.name)", ["a", "b"], "list"),
            ("items.exists(i, i.name == 'b') && none == null", true, "bool"),
            ("{'a': replicas, 'b': [name, 1]}", ["a": 3, "b": ["web", 1]], "map"),
            ("{1: 2u, 2: 18446744073709551615u}['x' == name ? 2 : 1]", 2, "uint"),
            ("18446744073709551615u", .number(JSONNumber(validLiteral: "18446744073709551615")), "uint"),
            ("b'hi'", "aGk=", "bytes"), ("duration('90m')", "5400s", "google.protobuf.Duration"),
            ("timestamp('2024-01-02T03:04:05.5Z')", "2024-01-02T03:04:05.5Z", "google.protobuf.Timestamp"),
            ("type(replicas)", "int", "type"),
            ("optional.of(1)", 1, "optional_type"), ("optional.none()", .null, "optional_type"),
            ("1.0 / 0.0", "+Inf", "double"),
            ("quantity('1500m')", "1500m", "kubernetes.Quantity"), ("ip('::1')", "::1", "net.IP"),
            ("mixed[1]", "a", "string"),
            ("semver('1.2.3')", "1.2.3", "kubernetes.Semver"), ("url('/a')", "/a", "kubernetes.URL"),
            ("cidr('10.0.0.0/8')", "10.0.0.0/8", "net.CIDR"),
            ("format.uuid()", "uuid", "kubernetes.NamedFormat"), ("{true: 1}", ["true": 1], "map"),
        ] as [(String, JSONValue, String)])
    func valuesBecomeDocuments(text: String, expected: JSONValue, type: String) throws {
        let result = try CELProgram.evaluate(text, with: Self.data)
        #expect(result.value == expected)
        #expect(result.type == type)
    }

    @Test(arguments: [
        ("replicas +", CELFailure.Stage.compilation, [1, 11]), ("a.b", .compilation, [1, 1]),
        ("1 + 'a'", .compilation, [1, 3]),
        ("replicas > 1 &&\n  name.size() > 'a'", .compilation, [2, 15]),
        ("name.find('(') == ''", .compilation, [1, 10]),
        ("items[0].nope", .evaluation, [1, 9]), ("1 +\n  1 / (replicas - 3)", .evaluation, [2, 5]),
        ("items.map(i,\n i.name + i)[0]", .evaluation, [2, 9]), ("name.charAt(9) == ''", .evaluation, [1, 12]),
        ("'é' == name || items[5] == 1", .evaluation, [1, 21]), ("none.a", .evaluation, [1, 5]),
        ("[1, 0].all(x, 1 / x > 5 || 1 / x < 5)", .evaluation, [1, 17]), ("duration(name)", .evaluation, [1, 9]),
        ("lists.range(1000).map(x, lists.range(1000).map(y, y)).size()", .evaluation, [1, 47]),
    ])
    func failuresHavePlaces(text: String, stage: CELFailure.Stage, place: [Int]) {
        let failure = #expect(throws: CELFailure.self) { try CELProgram.evaluate(text, with: Self.data) }
        #expect(failure?.stage == stage)
        #expect(failure?.problems.first.map { [$0.line, $0.column] } == place, "\(failure?.description ?? "")")
    }

    @Test func everyProblemIsTold() {
        let failure = #expect(throws: CELFailure.self) { try CELProgram(compiling: "a + 1 > b", variables: []) }
        #expect(
            failure?.description
                == "1:1: undeclared reference to 'a' (in container '')\n1:9: undeclared reference to 'b' (in container '')"
        )
    }

    @Test func programsAreEvaluatedAgain() throws {
        let program = try CELProgram(compiling: "a < limit", variables: ["a", "limit"])
        #expect(program.resultType == "bool")
        #expect(try program.evaluate(["a": 1, "limit": 2]) == CELProgram.Result(value: true, type: "bool", cost: 3))
        #expect(try program.evaluate(["a": 3.5, "limit": 2]).value == false)
        let failure = #expect(throws: CELFailure.self) { try program.evaluate(["a": 1]) }
        #expect(failure?.description == "1:5: no such attribute(s): limit")
        #expect(throws: CELFailure.self) { try program.evaluate(["a": 1, "limit": 2], costLimit: 2) }
    }

    @Test func zonesAreThoseGiven() {
        let failure = #expect(throws: CELFailure.self) {
            try CELProgram.evaluate("timestamp(0).getHours('Europe/Berlin')", with: [:], zones: NoTimeZones())
        }
        #expect(failure?.description == "1:22: unknown time zone Europe/Berlin")
    }

    @Test(arguments: [
        ("a.b > 2", 1, 2, "no\n 1 | a.b > 2\n   |  ^"), ("a &&\n\tb.c", 2, 3, "no\n 2 |  b.c\n   |   ^"),
        ("", 1, 1, "no\n 1 | \n   | ^"),
        ("é + x", 1, 5, "no\n 1 | é + x\n   |     ^"), ("a\u{1b}[31mb", 1, 9, "no\n 1 | a [31mb\n   |        ^"),
        ("a", 7, 3, "no\n 7 | \n   | ^"),
        (
            String(repeating: "x", count: 300), 1, 200,
            "no\n 1 | …\(String(repeating: "x", count: 100))…\n   | \(String(repeating: " ", count: 51))^"
        ),
        (
            String(repeating: "x", count: 300), 1, 2, "no\n 1 | \(String(repeating: "x", count: 100))…\n   |  ^"
        ),
    ])
    func problemsAreRendered(text: String, line: Int, column: Int, expected: String) {
        #expect(CELFailure.Problem(line: line, column: column, message: "no").rendered(in: text) == expected)
    }

    @Test func failuresAreRendered() {
        let text = "items[0].name == 'a'\n&& items[1].size > 2"
        let failure = #expect(throws: CELFailure.self) { try CELProgram.evaluate(text, with: Self.data) }
        #expect(failure?.rendered(in: text) == "no such key: size\n 2 | && items[1].size > 2\n   |            ^")
    }

    /// Values share their parts, and documents do not.
    @Test func documentsAreBounded() {
        let text = "[['abcdefgh']].map(v, " + String(repeating: "[[v, v]].map(v, ", count: 30) + "v"
        let failure = #expect(throws: CELFailure.self) {
            try CELProgram.evaluate(text + String(repeating: ")[0]", count: 31), with: [:])
        }
        #expect(failure?.problems.map(\.message) == ["the result is larger than 16777216 bytes"])
    }
}
