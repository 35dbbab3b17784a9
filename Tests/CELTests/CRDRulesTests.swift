import JSON
import Machinery
import Testing

@testable import CEL

@Suite("Rules of custom resources") struct CRDRulesTests {
    private static func schema(_ spec: JSONValue) throws -> StructuralSchema {
        try StructuralSchema(openAPI: ["type": "object", "properties": ["spec": spec]])
    }

    private static let workload: JSONValue = [
        "type": "object",
        "properties": [
            "min": ["type": "integer"], "max": ["type": "integer"],
            "name": [
                "type": "string",
                "x-kubernetes-validations": [["rule": "self == oldSelf", "message": "name is immutable"]],
            ],
            "foo-bar": ["type": "string"], "namespace": ["type": "string"],
            "port": ["x-kubernetes-int-or-string": true],
            "items": [
                "type": "array", "maxItems": 10, "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["key"],
                "items": [
                    "type": "object", "properties": ["key": ["type": "string"], "size": ["type": "integer"]],
                    "x-kubernetes-validations": [
                        ["rule": "self.size >= oldSelf.size", "fieldPath": ".size", "reason": "FieldValueForbidden"]
                    ],
                ],
            ],
        ],
        "x-kubernetes-validations": [
            [
                "rule": "!has(self.min) || self.min <= self.max",
                "messageExpression": "self.min > 3 ? 'min is far above max' : 'min is above max'",
            ],
            ["rule": "!has(self.foo__dash__bar) || self.foo__dash__bar != self.__namespace__"],
            ["rule": "!has(self.port) || self.port == 80 || self.port == 'http'", "message": " bad port "],
        ],
    ]

    @Test(
        arguments: [
            (["min": 1, "max": 2], nil, []),
            (["min": 3, "max": 2], nil, ["spec: Invalid value: min is above max"]),
            (
                ["min": 3], nil,
                [
                    "spec: Invalid value: \"object\": no such key: max evaluating rule: !has(self.min) || self.min <= self.max"
                ]
            ),
            (
                ["foo-bar": "a", "namespace": "a"], nil,
                [
                    "spec: Invalid value: failed rule: !has(self.foo__dash__bar) || self.foo__dash__bar != self.__namespace__"
                ]
            ),
            (["port": "https"], nil, ["spec: Invalid value: bad port"]),
            (["port": "http"], nil, []),
            (["name": "a"], nil, []),
            (["name": "b"], ["name": "a"], ["spec.name: Invalid value: \"b\": name is immutable"]),
            (
                ["items": [["key": "y", "size": 1], ["key": "x", "size": 1]]],
                ["items": [["key": "x", "size": 2], ["key": "z", "size": 5]]],
                ["spec.items[1].size: Forbidden: failed rule: self.size >= oldSelf.size"]
            ),
            // What was broken and has not changed may stay.
            (["min": 3, "max": 2], ["min": 3, "max": 2], []),
            (["min": 4, "max": 2], ["min": 3, "max": 2], ["spec: Invalid value: min is far above max"]),
        ] as [(JSONValue, JSONValue?, [String])])
    func rulesAreEvaluated(spec: JSONValue, old: JSONValue?, expected: [String]) throws {
        let rules = CRDRules(compiling: try Self.schema(Self.workload))
        #expect((rules.problems + rules.costProblems).map(\.description) == [])
        let errors = rules.validate(["spec": spec], replacing: old.map { ["spec": $0] })
        #expect(errors.map(\.description) == expected)
    }

    @Test func optionalOldSelfIsEvaluatedOnCreation() throws {
        let spec: JSONValue = [
            "type": "integer",
            "x-kubernetes-validations": [
                ["rule": "!oldSelf.hasValue() ? self == 1 : self >= oldSelf.value()", "optionalOldSelf": true]
            ],
        ]
        let rules = CRDRules(compiling: try Self.schema(spec))
        #expect(rules.problems.isEmpty)
        #expect(rules.validate(["spec": 2]).count == 1)
        #expect(rules.validate(["spec": 1]).isEmpty)
        #expect(rules.validate(["spec": 1], replacing: ["spec": 2]).count == 1)
    }

    @Test(arguments: [
        ("self.x == 1", "compilation failed: ERROR: <input>:1:5: undefined field 'x'\n | self.x == 1\n | ....^"),
        ("self.min", "cel expression must evaluate to a bool"),
        (
            "self.min == 'a'",
            "compilation failed: ERROR: <input>:1:10: found no matching overload for '_==_' applied to '(int, string)'\n | self.min == 'a'\n | .........^"
        ),
        (
            "self.all(x",
            "compilation failed: ERROR: <input>:1:11: Syntax error: mismatched input '<EOF>' expecting ')'\n | self.all(x\n | ..........^"
        ),
    ])
    func problemsNameTheRule(rule: String, expected: String) throws {
        let spec: JSONValue = [
            "type": "object", "properties": ["min": ["type": "integer"]],
            "x-kubernetes-validations": [["rule": .string(rule)]],
        ]
        let rules = CRDRules(compiling: try Self.schema(spec), at: "spec.validation.openAPIV3Schema")
        #expect(
            rules.problems.map(\.field) == [
                "spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule"
            ])
        #expect(rules.problems.map(\.detail) == [expected])
    }

    @Test func oldValuesMustCorrespond() throws {
        let spec: JSONValue = [
            "type": "array", "maxItems": 5,
            "items": ["type": "integer", "x-kubernetes-validations": [["rule": "self >= oldSelf"]]],
        ]
        #expect(
            CRDRules(compiling: try Self.schema(spec), at: "schema").problems.map(\.description) == [
                "schema.properties[spec].items.x-kubernetes-validations[0].rule: Invalid value: \"self >= oldSelf\": "
                    + "oldSelf cannot be used on the uncorrelatable portion of the schema within schema.properties[spec]"
            ])
    }

    @Test func estimatedCostsAreLimited() throws {
        let spec: JSONValue = [
            "type": "array", "items": ["type": "string"],
            "x-kubernetes-validations": [["rule": "self.all(x, self.exists(y, x == y))"]],
        ]
        let rules = CRDRules(compiling: try Self.schema(spec), at: "schema")
        #expect(rules.problems.isEmpty)
        let problems = rules.costProblems
        let advice =
            "(try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)"
        #expect(
            problems.map(\.description) == [
                "schema.properties[spec].x-kubernetes-validations[0].rule: Forbidden: estimated rule cost exceeds budget by factor of more than 100x \(advice)",
                "schema.properties[spec].x-kubernetes-validations[0].rule: Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema",
                "schema: Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema exceeds budget by factor of more than 100x \(advice)",
            ])
    }

    @Test func runtimeCostsAreLimited() throws {
        let spec: JSONValue = ["type": "string", "x-kubernetes-validations": [["rule": "self.contains(self)"]]]
        let rules = CRDRules(compiling: try Self.schema(spec))
        let text = JSONValue.string(String(repeating: "a", count: 12_000))
        #expect(
            rules.validate(["spec": text]).map(\.description) == [
                "spec: Invalid value: \"string\": 'operation cancelled: actual cost limit exceeded': no further "
                    + "validation rules will be run due to call cost exceeds limit for rule: self.contains(self)"
            ])
        #expect(
            rules.validate(["spec": "aaaaaaaaaaa"], costLimit: 4).map(\.detail) == [
                "validation failed due to running out of cost budget, no further validation rules will be run"
            ])
    }

    @Test func typesFollowTheSchema() throws {
        let spec: JSONValue = [
            "type": "object",
            "properties": [
                "time": ["type": "string", "format": "date-time"], "wait": ["type": "string", "format": "duration"],
                "data": ["type": "string", "format": "byte"], "ratio": ["type": "number"],
                "set": ["type": "array", "items": ["type": "string"], "x-kubernetes-list-type": "set"],
                "labels": ["type": "object", "additionalProperties": ["type": "string"]],
                "open": ["type": "object", "x-kubernetes-preserve-unknown-fields": true],
                "template": [
                    "type": "object", "x-kubernetes-embedded-resource": true,
                    "x-kubernetes-preserve-unknown-fields": true,
                ],
            ],
            "x-kubernetes-validations": [
                [
                    "rule":
                        "self.time.getFullYear() == 2024 && self.wait > duration('1m') && self.data == b'hi' && self.ratio == 2.0"
                ],
                [
                    "rule":
                        "self.set == ['b', 'a'] && self.set + ['b', 'c'] == ['a', 'b', 'c'] && self.labels['a/b'] == 'c'"
                ],
                [
                    "rule":
                        "type(self.ratio) == double && self.template.kind == 'Pod' && self.template.metadata.name == 'p'"
                ],
            ],
        ]
        let rules = CRDRules(compiling: try Self.schema(spec))
        #expect((rules.problems + rules.costProblems).map(\.description) == [])
        let errors = rules.validate([
            "spec": [
                "time": "2024-01-02T03:04:05Z", "wait": "1h", "data": "aGk=", "ratio": 2, "set": ["a", "b"],
                "labels": ["a/b": "c"], "open": ["x": 1], "template": ["kind": "Pod", "metadata": ["name": "p"]],
            ]
        ])
        #expect(errors.map(\.description) == [])
    }

    @Test func rulesAreSharedByTasks() async throws {
        let rules = CRDRules(compiling: try Self.schema(Self.workload))
        let counts = await withTaskGroup(of: Int.self) { group in
            for task in 0..<8 {
                group.addTask {
                    (0..<200).reduce(0) {
                        $0 + rules.validate(["spec": ["min": .integer(Int64($1 % 2 + task % 2)), "max": 1]]).count
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(counts.sorted() == [0, 0, 0, 0, 100, 100, 100, 100])
    }
}
