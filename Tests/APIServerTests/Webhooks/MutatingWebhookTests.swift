import APIServer
import JSON
import KubernetesClient
import Machinery
import Synchronization
import Testing

@Suite("Mutating webhooks")
struct MutatingWebhookTests {
    /// Notes its name in the annotation `order`.
    @Sendable private static func sign(_ question: ScriptedWebhooks.Question) -> WebhookAnswer {
        let signed = question.request.value(at: ["object", "metadata", "annotations", "order"])?.stringValue
        let value = JSONValue.string(signed.map { "\($0) \(question.path)" } ?? question.path)
        let annotations = question.request.value(at: ["object", "metadata", "annotations"])
        return .allow(
            question,
            patch: annotations == nil
                ? [["op": "add", "path": "/metadata/annotations", "value": ["order": value]]]
                : [["op": "add", "path": "/metadata/annotations/order", "value": value]])
    }

    private static func run(
        _ hooks: ScriptedWebhooks, configure: @escaping @Sendable (inout APICore.Configuration) -> Void = { _ in },
        _ body: @escaping @Sendable (Plane) async throws -> Void
    ) throws {
        try Plane.run(configure: { configuration in
            configuration.webhooks = hooks
            configure(&configuration)
        }) { try await body($0) }
    }

    @Test("are called by the names of their configurations, then in their order")
    func order() throws {
        let hooks = ScriptedWebhooks(Self.sign)
        try Self.run(hooks) { plane in
            try await plane.create(webhookConfiguration("Mutating", "b", webhook("b1"), webhook("b2")))
            try await plane.create(webhookConfiguration("Mutating", "a", webhook("a1"), webhook("a2")))
            let made = try await plane.create(configMap("m"))
            #expect(made.annotations["order"] == "a1 a2 b1 b2")
        }
    }

    @Test("ask again where others changed the object after them")
    func reinvocation() throws {
        let hooks = ScriptedWebhooks(Self.sign)
        try Self.run(hooks) { plane in
            let again: JSONObject = ["reinvocationPolicy": "IfNeeded"]
            try await plane.create(
                webhookConfiguration("Mutating", "a", webhook("a", again), webhook("b"), webhook("c", again)))
            let made = try await plane.create(configMap("m"))
            // The second answer of a is a change after c.
            #expect(made.annotations["order"] == "a b c a c")
        }
    }

    @Test("one that changes nothing brings no second round")
    func noReinvocation() throws {
        let hooks = ScriptedWebhooks()
        try Self.run(hooks) { plane in
            let again: JSONObject = ["reinvocationPolicy": "IfNeeded"]
            try await plane.create(webhookConfiguration("Mutating", "a", webhook("a", again), webhook("b", again)))
            try await plane.create(configMap("m"))
            #expect(hooks.paths == ["a", "b"])
        }
    }

    /// Counts its calls and makes every object's label `plugin` follow the label `hook`.
    private final class Plugin: AdmissionPlugin {
        let calls = Mutex(0)
        func mutate(_ request: inout AdmissionRequest) async throws {
            calls.withLock { $0 += 1 }
            if let value = request.object?.labels["hook"] { request.object?.labels["plugin"] = value }
        }
    }

    @Test("come after the plugins, which look again at what they changed")
    func plugins() throws {
        let plugin = Plugin()
        let hooks = ScriptedWebhooks { question in
            .allow(question, patch: [["op": "add", "path": "/metadata/labels", "value": ["hook": "x"]]])
        }
        try Self.run(hooks, configure: { $0.admission.register(plugin, for: GroupKind(group: "", kind: "ConfigMap")) })
        { plane in
            try await plane.create(
                webhookConfiguration("Mutating", "a", webhook("a", ["reinvocationPolicy": "IfNeeded"])))
            let made = try await plane.create(configMap("m"))
            // Asked again, for the plugin changed the object after it, and it put its own labels back.
            #expect(made.labels == ["hook": "x"])
            #expect(hooks.paths == ["a", "a"])
            #expect(plugin.calls.withLock { $0 } == 2)
        }
    }

    @Test("their results are pruned, defaulted and validated")
    func schema() throws {
        let hooks = ScriptedWebhooks { question in
            switch question.request.value(at: ["object", "metadata", "name"])?.stringValue {
            case "good":
                .allow(
                    question,
                    patch: [
                        ["op": "add", "path": "/spec/unknown", "value": 1],
                        ["op": "remove", "path": "/spec/color"], ["op": "replace", "path": "/spec/size", "value": 9],
                    ])
            case "small": .allow(question, patch: [["op": "replace", "path": "/spec/size", "value": 0]])
            case "typed": .allow(question, patch: [["op": "replace", "path": "/spec", "value": "none"]])
            case "status": .allow(question, patch: [["op": "add", "path": "/status", "value": ["phase": "Up"]]])
            case "labels": .allow(question, patch: [["op": "add", "path": "/metadata/labels", "value": ["a": 1]]])
            case "kind": .allow(question, patch: [["op": "replace", "path": "/kind", "value": "Gadget"]])
            case "gone": .allow(question, patch: [["op": "remove", "path": "/metadata"]])
            case "moved":
                .allow(question, patch: [["op": "replace", "path": "/metadata/namespace", "value": "kube-system"]])
            case "whole": .allow(question, patch: [["op": "replace", "path": "", "value": 1]])
            case "path": .allow(question, patch: [["op": "replace", "path": "/spec/none/here", "value": 1]])
            case "patch": .allow(question, patch: ["op": "add"])
            default: .allow(question, patch: [["op": "explode", "path": "/"]])
            }
        }
        try Self.run(hooks) { plane in
            try await plane.create(widgetDefinition())
            try await plane.create(webhookConfiguration("Mutating", "a", webhook("a")))
            let good = try await plane.create(widget("good"))
            #expect(good.fields["spec"] == ["size": 9, "color": "red"])
            #expect(try await plane.create(widget("status")).fields["status"] == nil)
            let failures: [(String, Int, String)] = [
                ("small", 422, "spec.size: Invalid value: 0"), ("typed", 422, "spec: Invalid value"),
                ("labels", 500, "breaks metadata.labels.a"),
                ("kind", 500, "does not leave a example.com/v1, Kind=Widget"),
                ("gone", 422, "metadata.name: Required value"),
                (
                    "moved", 400,
                    "the namespace of the provided object does not match the namespace sent on the request"
                ),
                ("whole", 500, "does not leave a"), ("path", 500, "Internal error occurred: operation 0 (replace"),
                (
                    "patch", 500,
                    "Internal error occurred: failed calling webhook \"a.example.com\": received undecodable patch in webhook response: "
                ),
                ("other", 500, "received undecodable patch in webhook response: "),
            ]
            for (name, code, message) in failures {
                let status = try await failure { try await plane.create(widget(name)) }
                #expect(status?.code == code, "\(name)")
                #expect(status?.message.contains(message) == true, "\(name): \(status?.message ?? "")")
            }
            // The server goes on as if nothing had been.
            try await plane.create([
                "apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": "x", "namespace": "default"],
            ])
        }
    }

    @Test("see an update with both objects, and can change only what it may change")
    func updates() throws {
        let hooks = ScriptedWebhooks { question in
            question.request["operation"] == "CREATE"
                ? .allow(question)
                : .allow(
                    question,
                    patch: [
                        ["op": "add", "path": "/spec/size", "value": 7],
                        ["op": "add", "path": "/status", "value": ["phase": "Hooked"]],
                    ])
        }
        try Self.run(hooks) { plane in
            try await plane.create(widgetDefinition())
            let rules: JSONValue = [rule(resources: ["widgets", "widgets/status"])]
            try await plane.create(webhookConfiguration("Mutating", "a", webhook("a", rules: rules)))
            let made = try await plane.create(widget("w"))
            let changed = try await plane.patch(made, .merge(["spec": ["color": "blue"]]))
            #expect(changed.fields["spec"] == ["size": 7, "color": "blue"])
            #expect(changed.fields["status"] == nil)
            #expect(changed.generation == 2)
            let question = try #require(hooks.questions.last)
            #expect(question.request.value(at: ["oldObject", "spec", "color"]) == "red")
            #expect(question.request.value(at: ["object", "spec", "color"]) == "blue")
            #expect(question.request["options"]?["kind"] == "UpdateOptions")
            let ready = try await plane.patch(changed, .merge(["status": ["phase": "Up"]]), subresource: "status")
            #expect(ready.fields["status"] == ["phase": "Hooked"])
            #expect(ready.generation == 2)
            #expect(hooks.questions.last?.request["subResource"] == "status")
        }
    }

    @Test("see a Scale where the object is scaled")
    func scale() throws {
        let hooks = ScriptedWebhooks { question in
            .allow(question, patch: [["op": "replace", "path": "/spec/replicas", "value": 5]])
        }
        try Self.run(hooks) { plane in
            try await plane.create(widgetDefinition())
            let made = try await plane.create(widget("w"))
            let rules: JSONValue = [rule(resources: ["widgets/scale"])]
            try await plane.create(webhookConfiguration("Mutating", "a", webhook("a", rules: rules)))
            let scaled = try await plane.patch(made, .merge(["spec": ["replicas": 2]]), subresource: "scale")
            #expect(scaled.value(at: "spec", "replicas") == 5)
            #expect(try await plane.get(made).value(at: "spec", "replicas") == 5)
            let request = try #require(hooks.questions.first?.request)
            #expect(request["kind"] == ["group": "autoscaling", "version": "v1", "kind": "Scale"])
            #expect(request["resource"] == ["group": "example.com", "version": "v1", "resource": "widgets"])
            #expect(request.value(at: ["object", "spec", "replicas"]) == 2)
            #expect(request.value(at: ["oldObject", "spec", "replicas"]) == 0)
        }
    }

    @Test("see the version of their rules, and their patch comes back to the one that is stored")
    func equivalents() throws {
        let hooks = ScriptedWebhooks { question in
            .allow(question, patch: [["op": "add", "path": "/spec/size", "value": 8]])
        }
        try Self.run(hooks) { plane in
            try await plane.create(widgetDefinition())
            let beta: JSONValue = [rule(versions: ["v1beta1"], resources: ["widgets"])]
            try await plane.create(
                webhookConfiguration(
                    "Mutating", "a", webhook("near", rules: beta),
                    webhook("exact", rules: beta, ["matchPolicy": "Exact"])))
            let made = try await plane.create(widget("w"))
            #expect(made.apiVersion == "example.com/v1")
            #expect(made.value(at: "spec", "size") == 8)
            #expect(hooks.paths == ["near"])
            let request = try #require(hooks.questions.first?.request)
            #expect(request.value(at: ["object", "apiVersion"]) == "example.com/v1beta1")
            #expect(request["kind"] == ["group": "example.com", "version": "v1beta1", "kind": "Widget"])
            #expect(request["requestKind"] == ["group": "example.com", "version": "v1", "kind": "Widget"])
            #expect(request["requestResource"]?["version"] == "v1")
            let old = try await plane.create(widget("x", version: "v1beta1"))
            #expect(old.apiVersion == "example.com/v1beta1")
            #expect(hooks.paths == ["near", "near", "exact"])
        }
    }

    @Test("cannot change a delete, but can refuse it")
    func deletes() throws {
        let hooks = ScriptedWebhooks { question in
            switch question.request["name"]?.stringValue {
            case "patched": .allow(question, patch: [["op": "add", "path": "/a", "value": 1]])
            case "kept": .deny(question, ["code": 403, "message": "keep it"])
            default: .allow(question)
            }
        }
        try Self.run(hooks) { plane in
            let rules: JSONValue = [rule(operations: ["DELETE"], resources: ["configmaps"])]
            try await plane.create(webhookConfiguration("Mutating", "a", webhook("a", rules: rules)))
            let kept = try await plane.create(configMap("kept"))
            let patched = try await plane.create(configMap("patched"))
            let free = try await plane.create(configMap("free", data: ["k": "v"]))
            #expect(
                try await failure { try await plane.delete(kept) }?.message
                    == "admission webhook \"a.example.com\" denied the request: keep it")
            #expect(
                try await failure { try await plane.delete(patched) }?.message
                    == "Internal error occurred: admission webhook \"a.example.com\" attempted to modify the object, which is not supported for this operation"
            )
            try await plane.delete(free, DeleteOptions(propagation: .foreground))
            let request = try #require(hooks.questions.last?.request)
            #expect(request["object"] == .null)
            #expect(request.value(at: ["oldObject", "data", "k"]) == "v")
            #expect(request["options"]?["propagationPolicy"] == "Foreground")
            #expect(request["options"]?["kind"] == "DeleteOptions")
        }
    }
}
