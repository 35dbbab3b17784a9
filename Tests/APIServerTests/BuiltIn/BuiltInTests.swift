import APIServer
import CEL
import JSON
import KubernetesClient
import Machinery
import Simulation
import Testing

@Suite("Built-in kinds")
struct BuiltInTests {
    @Test func everyDefinitionIsWhole() {
        for definition in BuiltInSet.workloadCluster() {
            #expect(definition.versions.filter(\.isStorage).count == 1)
            for version in definition.versions {
                #expect(version.schema?.description.isEmpty == false, "\(definition.names.kind)")
                #expect(version.schema.map { CRDRules(compiling: $0).isEmpty } ?? true)
                let isNamed = version.columns.first.map { $0.format == "name" } ?? true
                #expect(isNamed || definition.names.kind == "Event")
                #expect(version.columns.allSatisfy { !$0.description.isEmpty })
            }
        }
    }

    @Test func theManagementPlaneHasNoNodes() throws {
        try Plane.run(configure: { $0.builtIns = BuiltInSet.management() }) { plane in
            let kinds = try await plane.client.resourceTypes().map(\.kind)
            #expect(
                kinds.contains("Secret") && kinds.contains("Namespace") && kinds.contains("CustomResourceDefinition"))
            #expect(!kinds.contains("Node"))
        }
    }

    private static func secret(_ name: String, type: String? = nil, _ fields: JSONObject) -> JSONValue {
        var json: JSONValue = [
            "apiVersion": "v1", "kind": "Secret", "metadata": ["name": .string(name), "namespace": "default"],
        ]
        if let type { json.set(.string(type), at: ["type"]) }
        for (key, value) in fields { json.set(value, at: [key]) }
        return json
    }

    @Test func secretsTakeTexts() throws {
        try Plane.run { plane in
            let made = try await plane.create(
                Self.secret("a", ["stringData": ["k": "text", "l": "new"], "data": ["l": "b2xk", "m": "YQ=="]]))
            #expect(made.fields["type"] == "Opaque")
            #expect(made.fields["stringData"] == nil)
            #expect(made.fields["data"] == ["k": "dGV4dA==", "l": "bmV3", "m": "YQ=="])
            let list = try await plane.client.list(
                try plane.resource("v1", "Secret"), ListOptions(fieldSelector: "type=Opaque"))
            #expect(list.items.map(\.name) == ["a"])
        }
    }

    static let refusedSecrets: [(JSONValue, String)] = [
        (
            secret("a", ["data": ["k/l": "YQ=="]]),
            "data[k/l]: Invalid value: \"k/l\": a valid config key must consist of"
        ),
        (secret("a", type: "kubernetes.io/tls", ["data": ["tls.crt": "YQ=="]]), "data[tls.key]: Required value"),
        (
            secret("a", type: "kubernetes.io/service-account-token", [:]),
            "metadata.annotations[kubernetes.io/service-account.name]: Required value"
        ),
    ]

    @Test(arguments: refusedSecrets)
    func badSecretsAreRefused(_ json: JSONValue, _ message: String) throws {
        let status = try Plane.run { plane in try await failure { try await plane.create(json) } }
        #expect(status?.code == 422)
        #expect(status?.message.contains(message) == true, "\(status?.message ?? "")")
    }

    @Test func whatIsNoBase64IsNoSecret() throws {
        let status = try Plane.run { plane in
            try await failure { try await plane.create(Self.secret("a", ["data": ["k": "?"]])) }
        }
        #expect(status?.code == 400)
        #expect(
            status?.message
                == "Secret in version \"v1\" cannot be handled as a Secret: illegal base64 data at input byte 0")
    }

    @Test func immutableDataStays() throws {
        try Plane.run { plane in
            let secret = try await plane.create(Self.secret("a", ["data": ["k": "YQ=="], "immutable": true]))
            for change in [["data": ["k": "Yg=="]], ["immutable": false], ["data": .null]] as [JSONValue] {
                let status = try await failure { _ = try await plane.patch(secret, .merge(change)) }
                #expect(status?.message.contains("field is immutable when `immutable` is set") == true)
            }
            let type = try await failure { _ = try await plane.patch(secret, .merge(["type": "other"])) }
            #expect(type?.message.contains("type: Invalid value: \"other\": field is immutable") == true)
            _ = try await plane.patch(secret, .merge(["metadata": ["labels": ["a": "b"]]]))
            var map = configMap("m", data: ["k": "v"])
            map.set(true, at: ["immutable"])
            let made = try await plane.create(map)
            #expect(try await failure { _ = try await plane.patch(made, .merge(["data": ["k": "w"]])) }?.code == 422)
        }
    }

    @Test func leasesAreTakenKnowingly() throws {
        try Plane.run { plane in
            var lease = try await plane.create([
                "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
                "metadata": ["name": "a", "namespace": "default"],
                "spec": [
                    "holderIdentity": "me", "leaseDurationSeconds": 15, "renewTime": "2026-01-01T00:00:00.000000Z",
                ],
            ])
            lease.resourceVersion = ""
            let status = try await failure { [lease] in try await plane.update(lease) }
            #expect(status?.message.contains("metadata.resourceVersion: Invalid value: 0") == true)
        }
    }

    @Test func namesOfRolesMayHoldColons() throws {
        try Plane.run { plane in
            let role = try await plane.create([
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
                "metadata": ["name": "kubeadm:get-nodes"],
                "rules": [["apiGroups": [""], "resources": ["nodes"], "verbs": ["get"]]],
            ])
            let binding = try await plane.create([
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
                "metadata": ["name": "kubeadm:get-nodes"],
                "roleRef": ["kind": "ClusterRole", "name": .string(role.name)],
                "subjects": [["kind": "Group", "name": "system:bootstrappers"]],
            ])
            #expect(binding.value(at: "roleRef", "apiGroup") == "rbac.authorization.k8s.io")
            #expect(binding.fields["subjects"]?[0]?["apiGroup"] == "rbac.authorization.k8s.io")
            let status = try await failure {
                _ = try await plane.patch(binding, .merge(["roleRef": ["name": "other"]]))
            }
            #expect(status?.message.contains("cannot change roleRef") == true)
        }
    }

    @Test func nodesRegisterWithTheirStatusAndKeepTheirProvider() throws {
        try Plane.run { plane in
            let node = try await plane.create([
                "apiVersion": "v1", "kind": "Node", "metadata": ["name": "n1"], "spec": ["providerID": "dev://1"],
                "status": [
                    "nodeInfo": ["kubeletVersion": "v1.34.0"], "conditions": [["type": "Ready", "status": "True"]],
                ],
            ])
            #expect(node.value(at: "status", "nodeInfo", "kubeletVersion") == "v1.34.0")
            let status = try await failure {
                _ = try await plane.patch(node, .merge(["spec": ["providerID": "dev://2"]]))
            }
            #expect(status?.message.contains("node updates may not change providerID") == true)
            #expect(node.generation == 0)
        }
    }

    @Test func podsAreSelectedByTheirNode() throws {
        try Plane.run { plane in
            for index in 0..<4 {
                try await plane.create([
                    "apiVersion": "v1", "kind": "Pod",
                    "metadata": ["name": "p\(index)", "namespace": "default"],
                    "spec": ["nodeName": "n\(index % 2)", "containers": [["name": "c", "image": "i"]]],
                ])
            }
            let pods = try plane.resource("v1", "Pod")
            let list = try await plane.client.list(
                pods, ListOptions(fieldSelector: "spec.nodeName=n1,status.phase=Pending"))
            #expect(list.items.map(\.name) == ["p1", "p3"])
        }
    }

    @Test func eventsAreServedInTwoForms() throws {
        try Plane.run { plane in
            let made = try await plane.create([
                "apiVersion": "events.k8s.io/v1", "kind": "Event", "metadata": ["name": "e", "namespace": "default"],
                "regarding": ["kind": "ConfigMap", "name": "a", "namespace": "default"], "note": "It happened.",
                "reason": "Happened", "type": "Normal", "eventTime": "2026-01-01T00:00:00.000000Z",
                "reportingController": "test", "reportingInstance": "one", "action": "Testing",
            ])
            #expect(made.fields["note"] == "It happened.")
            let core = try plane.resource("v1", "Event")
            let old = try await plane.client.get(core, made.namespacedName)
            #expect(old.apiVersion == "v1")
            #expect(old.fields["message"] == "It happened.")
            #expect(old.value(at: "involvedObject", "name") == "a")
            #expect(old.uid == made.uid)
            let selected = try await plane.client.list(
                core,
                ListOptions(
                    fieldSelector: "involvedObject.kind=ConfigMap,involvedObject.name=a,reportingComponent=test"))
            #expect(selected.items.count == 1)
            let patched = try await plane.patch(
                made, .merge(["series": ["count": 2, "lastObservedTime": "2026-01-01T00:01:00Z"]]))
            #expect(patched.apiVersion == "events.k8s.io/v1")
            let new = try await plane.client.list(try plane.resource("events.k8s.io/v1", "Event"))
            #expect(new.items == [patched])
            let changed = try await failure { _ = try await plane.patch(made, .merge(["note": "Something else."])) }
            #expect(
                changed?.message.contains("message: Invalid value: \"Something else.\": field is immutable") == true)
        }
    }
}
