import JSON
import KubernetesClient
import Machinery
import Testing

@testable import APIServer

/// The rules in schemas of custom resources (`x-kubernetes-validations`).
@Suite("Rules of custom resources") struct ExpressionRuleTests {
    private static func definition(_ rules: JSONValue) -> JSONValue {
        widgetDefinition(schema: [
            "type": "object",
            "properties": [
                "spec": [
                    "type": "object",
                    "properties": [
                        "size": ["type": "integer", "maximum": 100], "limit": ["type": "integer", "default": 10],
                        "color": ["type": "string", "maxLength": 20], "replicas": ["type": "integer"],
                    ],
                    "x-kubernetes-validations": rules,
                ],
                "status": [
                    "type": "object",
                    "properties": [
                        "replicas": ["type": "integer"], "phase": ["type": "string", "maxLength": 20],
                        "selector": ["type": "string"],
                    ],
                    "x-kubernetes-validations": [["rule": "self.phase != 'Lost'", "message": "nothing may be lost"]],
                ],
            ],
        ])
    }

    private static let rules: JSONValue = [
        [
            "rule": "self.size <= self.limit",
            "messageExpression": "'size ' + (self.size > 50 ? 'is huge' : 'is too large')",
        ],
        [
            "rule": "self.color == oldSelf.color", "message": "the color stays", "fieldPath": ".color",
            "reason": "FieldValueForbidden",
        ],
    ]

    @Test func areAskedOfEveryWrite() throws {
        try Plane.run { plane in
            try await plane.create(Self.definition(Self.rules))
            let refused = try await failure { try await plane.create(widget("a", spec: ["size": 11, "color": "red"])) }
            #expect(refused?.code == 422)
            #expect(
                refused?.message.contains("spec: Invalid value: size is too large") == true,
                "\(refused?.message ?? "")")
            let huge = try await failure { try await plane.create(widget("a", spec: ["size": 60, "color": "red"])) }
            #expect(huge?.message.contains("size is huge") == true)

            let object = try await plane.create(widget("a", spec: ["size": 9, "color": "red"]))
            let painted = try await failure {
                _ = try await plane.patch(object, .merge(["spec": ["color": "blue"]]))
            }
            #expect(painted?.code == 422)
            #expect(
                painted?.message.contains("spec.color: Forbidden: the color stays") == true, "\(painted?.message ?? "")"
            )
            _ = try await plane.patch(object, .merge(["spec": ["size": 10]]))
            let grown = try await failure { _ = try await plane.patch(object, .merge(["spec": ["size": 12]])) }
            #expect(grown?.message.contains("size is too large") == true)
        }
    }

    @Test func areAskedOfTheStatusToo() throws {
        try Plane.run { plane in
            try await plane.create(Self.definition(Self.rules))
            let object = try await plane.create(widget("a", spec: ["size": 9, "color": "red"]))
            let lost = try await failure {
                _ = try await plane.patch(object, .merge(["status": ["phase": "Lost"]]), subresource: "status")
            }
            #expect(lost?.code == 422)
            #expect(
                lost?.message.contains("status: Invalid value: nothing may be lost") == true,
                "\(lost?.message ?? "")")
            _ = try await plane.patch(object, .merge(["status": ["phase": "Found"]]), subresource: "status")
        }
    }

    /// What the schema refuses is told by the schema alone: rules may rely on it.
    @Test func comeAfterTheSchema() throws {
        try Plane.run { plane in
            try await plane.create(Self.definition(Self.rules))
            let refused = try await failure {
                try await plane.create(widget("a", spec: ["size": 101, "color": "red"]))
            }
            #expect(refused?.message.contains("should be less than or equal to 100") == true)
            #expect(refused?.message.contains("size is huge") == false)
        }
    }

    /// An object that breaks a rule that came after it can still be changed elsewhere (KEP-4008).
    @Test func spareWhatDoesNotChange() throws {
        try Plane.run { plane in
            let definition = try await plane.create(Self.definition([]))
            let object = try await plane.create(widget("a", spec: ["size": 50, "color": "red"]))
            let versions = try #require(Self.definition(Self.rules)["spec"]?["versions"])
            _ = try await plane.patch(definition, .merge(["spec": ["versions": versions]]))
            _ = try await plane.patch(object, .merge(["metadata": ["labels": ["a": "b"]]]))
            let refused = try await failure { _ = try await plane.patch(object, .merge(["spec": ["size": 51]])) }
            #expect(refused?.message.contains("size is huge") == true)
        }
    }

    @Test(
        arguments: [
            ("self.sise > 1", "undefined field 'sise'"), ("self.size >", "Syntax error"),
            ("self.size", "cel expression must evaluate to a bool"),
        ])
    func mustCompile(rule: String, words: String) throws {
        let status = try Plane.run { plane in
            try await failure { try await plane.create(Self.definition([["rule": .string(rule)]])) }
        }
        #expect(status?.code == 422)
        let field = "spec.versions[0].schema.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule"
        #expect(status?.message.contains(field) == true, "\(status?.message ?? "")")
        #expect(status?.message.contains(words) == true, "\(status?.message ?? "")")
    }
}
