import APIServer
import Effects
import JSON
import KubernetesClient
import Machinery
import Simulation
import Testing

@Suite("Reviews and API services")
struct ReviewTests {
    /// Lets the user `reader` read pods in one namespace, and masters do everything.
    private struct ReaderAuthorizer: Authorizer {
        func authorize(_ request: AuthorizationRequest) async -> AuthorizationDecision {
            if request.user.groups.contains(UserInfo.Group.masters) { return .allowed }
            if request.resource.group == "authorization.k8s.io" || request.resource.group == "authentication.k8s.io" {
                return .allowed
            }
            let reads = request.resource.plural == "pods" && request.namespace == "team" && request.verb == "get"
            return request.user.name == "reader" && reads ? .allowed : .denied("not for you")
        }
    }

    private static let reader = UserInfo(
        name: "reader", groups: [UserInfo.Group.authenticated], extra: ["scopes": ["a"]])

    private static func ask(
        _ kind: String, _ spec: JSONValue?, group: String = "authorization.k8s.io", namespace: String = ""
    ) throws -> JSONValue {
        try Plane.run(configure: { $0.authorizer = ReaderAuthorizer() }) { plane in
            var review: JSONObject = ["apiVersion": .string("\(group)/v1"), "kind": .string(kind), "metadata": [:]]
            review["spec"] = spec
            let request = ClientRequest(
                .create(Unstructured(fields: review), name: nil), of: try plane.resource("\(group)/v1", kind),
                namespace: namespace)
            guard case .object(let answer) = try await plane.core.client(as: reader).send(request) else { return .null }
            return answer.json
        }
    }

    static let questions: [(JSONValue, Bool)] = [
        (["resourceAttributes": ["verb": "get", "resource": "pods", "namespace": "team"]], true),
        (["resourceAttributes": ["verb": "get", "resource": "pods", "namespace": "other"]], false),
        (["resourceAttributes": ["verb": "get", "resource": "unheard-of", "group": "x", "version": "*"]], false),
        (["nonResourceAttributes": ["verb": "get", "path": "/version"]], true),
        (["nonResourceAttributes": ["verb": "post", "path": "/version"]], false),
    ]

    @Test(arguments: questions)
    func whoAsksLearnsWhatTheyMayDo(_ spec: JSONValue, _ isAllowed: Bool) throws {
        let answer = try Self.ask("SelfSubjectAccessReview", spec)
        #expect(answer["status"]?["allowed"] == .bool(isAllowed))
    }

    @Test func askersAboutOthersNameThem() throws {
        let attributes: JSONValue = ["verb": "get", "resource": "pods", "namespace": "team"]
        let other = try Self.ask("SubjectAccessReview", ["user": "someone", "resourceAttributes": attributes])
        #expect(other["status"] == ["allowed": false, "reason": "not for you"])
        #expect(throws: APIStatus.self) { try Self.ask("SubjectAccessReview", ["resourceAttributes": attributes]) }
        #expect(throws: APIStatus.self) { try Self.ask("SubjectAccessReview", ["user": "a"]) }
        #expect(throws: APIStatus.self) {
            try Self.ask(
                "LocalSubjectAccessReview", ["user": "reader", "resourceAttributes": attributes], namespace: "default")
        }
        let local = try Self.ask(
            "LocalSubjectAccessReview", ["user": "reader", "resourceAttributes": attributes], namespace: "team")
        #expect(local["status"]?["allowed"] == true)
    }

    @Test func rulesAreListedByResource() throws {
        let answer = try Self.ask("SelfSubjectRulesReview", ["namespace": "team"])
        let rules = answer["status"]?["resourceRules"]?.arrayValue ?? []
        #expect(rules.contains(["verbs": ["get"], "apiGroups": [""], "resources": ["pods"]]))
        #expect(answer["status"]?["incomplete"] == false)
    }

    @Test func whoAmI() throws {
        let answer = try Self.ask("SelfSubjectReview", nil, group: "authentication.k8s.io")
        #expect(
            answer["status"]?["userInfo"] == [
                "username": "reader", "groups": ["system:authenticated"], "extra": ["scopes": ["a"]],
            ])
    }

    @Test func reviewsAreOnlyMade() throws {
        try Plane.run { plane in
            let review = try plane.resource("authorization.k8s.io/v1", "SelfSubjectAccessReview")
            #expect(try await failure { _ = try await plane.client.list(review) }?.code == 405)
        }
    }

    @Test func everyVersionIsALocalAPIService() throws {
        try Plane.run { plane in
            let services = try plane.resource("apiregistration.k8s.io/v1", "APIService")
            let list = try await plane.client.list(services)
            #expect(list.items.map(\.name).contains("v1.") && list.items.map(\.name).contains("v1.apps"))
            let apps = try await plane.client.get(services, NamespacedName(namespace: "", name: "v1.apps"))
            #expect(apps.value(at: "status", "conditions")?[0]?["reason"] == "Local")
            let missing = try await failure {
                _ = try await plane.client.get(services, NamespacedName(namespace: "", name: "v9.apps"))
            }
            #expect(missing?.code == 404)
            #expect(try await failure { try await plane.delete(apps) }?.code == 405)
        }
    }

    @Test func aNamespaceSaysWhatItWaitsFor() throws {
        try Plane.run(runsLifecycle: true) { plane in
            let namespace = try await plane.create(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "n"]])
            let held = try await plane.create(configMap("m", namespace: "n", finalizers: ["example.com/hold"]))
            try await plane.create(configMap("other", namespace: "n"))
            try await plane.delete(namespace)
            try await plane.context.time.sleep(for: .seconds(1))
            let conditions = try await plane.get(namespace).value(at: "status", "conditions")?.arrayValue ?? []
            let messages = conditions.reduce(into: [String: JSONValue]()) { messages, condition in
                messages[condition["type"]?.stringValue ?? ""] = condition["message"]
            }
            #expect(
                messages["NamespaceContentRemaining"]
                    == "Some resources are remaining: configmaps. has 1 resource instances")
            #expect(
                messages["NamespaceFinalizersRemaining"]
                    == "Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances"
            )
            _ = try await plane.patch(held, .merge(["metadata": ["finalizers": nil]]))
            try await plane.context.time.sleep(for: .seconds(1))
            #expect(try await plane.find(namespace) == nil)
        }
    }

    @Test func finalizersOfANamespaceAreWrittenThroughTheirOwnPath() throws {
        try Plane.run { plane in
            var namespace = try await plane.create(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "n"]])
            namespace.fields["spec"] = ["finalizers": ["kubernetes", "example.com/mine"]]
            let ignored = try await plane.update(namespace)
            #expect(ignored.value(at: "spec", "finalizers") == ["kubernetes"])
            namespace.resourceVersion = ""
            var changed = try await plane.update(namespace, subresource: "finalize")
            #expect(changed.value(at: "spec", "finalizers") == ["kubernetes", "example.com/mine"])
            changed.fields["spec"] = ["finalizers": ["odd"]]
            let odd = try await failure { [changed] in _ = try await plane.update(changed, subresource: "finalize") }
            #expect(odd?.code == 422)
            try await plane.delete(namespace)
            namespace.fields["spec"] = [:]
            try await plane.update(namespace, subresource: "finalize")
            #expect(try await plane.find(namespace) == nil)
        }
    }
}
