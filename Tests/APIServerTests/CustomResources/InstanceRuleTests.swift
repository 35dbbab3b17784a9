import APIServer
import JSON
import KubernetesClient
import Machinery
import Testing

@Suite("Rules for custom resources")
struct InstanceRuleTests {
    private static func definition(_ spec: JSONValue, preserves: Bool = false) -> JSONValue {
        widgetDefinition(schema: [
            "type": "object",
            "properties": [
                "spec": spec,
                "status": [
                    "type": "object",
                    "properties": [
                        "phase": ["type": "string", "maxLength": 5], "replicas": ["type": "integer"],
                        "selector": ["x-kubernetes-preserve-unknown-fields": true],
                    ],
                ],
            ],
        ])
    }

    private static let spec: JSONValue = [
        "type": "object", "required": ["color"],
        "properties": [
            "color": ["type": "string", "pattern": "^[a-z]+$"],
            "replicas": ["x-kubernetes-preserve-unknown-fields": true],
            "size": ["type": "integer"],
            "template": [
                "type": "object", "x-kubernetes-embedded-resource": true, "x-kubernetes-preserve-unknown-fields": true,
            ],
        ],
    ]

    @Test func schemasHoldForObjectsThatAreOlder() throws {
        try Plane.run { plane in
            try await plane.create(Self.definition(Self.spec))
            let old = try await plane.create(widget("old", spec: ["color": "red", "size": 1]))
            let definition = try await plane.get(Unstructured(fields: widgetDefinition().objectValue ?? [:]))
            var json = definition.json
            let versions = (json["spec"]?["versions"]?.arrayValue ?? []).map { version in
                var version = version
                let spec = ["schema", "openAPIV3Schema", "properties", "spec", "properties"]
                version.set(["type": "string", "default": "new"], at: spec + ["added"])
                version.set(nil, at: spec + ["size"])
                return version
            }
            json.set(.array(versions), at: ["spec", "versions"])
            try await plane.update(Unstructured(fields: json.objectValue ?? [:]))
            let expected: JSONValue = ["color": "red", "added": "new"]
            // Reading changes nothing in the store.
            let revision = try await plane.revision()
            let shown = try await plane.get(old)
            #expect(shown.fields["spec"] == expected && shown.resourceVersion == old.resourceVersion)
            let widgets = try plane.resource("example.com/v1", "Widget")
            #expect(try await plane.client.list(widgets).items.map { $0.fields["spec"] } == [expected])
            #expect(try await plane.revision() == revision)
            // A change of the metadata leaves the generation, as the specification has not changed for those who read.
            let labelled = try await plane.patch(old, .merge(["metadata": ["labels": ["a": "b"]]]))
            #expect(labelled.generation == 1 && labelled.fields["spec"] == expected)
            let restarted = Plane(plane.store, plane.context)
            try await restarted.core.start()
            #expect(try await restarted.get(old) == labelled)
        }
    }

    /// Objects that a new schema leaves as they are stay so, however often they are read and written.
    @Test func aSchemaMayChangeNothing() throws {
        try Plane.run { plane in
            try await plane.create(Self.definition(Self.spec))
            let made = try await plane.create(widget("a", spec: ["color": "red", "size": 1]))
            let definition = try await plane.get(Unstructured(fields: widgetDefinition().objectValue ?? [:]))
            var json = definition.json
            let versions = (json["spec"]?["versions"]?.arrayValue ?? []).map { version in
                var version = version
                version.set("changed", at: ["schema", "openAPIV3Schema", "description"])
                version.set(
                    "new", at: ["schema", "openAPIV3Schema", "properties", "spec", "properties", "size", "title"])
                return version
            }
            json.set(.array(versions), at: ["spec", "versions"])
            try await plane.update(Unstructured(fields: json.objectValue ?? [:]))
            let widgets = try plane.resource("example.com/v1", "Widget")
            for _ in 0..<3 { #expect(try await plane.client.list(widgets).items == [made]) }
            // What a dry run would write is not what is stored.
            var options = WriteOptions()
            options.isDryRun = true
            let dry = try await plane.client.patch(
                widgets, made.namespacedName, .merge(["spec": ["size": 2]]), options: options)
            #expect(dry.fields["spec"] == ["color": "red", "size": 2])
            #expect(try await plane.client.list(widgets).items == [made])
        }
    }

    @Test func whatWasInvalidMayStay() throws {
        try Plane.run { plane in
            try await plane.create(
                Self.definition([
                    "type": "object", "properties": ["color": ["type": "string"], "size": ["type": "integer"]],
                ]))
            let made = try await plane.create(widget("a", spec: ["color": "RED", "size": 1]))
            let definition = try await plane.get(Unstructured(fields: widgetDefinition().objectValue ?? [:]))
            var json = definition.json
            let strict = Self.definition(Self.spec)
            json.set(strict["spec"]?["versions"], at: ["spec", "versions"])
            try await plane.update(Unstructured(fields: json.objectValue ?? [:]))
            let changed = try await plane.patch(made, .merge(["spec": ["size": 2]]))
            #expect(changed.fields["spec"] == ["color": "RED", "size": 2])
            let refused = try await failure { _ = try await plane.patch(made, .merge(["spec": ["color": "REDDER"]])) }
            #expect(
                refused?.message
                    == "Widget.example.com \"a\" is invalid: spec.color: Invalid value: \"REDDER\": spec.color in body should match '^[a-z]+$'"
            )
        }
    }

    @Test func aStatusIsJudgedAlone() throws {
        try Plane.run { plane in
            try await plane.create(Self.definition(Self.spec))
            let made = try await plane.create(widget("a", spec: ["color": "red"]))
            let refused = try await failure {
                _ = try await plane.patch(made, .merge(["status": ["phase": "much too long"]]), subresource: "status")
            }
            #expect(
                refused?.message
                    == "Widget.example.com \"a\" is invalid: status.phase: Too long: may not be more than 5 bytes")
            let type = try await failure {
                _ = try await plane.patch(made, .merge(["status": ["phase": 7]]), subresource: "status")
            }
            #expect(
                type?.message
                    == "Widget.example.com \"a\" is invalid: status.phase: Invalid value: \"integer\": phase in body must be of type string: \"integer\""
            )
        }
    }

    @Test(
        arguments: [
            (-1, "should be a non-negative integer"), (2_147_483_648, "should be less than or equal to 2147483647"),
            ("many", ".spec.replicas accessor error: \"many\" is of the type string, expected int64"),
        ] as [(JSONValue, String)])
    func replicas(value: JSONValue, problem: String) throws {
        let status = try Plane.run { plane in
            try await plane.create(Self.definition(Self.spec))
            return try await failure { try await plane.create(widget("a", spec: ["color": "red", "replicas": value])) }
        }
        let shown = value.integerValue ?? 0
        #expect(
            status?.message
                == "Widget.example.com \"a\" is invalid: .spec.replicas: Invalid value: \(shown): \(problem)")
    }

    @Test func aScaleNeedsReplicas() throws {
        try Plane.run { plane in
            try await plane.create(Self.definition(Self.spec))
            let made = try await plane.create(widget("a", spec: ["color": "red"]))
            let widgets = try plane.resource("example.com/v1", "Widget")
            let missing = try await failure {
                _ = try await plane.client.send(
                    ClientRequest(.get(name: "a"), of: widgets, namespace: "default", subresource: "scale"))
            }
            #expect(
                missing?.message == "Internal error occurred: the spec replicas field \".spec.replicas\" does not exist"
            )
            let scaled = try await plane.client.patch(
                widgets, made.namespacedName, .merge(["spec": ["replicas": 3]]), subresource: "scale")
            #expect(scaled.fields["spec"] == ["replicas": 3])
        }
    }

    @Test func metadataInsideIsMetadata() throws {
        try Plane.run { plane in
            try await plane.create(Self.definition(Self.spec))
            let widgets = try plane.resource("example.com/v1", "Widget")
            let template = { (metadata: JSONValue) -> ClientRequest in
                let json = widget(
                    "a", spec: ["color": "red", "template": ["apiVersion": "v1", "kind": "Pod", "metadata": metadata]])
                return ClientRequest(
                    .create(Unstructured(fields: json.objectValue ?? [:]), name: nil), of: widgets, namespace: "default"
                )
            }
            let malformed = try await failure {
                _ = try await plane.core.execute(template(["labels": ["a": 1]]), as: .systemMaster)
            }
            #expect(malformed?.code == 400)
            #expect(
                malformed?.message.hasPrefix(
                    "Widget in version \"v1\" cannot be handled as a Widget: spec.template.metadata: Invalid value")
                    == true)
            let invalid = try await failure {
                _ = try await plane.core.execute(template(["labels": ["a": "?"]]), as: .systemMaster)
            }
            #expect(invalid?.message.contains("spec.template.metadata.labels: Invalid value: \"?\"") == true)
            let made = try await plane.core.execute(template(["name": "n", "odd": 1]), as: .systemMaster)
            #expect(made.warnings == ["unknown field \"spec.template.metadata.odd\""])
            guard case .object(let object, _) = made.response else { return }
            #expect(try object.decoded().value(at: "spec", "template", "metadata") == ["name": "n"])
        }
    }

    @Test func finalizersHaveDomains() throws {
        try Plane.run { plane in
            try await plane.create(Self.definition(Self.spec))
            let widgets = try plane.resource("example.com/v1", "Widget")
            var json = widget("a", spec: ["color": "red"])
            json.set(["b.c", "d", "example.com/x", "foregroundDeletion"], at: ["metadata", "finalizers"])
            let result = try await plane.core.execute(
                ClientRequest(
                    .create(Unstructured(fields: json.objectValue ?? [:]), name: nil), of: widgets, namespace: "default"
                ),
                as: .systemMaster)
            let rest = "to avoid accidental conflicts with other finalizer writers"
            #expect(
                result.warnings == [
                    "metadata.finalizers: \"b.c\": prefer a domain-qualified finalizer name including a path (/) \(rest)",
                    "metadata.finalizers: \"d\": prefer a domain-qualified finalizer name \(rest)",
                ])
        }
    }
}
