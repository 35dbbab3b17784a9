import APIServer
import JSON
import KubernetesClient
import Machinery
import Simulation
import Testing

@Suite("Conditions of CustomResourceDefinitions")
struct DefinitionConditionTests {
    private static func condition(_ type: String, of object: Unstructured) -> String? {
        let found = object.value(at: "status", "conditions")?.arrayValue?.first { $0["type"]?.stringValue == type }
        return found.map { json in
            ["status", "reason", "message"].map { json[$0]?.stringValue ?? "" }.joined(separator: " | ")
        }
    }

    /// A definition in `example.com` with a schema of no matter.
    private static func definition(
        _ plural: String, _ kind: String, _ names: JSONObject = [:], group: String = "example.com"
    )
        -> JSONValue
    {
        var json = widgetDefinition()
        json.set(.string("\(plural).\(group)"), at: ["metadata", "name"])
        json.set(.string(group), at: ["spec", "group"])
        json.set(.string(plural), at: ["spec", "names", "plural"])
        json.set(.string(kind), at: ["spec", "names", "kind"])
        for (key, value) in names { json.set(value, at: ["spec", "names", key]) }
        return json
    }

    @Test(arguments: [
        (definition("others", "Other"), "True | NoConflicts | no conflicts found"),
        (
            definition("others", "Other", ["singular": "widget"]),
            "False | SingularConflict | \"widget\" is already in use"
        ),
        (
            definition("others", "Other", ["shortNames": ["o", "widgets", "widget"]]),
            "False | ShortNamesConflict | [\"widgets\" is already in use, \"widget\" is already in use]"
        ),
        (
            definition("others", "Widget", ["singular": "other"]),
            "False | ListKindConflict | \"WidgetList\" is already in use"
        ),
        (
            definition("others", "Widget", ["singular": "other", "listKind": "Others"]),
            "False | KindConflict | \"Widget\" is already in use"
        ),
        (definition("others", "Other", group: "example.org"), "True | NoConflicts | no conflicts found"),
        (definition("widget", "Other", ["singular": "other"]), "False | PluralConflict | \"widget\" is already in use"),
    ])
    func names(definition: JSONValue, expected: String) throws {
        try Plane.run { plane in
            try await plane.create(widgetDefinition())
            let made = try await plane.create(definition)
            #expect(Self.condition("NamesAccepted", of: made) == expected)
            let isAccepted = expected.hasPrefix("True")
            #expect(
                Self.condition("Established", of: made)
                    == (isAccepted
                        ? "True | InitialNamesAccepted | the initial names have been accepted"
                        : "False | NotAccepted | not all names are accepted"))
            let group = made.value(at: "spec", "group")?.stringValue ?? ""
            let plural = made.value(at: "spec", "names", "plural")?.stringValue ?? ""
            #expect(
                (plane.core.catalog.snapshot().resource(group: group, version: "v1", plural: plural) != nil)
                    == isAccepted)
            // The one that came first is served as before.
            #expect(try plane.resource("example.com/v1", "Widget").plural == "widgets")
        }
    }

    @Test func builtInKindsKeepTheirNames() throws {
        try Plane.run(runsLifecycle: true) { plane in
            let held = try await plane.create([
                "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
                "metadata": ["name": "held", "namespace": "default"], "spec": [:],
            ])
            var json = Self.definition("leases", "Lease", group: "coordination.k8s.io")
            json.set(["api-approved.kubernetes.io": "unapproved, a test"], at: ["metadata", "annotations"])
            let made = try await plane.create(json)
            #expect(Self.condition("NamesAccepted", of: made)?.hasPrefix("False | ListKindConflict") == true)
            try await plane.delete(made)
            await plane.context.settle()
            #expect(try await plane.find(made) == nil)
            #expect(try await plane.get(held) == held)
            let lease = try plane.resource("coordination.k8s.io/v1", "Lease")
            #expect(plane.core.catalog.snapshot().resource(for: lease.groupVersionKind)?.definition.isBuiltIn == true)
        }
    }

    @Test func aConflictEndsWithTheOther() throws {
        try Plane.run(runsLifecycle: true) { plane in
            let first = try await plane.create(widgetDefinition())
            try await plane.create(widget("a"))
            let second = try await plane.create(Self.definition("others", "Widget", ["singular": "other"]))
            #expect(try plane.resource("example.com/v1", "Widget").plural == "widgets")
            await plane.context.settle()
            #expect(Self.condition("Established", of: try await plane.get(second))?.hasPrefix("False") == true)
            try await plane.delete(first)
            await plane.context.settle()
            let settled = try await plane.get(second)
            #expect(Self.condition("NamesAccepted", of: settled) == "True | NoConflicts | no conflicts found")
            #expect(
                Self.condition("Established", of: settled)
                    == "True | InitialNamesAccepted | the initial names have been accepted")
            #expect(settled.value(at: "status", "acceptedNames", "kind") == "Widget")
            #expect(try plane.resource("example.com/v1", "Widget").plural == "others")
        }
    }

    @Test func aNameThatIsTakenLaterLeavesTheOldOnes() throws {
        try Plane.run(runsLifecycle: true) { plane in
            try await plane.create(widgetDefinition())
            let other = try await plane.create(Self.definition("others", "Other", ["shortNames": ["oo"]]))
            let changed = try await plane.patch(
                other, .merge(["spec": ["names": ["shortNames": ["oo", "widget"]]]]))
            #expect(Self.condition("NamesAccepted", of: changed)?.hasPrefix("False | ShortNamesConflict") == true)
            #expect(Self.condition("Established", of: changed)?.hasPrefix("True") == true)
            #expect(changed.value(at: "status", "acceptedNames", "shortNames") == ["oo"])
            #expect(try plane.resource("example.com/v1", "Other").shortNames == ["oo"])
            // A client cannot give itself names.
            let forged = try await plane.patch(
                other, .merge(["status": ["acceptedNames": ["shortNames": ["widget"]]]]), subresource: "status")
            #expect(forged.value(at: "status", "acceptedNames", "shortNames") == ["oo"])
        }
    }

    /// Of many that want one kind at the same time, one has it.
    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func oneWins(seed: UInt64) throws {
        try Plane.run(seed: seed, runsLifecycle: true) { plane in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<5 {
                    group.addTask {
                        try await plane.create(
                            Self.definition(
                                "k\(index)", "Same",
                                ["singular": .string("s\(index)"), "listKind": .string("L\(index)")]))
                    }
                }
                try await group.waitForAll()
            }
            await plane.context.settle()
            let type = try plane.resource("apiextensions.k8s.io/v1", "CustomResourceDefinition")
            let established = try await plane.client.list(type).items.filter {
                Self.condition("Established", of: $0)?.hasPrefix("True") == true
            }
            #expect(established.count == 1, "seed \(seed)")
        }
    }

    @Test(
        arguments: [
            (nil, nil),
            (
                "unapproved, experimental-only",
                "False | UnapprovedAnnotation | not approved: \"unapproved, experimental-only\""
            ),
            ("https://example.com/kep", "True | ApprovedAnnotation | approved in https://example.com/kep"),
            ("soon", nil),
        ] as [(String?, String?)])
    func approval(annotation: String?, condition: String?) throws {
        try Plane.run { plane in
            var json = Self.definition("widgets", "Widget", group: "things.k8s.io")
            if let annotation {
                json.set(["api-approved.kubernetes.io": .string(annotation)], at: ["metadata", "annotations"])
            }
            let refusal = try await failure { [json] in
                let made = try await plane.create(json)
                #expect(Self.condition("KubernetesAPIApprovalPolicyConformant", of: made) == condition)
            }
            #expect((refusal == nil) == (condition != nil))
            guard condition == nil else { return }
            let field = "metadata.annotations[api-approved.kubernetes.io]: "
            let problem =
                annotation == nil
                ? "Required value: protected groups must have approval annotation \"api-approved.kubernetes.io\", "
                : "Invalid value: \"soon\": protected groups must have approval annotation \"api-approved.kubernetes.io\" with either a URL or a reason starting with \"unapproved\", "
            #expect(
                refusal?.message
                    == "CustomResourceDefinition.apiextensions.k8s.io \"widgets.things.k8s.io\" is invalid: \(field)\(problem)see https://github.com/kubernetes/enhancements/pull/1111"
            )
        }
    }

    @Test func anInvalidBundleKeepsADefinitionFromBeingEstablished() throws {
        try Plane.run { plane in
            var json = gadgetDefinition()
            json.set(
                .string(Base64.encode(Array("nonsense".utf8))),
                at: ["spec", "conversion", "webhook", "clientConfig", "caBundle"])
            let made = try await plane.create(json)
            #expect(
                Self.condition("Established", of: made)
                    == "False | InvalidCABundle | The conversion webhook CABundle is invalid")
            #expect(throws: APIStatus.self) { try plane.resource("example.com/v1", "Gadget") }
            // A blank one, as cert-manager replaces it, is none.
            let fixed = try await plane.patch(
                made, .merge(["spec": ["conversion": ["webhook": ["clientConfig": ["caBundle": "Cg=="]]]]]))
            #expect(Self.condition("Established", of: fixed)?.hasPrefix("True") == true)
            let refused = try await failure {
                _ = try await plane.patch(
                    made, .merge(["spec": ["conversion": ["webhook": ["clientConfig": ["caBundle": "eA=="]]]]]))
            }
            #expect(
                refused?.message.contains(
                    "spec.conversion.webhookClientConfig.caBundle: Invalid value: \"eA==\": unable to load root certificates"
                ) == true)
        }
    }

    @Test func theEndIsTold() throws {
        try Plane.run(runsLifecycle: true) { plane in
            let definition = try await plane.create(widgetDefinition())
            let held = try await plane.create(widget("a"))
            _ = try await plane.patch(held, .merge(["metadata": ["finalizers": ["example.com/hold"]]]))
            // Even a definition that lost its finalizers goes after its instances.
            _ = try await plane.patch(definition, .merge(["metadata": ["finalizers": []]]))
            _ = try await plane.patch(definition, .merge(["metadata": ["finalizers": ["example.com/wait"]]]))
            try await plane.delete(definition)
            #expect(
                Self.condition("Terminating", of: try await plane.get(definition))
                    == "True | InstanceDeletionPending | CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon"
            )
            await plane.context.settle()
            #expect(
                Self.condition("Terminating", of: try await plane.get(definition))
                    == "True | InstanceDeletionInProgress | CustomResource deletion is in progress")
            _ = try await plane.patch(held, .merge(["metadata": ["finalizers": .null]]))
            await plane.context.settle()
            let end = try await plane.get(definition)
            #expect(
                Self.condition("Terminating", of: end) == "False | InstanceDeletionCompleted | removed all instances")
            #expect(end.finalizers == ["example.com/wait"])
        }
    }
}
