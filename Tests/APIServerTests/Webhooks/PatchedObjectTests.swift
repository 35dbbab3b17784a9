import APIServer
import JSON
import KubernetesClient
import Machinery
import Testing

@Suite("What webhooks patch")
struct PatchedObjectTests {
    private static func run(
        _ patch: JSONValue, _ body: @escaping @Sendable (Plane) async throws -> Void
    ) throws {
        let hooks = ScriptedWebhooks { .allow($0, patch: patch) }
        try Plane.run(configure: { $0.webhooks = hooks }) { plane in
            try await plane.create(
                webhookConfiguration(
                    "Mutating", "m", webhook("m", rules: [rule(resources: ["configmaps", "pods", "boxes"])])))
            try await body(plane)
        }
    }

    static let unfit: [(JSONValue, String)] = [
        (
            ["op": "add", "path": "/data", "value": ["a": 1]],
            "Internal error occurred: json: cannot unmarshal number into Go struct field ConfigMap.data of type string"
        ),
        (
            ["op": "add", "path": "/immutable", "value": "yes"],
            "Internal error occurred: json: cannot unmarshal string into Go struct field ConfigMap.immutable of type bool"
        ),
    ]

    @Test("is refused where a field cannot hold it", arguments: unfit)
    func wrongType(_ operation: JSONValue, _ message: String) throws {
        try Self.run([operation]) { plane in
            let refusal = try await failure { try await plane.create(configMap("a")) }
            #expect(refusal?.code == 500 && refusal?.message == message)
            #expect(try await plane.client.list(try plane.resource("v1", "ConfigMap")).items.isEmpty)
        }
    }

    @Test("is stored as what clients send is")
    func canonicalForm() throws {
        let patch: JSONValue = [
            ["op": "add", "path": "/spec/containers/0/resources", "value": ["requests": ["cpu": "1000m"]]],
            ["op": "add", "path": "/spec/containers/0/unknown", "value": "x"],
            ["op": "add", "path": "/spec/nodeSelector", "value": .null],
            ["op": "add", "path": "/spec/volumes", "value": []],
        ]
        try Self.run(patch) { plane in
            let pod = try await plane.create([
                "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "p", "namespace": "default"],
                "spec": ["containers": [["name": "c", "image": "i"]]],
            ])
            let container = pod.value(at: "spec", "containers")?[0]
            #expect(container?["resources"] == ["requests": ["cpu": "1"]])
            #expect(container?["unknown"] == nil)
            let spec = pod.fields["spec"]?.objectValue
            #expect(spec?["nodeSelector"] == nil && spec?["volumes"] == nil)
        }
    }

    @Test("has metadata of embedded objects in order")
    func embedded() throws {
        let patch: JSONValue = [
            [
                "op": "add", "path": "/spec/content",
                "value": ["apiVersion": "v1", "kind": "X", "metadata": ["name": "x", "unknown": true]],
            ]
        ]
        try Self.run(patch) { plane in
            try await plane.create(Self.boxes)
            let made = try await plane.create([
                "apiVersion": "example.com/v1", "kind": "Box", "metadata": ["name": "b", "namespace": "default"],
                "spec": [:],
            ])
            #expect(made.value(at: "spec", "content", "metadata") == ["name": "x"])
        }
    }

    @Test("a blank CA bundle is none")
    func blankBundle() throws {
        let hooks = ScriptedWebhooks()
        try Plane.run(configure: { $0.webhooks = hooks }) { plane in
            let config: JSONValue = ["url": "https://hooks.example.com/m", "caBundle": "IAo="]
            try await plane.create(webhookConfiguration("Mutating", "m", webhook("m", ["clientConfig": config])))
            try await plane.create(configMap("a"))
            #expect(hooks.questions.map(\.call.caBundle) == [[]])
        }
    }

    private static let boxes: JSONValue = {
        let content: JSONValue = [
            "type": "object", "x-kubernetes-embedded-resource": true, "x-kubernetes-preserve-unknown-fields": true,
        ]
        let schema: JSONValue = [
            "type": "object", "properties": ["spec": ["type": "object", "properties": ["content": content]]],
        ]
        return [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": "boxes.example.com"],
            "spec": [
                "group": "example.com", "scope": "Namespaced", "names": ["kind": "Box", "plural": "boxes"],
                "versions": [
                    ["name": "v1", "served": true, "storage": true, "schema": ["openAPIV3Schema": schema]]
                ],
            ],
        ]
    }()
}
