import APIServer
import Effects
import HTTPTypes
import JSON
import KubernetesClient
import Machinery
import Simulation
import Testing

@Suite("Evictions and disruption budgets")
struct EvictionTests {
    /// A ready pod, or one that is not.
    @discardableResult
    private static func pod(
        _ plane: Plane, _ name: String, isReady: Bool = true, phase: String = "Running", app: String = "a",
        finalizers: [String] = []
    ) async throws -> Unstructured {
        let pod = try await plane.create([
            "apiVersion": "v1", "kind": "Pod",
            "metadata": [
                "name": .string(name), "namespace": "default", "labels": ["app": .string(app)],
                "finalizers": .array(finalizers.map(JSONValue.string)),
            ],
            "spec": ["nodeName": "n", "containers": [["name": "c", "image": "i"]]],
        ])
        return try await plane.patch(
            pod,
            .merge([
                "status": [
                    "phase": .string(phase), "conditions": [["type": "Ready", "status": isReady ? "True" : "False"]],
                ]
            ]), subresource: "status")
    }

    @discardableResult
    private static func budget(
        _ plane: Plane, _ spec: JSONObject, name: String = "b"
    ) async throws -> Unstructured {
        var all: JSONObject = ["selector": ["matchLabels": ["app": "a"]]]
        for (key, value) in spec { all[key] = value }
        return try await plane.create([
            "apiVersion": "policy/v1", "kind": "PodDisruptionBudget",
            "metadata": ["name": .string(name), "namespace": "default"], "spec": .object(all),
        ])
    }

    private static func evict(
        _ plane: Plane, _ name: String, _ options: JSONValue? = nil, isDryRun: Bool = false,
        apiVersion: String = "policy/v1"
    ) async throws -> APIStatus? {
        var eviction: JSONObject = [
            "apiVersion": .string(apiVersion), "kind": "Eviction",
            "metadata": ["name": .string(name), "namespace": "default"],
        ]
        eviction["deleteOptions"] = options
        var request = ClientRequest(
            .create(Unstructured(fields: eviction), name: name), of: try plane.resource("v1", "Pod"),
            namespace: "default", subresource: "eviction")
        request.write.isDryRun = isDryRun
        return try await failure { [request] in
            let answer = try await plane.client.send(request)
            guard case .object(let status) = answer else {
                Issue.record("an eviction answers with a Status")
                return
            }
            #expect(status.fields["status"] == "Success" && status.fields["code"] == 201)
        }
    }

    private static func pods(_ plane: Plane) async throws -> [String] {
        try await plane.client.list(try plane.resource("v1", "Pod")).items.filter { !$0.isBeingDeleted }.map(\.name)
    }

    @Test func aPodWithoutABudgetGoes() throws {
        try Plane.run { plane in
            try await Self.pod(plane, "p1")
            #expect(try await Self.evict(plane, "p1", isDryRun: true) == nil)
            #expect(try await Self.pods(plane) == ["p1"])
            #expect(try await Self.evict(plane, "p1", ["dryRun": ["All"]]) == nil)
            #expect(try await Self.pods(plane) == ["p1"])
            #expect(try await Self.evict(plane, "p1", ["gracePeriodSeconds": 30]) == nil)
            #expect(try await Self.pods(plane) == [])
            let gone = try await Self.evict(plane, "p1")
            #expect(gone?.code == 404 && gone?.message == "pods \"p1\" not found")
        }
    }

    @Test func aBudgetLetsGoAsManyAsItSays() throws {
        try Plane.run { plane in
            for index in 1...3 { try await Self.pod(plane, "p\(index)", finalizers: ["example.com/hold"]) }
            let budget = try await Self.budget(plane, ["minAvailable": 2])
            #expect(try await Self.evict(plane, "p1") == nil)
            let refusal = try await Self.evict(plane, "p2")
            #expect(refusal?.code == 429 && refusal?.reason == .tooManyRequests)
            #expect(refusal?.message == "Cannot evict pod as it would violate the pod's disruption budget.")
            #expect(
                refusal?.details?.causes == [
                    APIStatus.Cause(
                        reason: "DisruptionBudget",
                        message: "The disruption budget b needs 2 healthy pods and has 2 currently", field: "")
                ])
            #expect(try await Self.pods(plane) == ["p2", "p3"])
            // Its deletion has begun: nothing is disturbed by asking again.
            #expect(try await Self.evict(plane, "p1") == nil)
            let stored = try await plane.get(budget)
            #expect(stored.value(at: "status", "disruptionsAllowed") == 0)
            #expect(stored.value(at: "status", "observedGeneration") == 1)
        }
    }

    /// Those who evict at the same moment cannot spend the same disruption twice.
    @Test(arguments: 0..<20)
    func evictionsAtTheSameTimeDoNotOverspend(_ seed: UInt64) throws {
        try Plane.run(seed: seed) { plane in
            for index in 1...6 { try await Self.pod(plane, "p\(index)") }
            try await Self.budget(plane, ["minAvailable": 4])
            let refusals = try await withThrowingTaskGroup(of: APIStatus?.self) { group in
                for index in 1...6 { group.addTask { try await Self.evict(plane, "p\(index)") } }
                return try await group.reduce(into: [APIStatus]()) { $0 += $1.map { [$0] } ?? [] }
            }
            #expect(refusals.map(\.code) == [429, 429, 429, 429], "seed \(seed)")
            #expect(try await Self.pods(plane).count == 4, "seed \(seed)")
        }
    }

    @Test func sharesCountWhatTheControllerWants() throws {
        try Plane.run { plane in
            let replicaSet = try await plane.create([
                "apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": ["name": "r", "namespace": "default"],
                "spec": [
                    "replicas": 4, "selector": ["matchLabels": ["app": "a"]],
                    "template": [
                        "metadata": ["labels": ["app": "a"]], "spec": ["containers": [["name": "c", "image": "i"]]],
                    ],
                ],
            ])
            for index in 1...4 {
                let pod = try await Self.pod(plane, "p\(index)")
                let owner: JSONValue = [
                    "apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "r", "uid": .string(replicaSet.uid),
                    "controller": true,
                ]
                _ = try await plane.patch(pod, .merge(["metadata": ["ownerReferences": [owner]]]))
            }
            try await Self.budget(plane, ["maxUnavailable": "50%"])
            #expect(try await Self.evict(plane, "p1") == nil)
            #expect(try await Self.evict(plane, "p2") == nil)
            // Two of four are gone, however few are left.
            #expect(try await Self.evict(plane, "p3")?.code == 429)
        }
    }

    @Test func podsThatAreNotReadyGoByTheirPolicy() throws {
        try Plane.run { plane in
            try await Self.pod(plane, "p1")
            try await Self.pod(plane, "p2", isReady: false)
            let budget = try await Self.budget(plane, ["minAvailable": 2])
            #expect(try await Self.evict(plane, "p2")?.code == 429)
            _ = try await plane.patch(budget, .merge(["spec": ["unhealthyPodEvictionPolicy": "AlwaysAllow"]]))
            #expect(try await Self.evict(plane, "p2") == nil)
            #expect(try await Self.evict(plane, "p1")?.code == 429)
            _ = try await plane.patch(budget, .merge(["spec": ["minAvailable": 1, "unhealthyPodEvictionPolicy": nil]]))
            try await Self.pod(plane, "p3", isReady: false)
            // Enough are healthy, so that those that are not may go.
            #expect(try await Self.evict(plane, "p3") == nil)
        }
    }

    @Test(arguments: ["Succeeded", "Failed", "Pending"])
    func podsThatDoNotRunGoPastTheirBudget(_ phase: String) throws {
        try Plane.run { plane in
            try await Self.pod(plane, "p1", isReady: false, phase: phase)
            try await Self.budget(plane, ["maxUnavailable": 0])
            #expect(try await Self.evict(plane, "p1") == nil)
            #expect(try await Self.pods(plane) == [])
        }
    }

    @Test func severalBudgetsAreTooMany() throws {
        try Plane.run { plane in
            try await Self.pod(plane, "p1")
            try await Self.budget(plane, ["minAvailable": 0], name: "b1")
            try await Self.budget(plane, ["minAvailable": 0], name: "b2")
            // An empty selector is about no pod.
            try await Self.budget(plane, ["minAvailable": 0, "selector": [:]], name: "b3")
            let refusal = try await Self.evict(plane, "p1")
            #expect(refusal?.code == 500)
            #expect(
                refusal?.message
                    == "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."
            )
        }
    }

    @Test func preconditionsAndNamesAreChecked() throws {
        try Plane.run { plane in
            let pod = try await Self.pod(plane, "p1")
            #expect(try await Self.evict(plane, "p1", ["preconditions": ["uid": "other"]])?.code == 409)
            #expect(try await Self.evict(plane, "p1", apiVersion: "v1")?.code == 400)
            #expect(
                try await Self.evict(
                    plane, "p1", ["preconditions": ["uid": .string(pod.uid)]], apiVersion: "policy/v1beta1")
                    == nil)
        }
    }

    @Test func evictionsComeOverHTTPAndAreDiscovered() async throws {
        let fixture = try await HandlerFixture(BuiltInSet.workloadCluster())
        try await fixture.core.start()
        let pods = "/api/v1/namespaces/default/pods"
        let pod = #"{"metadata":{"name":"p","labels":{"app":"a"}},"spec":{"containers":[{"name":"c","image":"i"}]}}"#
        #expect(try await fixture.send(.post, pods, contentType: "application/json", pod).status == 201)
        let status = #"{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}"#
        let type = "application/merge-patch+json"
        #expect(try await fixture.send(.patch, "\(pods)/p/status", contentType: type, status).status == 200)
        let budget = #"{"metadata":{"name":"b"},"spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"a"}}}}"#
        let budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets"
        #expect(try await fixture.send(.post, budgets, contentType: "application/json", budget).status == 201)

        let eviction = #"{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"p","namespace":"default"}}"#
        let refused = try await fixture.send(.post, "\(pods)/p/eviction", contentType: "application/json", eviction)
        #expect(refused.status == 429)
        #expect(try refused.json["details"]?["causes"]?[0]?["reason"] == "DisruptionBudget")
        #expect(try await fixture.send(.delete, "\(budgets)/b").status == 200)
        let done = try await fixture.send(.post, "\(pods)/p/eviction", contentType: "application/json", eviction)
        #expect(done.status == 201)
        #expect(
            try done.json == ["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "code": 201])
        #expect(try await fixture.get("\(pods)/p").status == 404)
        #expect(try await fixture.get("\(pods)/p/eviction").status == 405)

        let resources = try await fixture.get("/api/v1").json["resources"]?.arrayValue ?? []
        #expect(
            resources.first { $0["name"] == "pods/eviction" } == [
                "name": "pods/eviction", "singularName": "", "namespaced": true, "group": "policy", "version": "v1",
                "kind": "Eviction", "verbs": ["create"],
            ])
    }

    /// An owner is asked for its own owner once, and only a Deployment decides for another: no circle of owners is followed.
    @Test func ownersInACircleAreNotFollowed() throws {
        try Plane.run { plane in
            let replicaSet = try await plane.create([
                "apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": ["name": "r", "namespace": "default"],
                "spec": [
                    "replicas": 2, "selector": ["matchLabels": ["app": "a"]],
                    "template": [
                        "metadata": ["labels": ["app": "a"]], "spec": ["containers": [["name": "c", "image": "i"]]],
                    ],
                ],
            ])
            let owner: JSONValue = [
                "apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "r", "uid": .string(replicaSet.uid),
                "controller": true,
            ]
            _ = try await plane.patch(replicaSet, .merge(["metadata": ["ownerReferences": [owner]]]))
            for name in ["p1", "p2"] {
                let pod = try await Self.pod(plane, name)
                _ = try await plane.patch(pod, .merge(["metadata": ["ownerReferences": [owner]]]))
            }
            try await Self.budget(plane, ["maxUnavailable": 1])
            #expect(try await Self.evict(plane, "p1") == nil)
            #expect(try await Self.evict(plane, "p2")?.code == 429)
        }
    }

    @Test func thePlaneKeepsTheStatusOfBudgets() throws {
        try Plane.run(runsLifecycle: true) { plane in
            for index in 1...3 { try await Self.pod(plane, "p\(index)", isReady: index < 3) }
            let budget = try await Self.budget(plane, ["minAvailable": 1])
            func settled(_ allowed: JSONValue, _ healthy: JSONValue, _ expected: JSONValue) async throws -> Bool {
                for _ in 0..<100 {
                    let status = try await plane.get(budget).fields["status"]
                    if status?["disruptionsAllowed"] == allowed, status?["currentHealthy"] == healthy,
                        status?["expectedPods"] == expected, status?["desiredHealthy"] == 1
                    {
                        return true
                    }
                    try await plane.context.time.sleep(for: .milliseconds(10))
                }
                return false
            }
            #expect(try await settled(1, 2, 3))
            #expect(try await Self.evict(plane, "p1") == nil)
            #expect(try await settled(0, 1, 2))
            try await Self.pod(plane, "p4")
            #expect(try await settled(1, 2, 3))
            let condition = try await plane.get(budget).value(at: "status", "conditions")?[0]
            #expect(condition?["reason"] == "SufficientPods" && condition?["status"] == "True")
        }
    }
}
