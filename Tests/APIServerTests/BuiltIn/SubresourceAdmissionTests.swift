import APIServer
import JSON
import KubernetesClient
import Machinery
import Testing

@Suite("Webhooks at subresources")
struct SubresourceAdmissionTests {
    private static func run(
        _ hooks: ScriptedWebhooks, mutating: Bool = false, _ body: @escaping @Sendable (Plane) async throws -> Void
    ) throws {
        try Plane.run(configure: { $0.webhooks = hooks }) { plane in
            let rules: [JSONValue] = [
                [rule(operations: ["CREATE"], resources: ["pods/eviction"])],
                [rule(operations: ["DELETE"], resources: ["pods"])],
                [rule(operations: ["*"], resources: ["namespaces/finalize"])],
            ]
            try await plane.create(
                webhookConfiguration(
                    mutating ? "Mutating" : "Validating", "c", webhook("evict", rules: rules[0]),
                    webhook("delete", rules: rules[1]), webhook("finalize", rules: rules[2])))
            try await plane.create([
                "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "p", "namespace": "default"],
                "spec": ["containers": [["name": "c", "image": "i"]]],
            ])
            try await body(plane)
        }
    }

    private static func evict(
        _ plane: Plane, _ options: JSONValue? = nil, isDryRun: Bool = false, apiVersion: String = "policy/v1"
    ) async throws -> CoreResult {
        var eviction: JSONObject = [
            "apiVersion": .string(apiVersion), "kind": "Eviction", "metadata": ["name": "p"],
        ]
        eviction["deleteOptions"] = options
        var request = ClientRequest(
            .create(Unstructured(fields: eviction), name: "p"), of: try plane.resource("v1", "Pod"),
            namespace: "default", subresource: "eviction")
        request.write.isDryRun = isDryRun
        return try await plane.core.execute(request, as: .systemMaster)
    }

    private static func podIsThere(_ plane: Plane) async throws -> Bool {
        try await !plane.client.list(try plane.resource("v1", "Pod")).items.isEmpty
    }

    @Test("an eviction asks those that want evictions, not those that want deletions")
    func eviction() throws {
        let hooks = ScriptedWebhooks { .allow($0, warnings: ["from \($0.path)"]) }
        try Self.run(hooks) { plane in
            let result = try await Self.evict(plane, apiVersion: "policy/v1beta1")
            #expect(result.warnings == ["from evict"])
            #expect(try await Self.podIsThere(plane) == false)
            #expect(hooks.paths == ["evict"])
            let request = hooks.questions.first?.request
            #expect(request?["operation"] == "CREATE" && request?["subResource"] == "eviction")
            #expect(request?["kind"] == ["group": "policy", "version": "v1", "kind": "Eviction"])
            #expect(request?["resource"] == ["group": "", "version": "v1", "resource": "pods"])
            #expect(request?["name"] == "p" && request?["namespace"] == "default")
            #expect(request?["object"]?["apiVersion"] == "policy/v1" && request?["object"]?["kind"] == "Eviction")
            #expect(request?["oldObject"] == .null && request?["options"]?["kind"] == "CreateOptions")
        }
    }

    @Test("a webhook can keep a pod from being evicted")
    func refusedEviction() throws {
        let hooks = ScriptedWebhooks { $0.path == "evict" ? .deny($0, ["message": "no"]) : .allow($0) }
        try Self.run(hooks) { plane in
            let refusal = try await failure { _ = try await Self.evict(plane) }
            #expect(refusal?.message == "admission webhook \"evict.example.com\" denied the request: no")
            #expect(try await Self.podIsThere(plane))
        }
    }

    @Test("a webhook can change how a pod is evicted")
    func changedEviction() throws {
        let hooks = ScriptedWebhooks {
            .allow($0, patch: [["op": "add", "path": "/deleteOptions", "value": ["dryRun": ["All"]]]])
        }
        try Self.run(hooks, mutating: true) { plane in
            _ = try await Self.evict(plane)
            #expect(try await Self.podIsThere(plane))
            #expect(hooks.paths == ["evict"])
        }
    }

    @Test("webhooks hear of the dry run of the request, not of that of the body")
    func dryRun() throws {
        let hooks = ScriptedWebhooks()
        try Self.run(hooks) { plane in
            _ = try await Self.evict(plane, ["dryRun": ["All"]])
            _ = try await Self.evict(plane, ["dryRun": ["All"]], isDryRun: true)
            #expect(hooks.questions.map { $0.request["dryRun"] } == [false, true])
            let refusal = try await failure {
                _ = try await Self.evict(plane, ["dryRun": ["All", "All"]], isDryRun: true)
            }
            #expect(refusal?.code == 500)
            #expect(
                refusal?.message == "Non-matching dry-run options in request and content: [All] and [All All]")
            #expect(try await Self.podIsThere(plane))
        }
    }

    @Test("the end of a namespace is an update to webhooks")
    func finalize() throws {
        let hooks = ScriptedWebhooks {
            let wanted = $0.request.value(at: ["object", "spec", "finalizers"])
            return wanted == nil ? .deny($0, ["message": "stay"]) : .allow($0, warnings: ["w"])
        }
        try Self.run(hooks) { plane in
            let made = try await plane.create([
                "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "n"],
            ])
            let type = try plane.resource("v1", "Namespace")
            func finalize(_ finalizers: JSONValue?) async throws -> CoreResult {
                var object = made
                object.fields["spec"] = finalizers.map { ["finalizers": $0] } ?? [:]
                let request = ClientRequest(.update(object), of: type, subresource: "finalize")
                return try await plane.core.execute(request, as: .systemMaster)
            }
            #expect(try await finalize(["kubernetes", "example.com/x"]).warnings == ["w"])
            let request = hooks.questions.last?.request
            #expect(request?["operation"] == "UPDATE" && request?["subResource"] == "finalize")
            #expect(request?.value(at: ["oldObject", "spec", "finalizers"]) == ["kubernetes"])
            var current = try await plane.get(made)
            current.resourceVersion = ""
            let refusal = try await failure {
                var empty = current
                empty.fields["spec"] = [:]
                _ = try await plane.client.update(type, empty, subresource: "finalize")
            }
            #expect(refusal?.message == "admission webhook \"finalize.example.com\" denied the request: stay")
            #expect(try await plane.get(made).value(at: "spec", "finalizers") == ["kubernetes", "example.com/x"])
        }
    }
}
