import APIServer
import Effects
import JSON
import KubernetesClient
import Machinery
import ObjectStore
import Simulation
import Synchronization
import Testing

@Suite("Validating webhooks, and how calls to webhooks end")
struct ValidatingWebhookTests {
    /// Virtual time, for scripts that take theirs.
    private final class Clock: Sendable {
        private let source = Mutex<VirtualTime?>(nil)
        func set(_ time: VirtualTime) { source.withLock { $0 = time } }
        func sleep(_ duration: Duration) async throws { try await source.withLock { $0 }?.sleep(for: duration) }
    }

    @Test("all are asked at the same time, and the first refusal in their order is told")
    func parallel() throws {
        let clock = Clock()
        let hooks = ScriptedWebhooks { question in
            try await clock.sleep(.seconds(question.path == "b" ? 5 : 3))
            return question.path == "a" ? .allow(question) : .deny(question, ["message": .string(question.path)])
        }
        try Plane.run(configure: { $0.webhooks = hooks }) { plane in
            clock.set(plane.context.time)
            try await plane.create(
                webhookConfiguration("Validating", "v", webhook("a"), webhook("b"), webhook("c")))
            let start = plane.context.time.now()
            let status = try await failure { try await plane.create(configMap("m")) }
            #expect(status?.message == "admission webhook \"b.example.com\" denied the request: b")
            #expect(plane.context.time.now() - start == .seconds(5))
            #expect(hooks.paths.sorted() == ["a", "b", "c"])
        }
    }

    @Test("see what is stored: the mutated object with its identity")
    func sees() throws {
        let hooks = ScriptedWebhooks { question in
            question.path == "m"
                ? .allow(question, patch: [["op": "add", "path": "/metadata/labels", "value": ["a": "b"]]])
                : .allow(question, warnings: ["careful"])
        }
        try Plane.run(configure: { $0.webhooks = hooks }) { plane in
            try await plane.create(webhookConfiguration("Mutating", "m", webhook("m")))
            try await plane.create(webhookConfiguration("Validating", "v", webhook("v")))
            let object = Unstructured(fields: configMap("x").objectValue ?? [:])
            var request = ClientRequest(
                .create(object, name: nil), of: try plane.resource("v1", "ConfigMap"), namespace: "default")
            request.write.fieldManager = "me"
            request.write.isDryRun = true
            let user = UserInfo(
                name: "eve", uid: "7", groups: [UserInfo.Group.masters], extra: ["scopes": ["a", "b"]])
            let result = try await plane.core.execute(request, as: user)
            #expect(result.warnings == ["careful"])
            let seen = try #require(hooks.questions.last?.request)
            #expect(seen.value(at: ["object", "metadata", "labels", "a"]) == "b")
            #expect(seen.value(at: ["object", "metadata", "uid"])?.stringValue?.isEmpty == false)
            #expect(seen["oldObject"] == .null)
            #expect(seen["dryRun"] == true)
            #expect(
                seen["options"] == [
                    "apiVersion": "meta.k8s.io/v1", "kind": "CreateOptions", "fieldManager": "me", "dryRun": ["All"],
                ])
            #expect(
                seen["userInfo"] == [
                    "username": "eve", "uid": "7", "groups": ["system:masters"], "extra": ["scopes": ["a", "b"]],
                ])
            #expect(seen["namespace"] == "default" && seen["name"] == "x" && seen["operation"] == "CREATE")
            #expect(hooks.questions.first?.request["uid"] != seen["uid"])
        }
    }

    private struct Refused: Error, CustomStringConvertible {
        var description: String { "dial tcp 10.0.0.1:443: connect: connection refused" }
    }

    static let failures: [(String, String)] = [
        (
            "slow",
            "failed to call webhook: Post \"https://hooks.example.com/slow?timeout=7s\": context deadline exceeded"
        ),
        (
            "refused",
            "failed to call webhook: Post \"https://hooks.example.com/refused?timeout=7s\": dial tcp 10.0.0.1:443: connect: connection refused"
        ),
        ("missing", "failed to call webhook: the server could not find the requested resource"),
        ("away", "failed to call webhook: the server is currently unable to handle the request"),
        (
            "broken",
            "failed to call webhook: an error on the server (\"out of order\") has prevented the request from succeeding"
        ),
        (
            "moved",
            "failed to call webhook: the server responded with the status code 302 but did not return more information"
        ),
        ("empty", "failed to call webhook: couldn't get version/kind; json parse error: "),
        ("liar", "received invalid webhook response: expected response.uid="),
    ]

    @Test("what fails is forgiven where the policy is to ignore it", arguments: failures, ["Mutating", "Validating"])
    func failurePolicies(_ expected: (String, String), _ kind: String) throws {
        let (path, why) = expected
        let clock = Clock()
        let hooks = ScriptedWebhooks { question in
            switch question.path {
            case "slow":
                try await clock.sleep(.seconds(3600))
                return .allow(question)
            case "refused": throw Refused()
            case "missing": return .text("404 page not found", status: 404)
            case "away": return .text("", status: 503)
            case "broken": return .text("out of\n order", status: 500)
            case "moved": return .text("", status: 302)
            case "empty": return .text("")
            default: return .review(["uid": "lies", "allowed": true])
            }
        }
        try Plane.run(configure: { $0.webhooks = hooks }) { plane in
            clock.set(plane.context.time)
            let made = try await plane.create(
                webhookConfiguration(kind, "c", webhook(path, ["timeoutSeconds": 7])))
            let start = plane.context.time.now()
            let status = try await failure { try await plane.create(configMap("m")) }
            let prefix = "Internal error occurred: failed calling webhook \"\(path).example.com\": \(why)"
            #expect(status?.code == 500 && status?.reason == .internalError)
            #expect(status?.message.hasPrefix(prefix) == true, "\(status?.message ?? "")")
            #expect(plane.context.time.now() - start == (path == "slow" ? .seconds(7) : .zero))
            var ignoring = made
            ignoring.fields["webhooks"] = [webhook(path, ["timeoutSeconds": 7, "failurePolicy": "Ignore"])]
            try await plane.update(ignoring)
            try await plane.create(configMap("m"))
        }
    }

    @Test("an answer in the first beta is taken where it was asked for")
    func beta() throws {
        let hooks = ScriptedWebhooks { question in
            .review(["allowed": false, "status": ["message": "beta"]], version: "v1beta1")
        }
        try Plane.run(configure: { $0.webhooks = hooks }) { plane in
            let versions: JSONObject = ["admissionReviewVersions": ["v2", "v1beta1", "v1"]]
            try await plane.create(webhookConfiguration("Validating", "c", webhook("a", versions)))
            let status = try await failure { try await plane.create(configMap("m")) }
            #expect(status?.message == "admission webhook \"a.example.com\" denied the request: beta")
            let body = try JSONValue(parsing: try #require(hooks.questions.first).call.body)
            #expect(body["apiVersion"] == "admission.k8s.io/v1beta1")
        }
    }

    @Test("a Service is a reason to fail that says what to do")
    func services() throws {
        let hooks = ScriptedWebhooks()
        try Plane.run(configure: { $0.webhooks = hooks }) { plane in
            let service: JSONObject = [
                "clientConfig": ["service": ["name": "s", "namespace": "n", "path": "/check"]]
            ]
            let made = try await plane.create(webhookConfiguration("Validating", "c", webhook("a", service)))
            let status = try await failure { try await plane.create(configMap("m")) }
            #expect(
                status?.message
                    == "Internal error occurred: failed calling webhook \"a.example.com\": failed to call webhook: Post \"https://s.n.svc:443/check?timeout=10s\": this server has no network of Services: run the webhook as a process and install its provider with 'slipway provider add FILE --url URL --ca-file FILE'"
            )
            #expect(hooks.questions.isEmpty)
            try await plane.delete(made)
            try await plane.create(configMap("m"))
        }
    }

    @Test("namespaces are chosen by their labels, and Namespaces by their own")
    func namespaceSelectors() throws {
        let hooks = ScriptedWebhooks()
        try Plane.run(configure: { $0.webhooks = hooks }) { plane in
            try await plane.create([
                "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "in", "labels": ["team": "a"]],
            ])
            let rules: JSONValue = [rule(resources: ["*"])]
            let selector: JSONObject = ["namespaceSelector": ["matchLabels": ["team": "a"]]]
            try await plane.create(webhookConfiguration("Validating", "c", webhook("a", rules: rules, selector)))
            try await plane.create(configMap("m"))
            #expect(hooks.paths.isEmpty)
            try await plane.create(configMap("m", namespace: "in"))
            #expect(hooks.paths == ["a"])
            let other: JSONValue = ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "out"]]
            let out = try await plane.create(other)
            #expect(hooks.paths == ["a"])
            _ = try await plane.patch(out, .merge(["metadata": ["labels": ["team": "a"]]]))
            #expect(hooks.paths == ["a", "a"])
            #expect(hooks.questions.last?.request["namespace"] == "out")
            // Objects of no namespace are never left out.
            try await plane.create([
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": ["name": "r"],
            ])
            #expect(hooks.paths == ["a", "a", "a"])
            let missing = try await failure { try await plane.create(configMap("m", namespace: "nowhere")) }
            #expect(missing?.code == 404)
            #expect(hooks.paths.count == 3)
        }
    }

    @Test("a collection is deleted object by object")
    func deleteCollection() throws {
        let hooks = ScriptedWebhooks()
        try Plane.run(configure: { $0.webhooks = hooks }) { plane in
            for name in ["a", "b", "c"] { try await plane.create(configMap(name)) }
            try await plane.create(webhookConfiguration("Validating", "c", webhook("v")))
            _ = try await plane.client.send(
                ClientRequest(
                    .deleteCollection(ListOptions(), DeleteOptions()), of: try plane.resource("v1", "ConfigMap"),
                    namespace: "default"))
            let names = hooks.questions.map {
                $0.request.value(at: ["oldObject", "metadata", "name"])?.stringValue ?? ""
            }
            #expect(names.sorted() == ["a", "b", "c"])
            #expect(hooks.questions.allSatisfy { $0.request["operation"] == "DELETE" && $0.request["name"] == nil })
        }
    }

    @Test("configurations are no business of webhooks, and count from the next request on")
    func configurations() throws {
        let hooks = ScriptedWebhooks { .deny($0, nil) }
        try Plane.run(configure: { $0.webhooks = hooks }) { plane in
            let rules: JSONValue = [rule(resources: ["*/*"])]
            try await plane.create(webhookConfiguration("Validating", "c", webhook("a", rules: rules)))
            let other = try await plane.create(webhookConfiguration("Mutating", "d", webhook("b", rules: rules)))
            #expect(hooks.paths.isEmpty)
            #expect(try await failure { try await plane.create(configMap("m")) }?.code == 400)
            #expect(hooks.paths == ["b"])
            try await plane.delete(other)
            #expect(try await failure { try await plane.create(configMap("m")) }?.code == 400)
            #expect(hooks.paths == ["b", "a"])
            _ = try await plane.client.send(
                ClientRequest(
                    .deleteCollection(ListOptions(), DeleteOptions()),
                    of: try plane.resource("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration")))
            try await plane.create(configMap("m"))
            #expect(hooks.paths == ["b", "a"])
        }
    }

    @Test("a plane that starts anew, and one beside it on the same store, know the configurations")
    func restart() throws {
        let hooks = ScriptedWebhooks { .deny($0, nil) }
        try Simulation.run(seed: 1) { context in
            let store = MemoryStore()
            let first = Plane(store, context) { $0.webhooks = hooks }
            try await first.core.start()
            try await first.withLifecycle {
                let made = try await first.create(webhookConfiguration("Validating", "c", webhook("a")))
                let second = Plane(store, context) { $0.webhooks = hooks }
                try await second.core.start()
                #expect(try await failure { try await second.create(configMap("m")) }?.code == 400)
                try await second.delete(made)
                await context.settle()
                try await first.create(configMap("m"))
            }
        }
    }
}
