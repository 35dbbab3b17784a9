import JSON
import Testing

@testable import Machinery

@Suite struct LabelRequirementsTests {
    @Test(arguments: [
        ("", ""), ("a=b", "a=b"), ("a==b", "a=b"), ("a!=b", "a!=b"), ("a", "a"), ("!a", "!a"), (" ! a ", "!a"),
        ("a in (y,x)", "a in (x,y)"), ("a notin(z)", "a notin (z)"), ("a in (x,x)", "a in (x)"),
        ("a in (,x)", "a in (,x)"),
        ("a=", "a="), ("a=,b", "a=,b"), ("b=1,a=2", "a=2,b=1"), ("a>5", "a>5"), ("a<5", "a<5"),
        ("in=notin", "in=notin"), ("a in (in,notin)", "a in (in,notin)"), ("notin notin (in)", "notin notin (in)"),
        ("example.com/a=b,c,!d", "c,!d,example.com/a=b"),
    ])
    func parsesAndPrints(text: String, printed: String) throws {
        let selector = try LabelRequirements(parsing: text)
        #expect(selector.description == printed)
        #expect(try LabelRequirements(parsing: printed) == selector)
    }

    @Test(arguments: [
        ("a=b,", "found '', expected: identifier after ','"),
        (",a", "found ',', expected: !, identifier, or 'end of string'"),
        ("a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"),
        ("a in b", "unable to parse requirement: found 'b' expected: '('"),
        ("a in (b", "unable to parse requirement: found '', expected: ',', ')' or identifier"),
        (
            "a in ()",
            "unable to parse requirement: values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty"
        ),
        ("a=b=c", "found '=', expected: ',' or 'end of string'"),
        ("!", "unable to parse requirement: found '', expected: identifier"),
        (
            "a>x",
            "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer"
        ),
        ("!a=b", "found '=', expected: ',' or 'end of string'"),
    ])
    func refusesInKubernetesWords(text: String, message: String) {
        #expect(throws: MachineryError(.invalidSelector, message)) { try LabelRequirements(parsing: text) }
    }

    @Test(arguments: ["a b=c", "-a", "a=b!c", "a=\(String(repeating: "x", count: 64))", "a/b/c=d"])
    func refusesWhatLabelsCannotBe(text: String) {
        #expect(throws: MachineryError.self) { try LabelRequirements(parsing: text) }
    }

    @Test(arguments: [
        ("app=web", true), ("app!=web", false), ("app!=db", true), ("none!=x", true), ("app in (web,db)", true),
        ("app notin (web)", false), ("none notin (x)", true), ("app", true), ("none", false), ("!none", true),
        ("!app", false), ("count>4", true), ("count<5", false), ("app>1", false), ("app=web,count=5", true),
        ("app=web,count=6", false), ("", true), ("empty=", true), ("none=", false),
    ])
    func matches(text: String, expected: Bool) throws {
        let labels = ["app": "web", "count": "5", "empty": ""]
        #expect(try LabelRequirements(parsing: text).matches(labels) == expected)
    }
}

@Suite struct LabelSelectorTests {
    @Test func anAbsentSelectorMatchesNothingAndAnEmptyOneEverything() throws {
        let absent: LabelSelector? = nil
        #expect(!absent.matches([:]))
        #expect(!(try absent.requirements.matches([:])))
        #expect(LabelSelector().matches(["a": "b"]))
        #expect(try LabelSelector().requirements.matches(["a": "b"]))
        #expect(try Optional(LabelSelector()).requirements.isEmpty)
    }

    @Test(arguments: [
        (LabelSelector.Operator.in, ["web"], true), (.in, ["db"], false), (.notIn, ["web"], false),
        (.notIn, ["db"], true),
        (.exists, [], true), (.doesNotExist, [], false), ("Later", ["web"], false),
    ])
    func expressions(operator: LabelSelector.Operator, values: [String], expected: Bool) {
        let selector = LabelSelector(matchExpressions: [.init("app", `operator`, values)])
        #expect(selector.matches(["app": "web"]) == expected)
    }

    @Test func aSelectorIsAQueryToo() throws {
        let selector = LabelSelector(
            matchLabels: ["b": "2", "a": "1"],
            matchExpressions: [.init("c", .in, ["y", "x"]), .init("d", .doesNotExist)])
        #expect(try selector.requirements.description == "a=1,b=2,c in (x,y),!d")
    }

    @Test func codingKeepsWhatItDoesNotKnow() throws {
        let json: JSONValue = [
            "matchLabels": ["a": "b"],
            "matchExpressions": [["key": "c", "operator": "Later", "values": ["d"], "more": 1]],
            "extra": true,
        ]
        #expect(try LabelSelector(json: json).json == json)
    }

    @Test func validation() {
        let selector = LabelSelector(
            matchLabels: ["a b": "c"],
            matchExpressions: [
                .init("a", .in), .init("b", .exists, ["x"]), .init("c", "Later"), .init("d", .in, ["x y"]),
            ])
        let errors = selector.validate(at: "spec.selector").map { "\($0.kind) \($0.field)" }
        #expect(
            errors == [
                "invalid spec.selector.matchLabels", "required spec.selector.matchExpressions[0].values",
                "forbidden spec.selector.matchExpressions[1].values",
                "invalid spec.selector.matchExpressions[2].operator",
                "invalid spec.selector.matchExpressions[3].values[0]",
            ])
    }
}

@Suite struct FieldSelectorTests {
    @Test(arguments: [
        ("", ""), ("a.b=c", "a.b=c"), ("a==b", "a=b"), ("a!=b,c=d", "a!=b,c=d"), ("a=", "a="), ("a=x\\,y", "a=x\\,y"),
        ("a=x\\=y\\\\", "a=x\\=y\\\\"), (",a=b,", "a=b"),
    ])
    func parsesAndPrints(text: String, printed: String) throws {
        let selector = try FieldSelector(parsing: text)
        #expect(selector.description == printed)
        #expect(try FieldSelector(parsing: printed) == selector)
    }

    @Test(arguments: [
        ("a", "invalid selector: 'a'; can't understand 'a'"),
        ("a=b=c", "invalid field selector: unescaped character in value: ="),
        ("a=\\x", "invalid field selector: invalid escape sequence: \\x"),
        ("a=b\\", "invalid field selector: invalid escape sequence: \\"),
    ])
    func refuses(text: String, message: String) {
        #expect(throws: MachineryError(.invalidSelector, message)) { try FieldSelector(parsing: text) }
    }

    @Test(arguments: [
        ("metadata.name=web", true), ("metadata.name!=web", false), ("status.phase!=Running", true),
        ("metadata.name=web,status.phase=", true), ("metadata.name=x\\,y", false),
    ])
    func matches(text: String, expected: Bool) throws {
        let selector = try FieldSelector(parsing: text)
        #expect(selector.matches { $0 == "metadata.name" ? "web" : "" } == expected)
    }

    @Test func aNameCanBeLookedUp() throws {
        #expect(try FieldSelector(parsing: "metadata.name=a").requiredValue(of: "metadata.name") == "a")
        #expect(try FieldSelector(parsing: "metadata.name!=a").requiredValue(of: "metadata.name") == nil)
    }
}
