import JSON
import Machinery
import Testing

@testable import APIServer

@Suite("Which writes a webhook wants")
struct WebhookMatchingTests {
    private static func subject(
        _ operation: AdmissionRequest.Operation = .create, group: String = "apps", version: String = "v1",
        _ plural: String = "deployments", _ subresource: String = "", namespace: String = "default"
    ) -> WebhookSubject {
        WebhookSubject(
            operation: operation,
            resource: ResourceType(group: group, version: version, kind: "Any", plural: plural),
            subresource: subresource, namespace: namespace)
    }

    static let cases: [(JSONValue, WebhookSubject, Bool)] = [
        (rule(resources: ["*"]), subject(), true),
        (rule(resources: ["*"]), subject(.create, "deployments", "status"), false),
        (rule(resources: ["*/*"]), subject(), true),
        (rule(resources: ["*/*"]), subject(.update, "deployments", "scale"), true),
        (rule(resources: ["deployments"]), subject(), true),
        (rule(resources: ["deployments"]), subject(.update, "deployments", "status"), false),
        (rule(resources: ["deployments/*"]), subject(), true),
        (rule(resources: ["deployments/*"]), subject(.update, "deployments", "status"), true),
        (rule(resources: ["deployments/status"]), subject(.update, "deployments", "status"), true),
        (rule(resources: ["deployments/status"]), subject(), false),
        (rule(resources: ["*/status"]), subject(.update, "deployments", "status"), true),
        (rule(resources: ["pods"]), subject(), false),
        (rule(operations: ["CREATE"], resources: ["*"]), subject(.update), false),
        (rule(operations: ["CREATE", "DELETE"], resources: ["*"]), subject(.delete), true),
        (rule(operations: ["CONNECT"], resources: ["*"]), subject(), false),
        (rule(groups: [""], resources: ["*"]), subject(), false),
        (rule(groups: [""], resources: ["*"]), subject(group: ""), true),
        (rule(groups: ["batch", "apps"], resources: ["*"]), subject(), true),
        (rule(versions: ["v1beta1"], resources: ["*"]), subject(), false),
        (rule(resources: ["*"], scope: "Namespaced"), subject(), true),
        (rule(resources: ["*"], scope: "Namespaced"), subject(namespace: ""), false),
        (rule(resources: ["*"], scope: "Cluster"), subject(), false),
        (rule(resources: ["*"], scope: "Cluster"), subject(namespace: ""), true),
        (rule(resources: ["*"], scope: "Cluster"), subject(group: "", "namespaces", namespace: "x"), true),
        (rule(resources: ["*"], scope: "Namespaced"), subject(group: "", "namespaces", namespace: "x"), false),
    ]

    @Test("rules", arguments: cases)
    func rules(_ json: JSONValue, _ subject: WebhookSubject, _ matches: Bool) throws {
        #expect(try WebhookRule(json: json).matches(subject, as: subject.resource) == matches)
    }

    @Test(
        "match policies: the requested version wins, then the first rule with an equivalent",
        arguments: [
            ("Exact", ["v1"], "v1"), ("Exact", ["v1beta1"], nil), ("Equivalent", ["v1beta1"], "v1beta1"),
            ("Equivalent", ["v1alpha1", "v1beta1"], "v1alpha1"), ("Equivalent", ["v2", "v1"], "v1"),
            ("Equivalent", ["v3"], nil),
        ] as [(String, [String], String?)])
    func matchPolicies(_ policy: String, _ versions: [String], _ chosen: String?) throws {
        let rules = versions.map { rule(versions: [$0], resources: ["*"]) }
        let hook = try AdmissionWebhook(
            webhook("a", rules: .array(rules), ["matchPolicy": .string(policy)]), number: 0, of: "c")
        let subject = Self.subject()
        let equivalents = ["v1beta1", "v1alpha1", "v2"].map { version in
            ResourceType(group: "apps", version: version, kind: "Any", plural: "deployments")
        }
        let form = hook.form(of: subject, as: subject.resource, equivalents: { equivalents }, type: { $0 })
        #expect(form?.version == chosen)
    }

    @Test("configurations of webhooks are exempt")
    func exemption() {
        for kind in ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration", "ValidatingAdmissionPolicy"] {
            var subject = Self.subject()
            subject.resource = ResourceType(
                group: "admissionregistration.k8s.io", version: "v1", kind: kind, plural: "any")
            #expect(subject.isExempt)
            subject.resource.group = "example.com"
            #expect(!subject.isExempt)
        }
    }

    @Test("an object selector looks at the object before and after")
    func objectSelectors() throws {
        let selector: JSONValue = ["matchLabels": ["a": "b"]]
        let hook = try AdmissionWebhook(webhook("a", ["objectSelector": selector]), number: 0, of: "c")
        #expect(hook.selects([["a": "b"], [:]]))
        #expect(hook.selects([[:], ["a": "b"]]))
        #expect(!hook.selects([[:], ["a": "c"]]))
        #expect(try AdmissionWebhook(webhook("a"), number: 0, of: "c").selects([[:]]))
    }

    @Test("the second round")
    func reinvocation() throws {
        func hook(_ name: String, _ policy: String) throws -> AdmissionWebhook {
            try AdmissionWebhook(webhook(name, ["reinvocationPolicy": .string(policy)]), number: 0, of: "c")
        }
        let (a, b, c) = (try hook("a", "IfNeeded"), try hook("b", "Never"), try hook("c", "IfNeeded"))
        let object = Unstructured(fields: ["kind": "X"])
        var round = Reinvocation()
        round.didCall(a, changed: true)
        round.didCall(b, changed: true)
        round.didCall(c, changed: true)
        round.endRound(with: object)
        #expect(round.isRequested)
        round.beginRepeating(with: object)
        // Nobody changed the object after c, and b does not ask.
        #expect([a, b, c].map(round.mayCall) == [true, false, false])
        var quiet = round
        quiet.didCall(a, changed: false)
        #expect(!quiet.mayCall(c))
        round.didCall(a, changed: true)
        #expect(round.mayCall(c))

        var disturbed = Reinvocation()
        disturbed.didCall(c, changed: true)
        disturbed.endRound(with: object)
        // A plugin of this process changed the object between the rounds.
        disturbed.beginRepeating(with: Unstructured(fields: ["kind": "Y"]))
        #expect([a, b, c].map(disturbed.mayCall) == [false, false, true])
    }

    @Test("the limits of warnings")
    func warnings() {
        #expect(WarningLimit.limited(["a", "b", "a", ""]) == ["a", "b"])
        let long = String(repeating: "x", count: 4000)
        #expect(WarningLimit.limited([long, "short"]) == [long, "short"])
        let shortened = WarningLimit.limited([long, long + "y", "short"])
        #expect(shortened == [String(long.prefix(256)), String(long.prefix(256)), "short"])
        #expect(WarningLimit.limited((0..<100).map { "\($0) \(long)" }).count == 16)
    }
}
