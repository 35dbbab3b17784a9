import APIServer
import JSON
import KubernetesClient
import Machinery
import Testing

/// What each kind refuses, in the words of Kubernetes.
@Suite("Validation of built-in kinds")
struct ValidationTests {
    private static func object(_ apiVersion: String, _ kind: String, _ fields: JSONObject) -> JSONValue {
        let namespaced = ![
            "Node", "ClusterRole", "ClusterRoleBinding", "PersistentVolume", "StorageClass", "VolumeAttachment",
        ].contains(kind)
        var metadata: JSONObject = ["name": "a"]
        if namespaced { metadata["namespace"] = "default" }
        var object: JSONObject = [
            "apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": .object(metadata),
        ]
        for (key, value) in fields { object[key] = value }
        return .object(object)
    }

    private static func pod(_ spec: JSONValue) -> JSONValue { object("v1", "Pod", ["spec": spec]) }

    private static func workload(_ kind: String, _ spec: JSONObject, labels: JSONValue = ["app": "a"]) -> JSONValue {
        var all: JSONObject = [
            "selector": ["matchLabels": ["app": "a"]],
            "template": ["metadata": ["labels": labels], "spec": ["containers": [["name": "c", "image": "i"]]]],
        ]
        for (key, value) in spec { all[key] = value.isNull ? nil : value }
        return object("apps/v1", kind, ["spec": .object(all)])
    }

    static let refused: [(JSONValue, String)] = [
        (pod(["containers": []]), "spec.containers: Required value"),
        (pod(["containers": [["image": "i"]]]), "spec.containers[0].name: Required value"),
        (pod(["containers": [["name": "c"]]]), "spec.containers[0].image: Required value"),
        (
            pod(["containers": [["name": "c", "image": "i"], ["name": "c", "image": "i"]]]),
            "spec.containers[1].name: Duplicate value: \"c\""
        ),
        (
            pod(["containers": [["name": "A", "image": "i"]]]),
            "spec.containers[0].name: Invalid value: \"A\": a lowercase RFC 1123 label must consist of"
        ),
        (
            pod(["containers": [["name": "c", "image": "i", "volumeMounts": [["name": "v", "mountPath": "/v"]]]]]),
            "spec.containers[0].volumeMounts[0].name: Not found: \"v\""
        ),
        (
            pod(["restartPolicy": "Maybe", "containers": [["name": "c", "image": "i"]]]),
            "spec.restartPolicy: Unsupported value: \"Maybe\": supported values: \"Always\", \"OnFailure\", \"Never\""
        ),
        (
            pod(["containers": [["name": "c", "image": "i", "ports": [["containerPort": 70000]]]]]),
            "spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive"
        ),
        (
            pod([
                "containers": [
                    ["name": "c", "image": "i", "resources": ["limits": ["cpu": "1"], "requests": ["cpu": "2"]]]
                ]
            ]),
            "spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1"
        ),
        (
            object(
                "v1", "Node",
                [
                    "spec": [
                        "taints": [
                            ["key": "a", "value": "1", "effect": "NoSchedule"],
                            ["key": "a", "value": "2", "effect": "NoSchedule"],
                        ]
                    ]
                ]),
            "taints must be unique by key and effect pair"
        ),
        (
            object("v1", "Node", ["spec": ["taints": [["key": "a", "effect": "Never"]]]]),
            "spec.taints[0].effect: Unsupported value: \"Never\": supported values: \"NoSchedule\", "
                + "\"PreferNoSchedule\", \"NoExecute\""
        ),
        (workload("Deployment", ["selector": nil]), "spec.selector: Required value"),
        (
            workload("Deployment", [:], labels: ["app": "b"]),
            "spec.template.metadata.labels: Invalid value: {\"app\":\"b\"}: `selector` does not match template `labels`"
        ),
        (
            workload("Deployment", ["replicas": -1]),
            "spec.replicas: Invalid value: -1: must be greater than or equal to 0"
        ),
        (
            workload("Deployment", ["strategy": ["rollingUpdate": ["maxSurge": 0, "maxUnavailable": "0%"]]]),
            "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: \"0%\": may not be 0 when `maxSurge` is 0"
        ),
        (
            workload("Deployment", ["strategy": ["type": "Recreate", "rollingUpdate": ["maxSurge": 1]]]),
            "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"
        ),
        (
            workload("Deployment", ["progressDeadlineSeconds": 5, "minReadySeconds": 5]),
            "spec.progressDeadlineSeconds: Invalid value: 5: must be greater than minReadySeconds"
        ),
        (
            workload("DaemonSet", ["updateStrategy": ["rollingUpdate": ["maxUnavailable": 0, "maxSurge": 0]]]),
            "spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when `maxSurge` is 0"
        ),
        (
            workload("ReplicaSet", ["selector": [:]]),
            "spec.selector: Invalid value: {}: empty selector is invalid for deployment"
        ),
        (
            workload("StatefulSet", ["podManagementPolicy": "Random"]),
            "spec.podManagementPolicy: Invalid value: \"Random\": must be 'OrderedReady' or 'Parallel'"
        ),
        (object("v1", "Service", ["spec": ["selector": ["a": "b"]]]), "spec.ports: Required value"),
        (
            object("v1", "Service", ["spec": ["ports": [["port": 1], ["port": 2]]]]),
            "spec.ports[0].name: Required value"
        ),
        (
            object("v1", "Service", ["spec": ["type": "ExternalName"]]), "spec.externalName: Required value"
        ),
        (
            object("v1", "Service", ["spec": ["clusterIP": "here", "ports": [["port": 1]]]]),
            "spec.clusterIPs[0]: Invalid value: \"here\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
        ),
        (
            object("policy/v1", "PodDisruptionBudget", ["spec": ["minAvailable": 1, "maxUnavailable": 1]]),
            "minAvailable and maxUnavailable cannot be both set"
        ),
        (
            object("policy/v1", "PodDisruptionBudget", ["spec": ["minAvailable": "101%"]]),
            "spec.minAvailable: Invalid value: \"101%\": must not be greater than 100%"
        ),
        (
            object("policy/v1", "PodDisruptionBudget", ["spec": ["maxUnavailable": "many"]]),
            "spec.maxUnavailable: Invalid value: \"many\": a valid percent string must be a numeric string followed by"
        ),
        (
            object("rbac.authorization.k8s.io/v1", "Role", ["rules": [["apiGroups": [""], "resources": ["pods"]]]]),
            "rules[0].verbs: Required value: verbs must contain at least one value"
        ),
        (
            object(
                "rbac.authorization.k8s.io/v1", "Role", ["rules": [["verbs": ["get"], "nonResourceURLs": ["/a"]]]]),
            "namespaced rules cannot apply to non-resource URLs"
        ),
        (
            object(
                "rbac.authorization.k8s.io/v1", "ClusterRoleBinding",
                ["roleRef": ["kind": "Role", "name": "a"], "subjects": [["kind": "ServiceAccount", "name": "s"]]]),
            "[roleRef.kind: Unsupported value: \"Role\": supported values: \"ClusterRole\", "
                + "subjects[0].namespace: Required value]"
        ),
        (
            object("coordination.k8s.io/v1", "Lease", ["spec": ["leaseDurationSeconds": 0]]),
            "spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0"
        ),
        (
            object(
                "events.k8s.io/v1", "Event",
                [
                    "regarding": ["kind": "Pod", "namespace": "default"], "eventTime": "2026-01-01T00:00:00.000000Z",
                    "type": "Odd", "reason": "R", "action": "A", "reportingController": "c", "reportingInstance": "i",
                ]),
            "type: Invalid value: \"\": has invalid value: Odd"
        ),
        (
            object(
                "v1", "Event",
                ["involvedObject": ["namespace": "default"], "eventTime": "2026-01-01T00:00:00.000000Z"]),
            "reportingController: Required value"
        ),
        (
            object("v1", "Event", ["involvedObject": ["namespace": "other"]]),
            "involvedObject.namespace: Invalid value: \"other\": does not match event.namespace"
        ),
        (
            object("v1", "PersistentVolume", ["spec": ["capacity": ["storage": "1Gi"]]]),
            "spec: Required value: must specify a volume type"
        ),
        (
            object("v1", "PersistentVolumeClaim", ["spec": ["accessModes": ["ReadWriteOnce"]]]),
            "spec.resources[storage]: Required value"
        ),
        (object("storage.k8s.io/v1", "StorageClass", [:]), "provisioner: Required value"),
        (
            object(
                "storage.k8s.io/v1", "VolumeAttachment", ["spec": ["attacher": "a", "nodeName": "n", "source": [:]]]),
            "spec.source: Required value: must specify exactly one of inlineVolumeSpec and persistentVolumeName"
        ),
        (
            object(
                "discovery.k8s.io/v1", "EndpointSlice", ["addressType": "IPv4", "endpoints": [["addresses": ["x"]]]]),
            "endpoints[0].addresses[0]: Invalid value: \"x\": must be a valid IPv4 address"
        ),
        (
            object("v1", "Endpoints", ["subsets": [["ports": [["port": 1]]]]]),
            "subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`"
        ),
        (
            object("v1", "ConfigMap", ["data": ["a": "1"], "binaryData": ["a": "YQ=="]]),
            "binaryData[a]: Invalid value: \"a\": duplicate of key present in data"
        ),
        (
            object("v1", "Secret", ["type": "kubernetes.io/ssh-auth", "data": ["ssh-privatekey": ""]]),
            "data[ssh-privatekey]: Required value"
        ),
        (
            object("v1", "Secret", ["type": "kubernetes.io/dockerconfigjson", "data": [".dockerconfigjson": "YQ=="]]),
            "data[.dockerconfigjson]: Invalid value: \"<secret contents redacted>\""
        ),
    ]

    @Test(arguments: refused)
    func badObjectsAreRefused(_ json: JSONValue, _ message: String) throws {
        let status = try Plane.run { plane in try await failure { try await plane.create(json) } }
        #expect(status?.code == 422)
        #expect(status?.message.contains(message) == true, "\(status?.message ?? "it was accepted")")
    }

    static let immutable: [(JSONValue, JSONValue, String)] = [
        (
            workload("Deployment", [:]), ["spec": ["selector": ["matchLabels": ["b": "c"]]]],
            "spec.selector: Invalid value"
        ),
        (
            workload("StatefulSet", ["serviceName": "a"]), ["spec": ["serviceName": "b"]],
            "spec: Forbidden: updates to statefulset spec for fields other than"
        ),
        (
            pod(["containers": [["name": "c", "image": "i"]]]), ["spec": ["dnsPolicy": "Default"]],
            "spec: Forbidden: pod updates may not change fields other than"
        ),
        (
            pod(["tolerations": [["operator": "Exists"]], "containers": [["name": "c", "image": "i"]]]),
            ["spec": ["tolerations": []]], "existing toleration can not be modified except its tolerationSeconds"
        ),
        (
            object("v1", "Service", ["spec": ["ports": [["port": 1]]]]),
            ["spec": ["clusterIP": "10.96.0.9", "clusterIPs": ["10.96.0.9"]]], "may not change once set"
        ),
        (
            object("storage.k8s.io/v1", "StorageClass", ["provisioner": "a"]), ["provisioner": "b"],
            "provisioner: Forbidden: updates to provisioner are forbidden."
        ),
    ]

    @Test(arguments: immutable)
    func whatIsFixedStays(_ json: JSONValue, _ change: JSONValue, _ message: String) throws {
        let status = try Plane.run { plane in
            let made = try await plane.create(json)
            return try await failure { _ = try await plane.patch(made, .merge(change)) }
        }
        #expect(status?.code == 422)
        #expect(status?.message.contains(message) == true, "\(status?.message ?? "it was accepted")")
    }

    @Test func aPodMayGetNewImagesAndMoreTolerations() throws {
        try Plane.run { plane in
            let pod = try await plane.create(Self.pod(["containers": [["name": "c", "image": "i:1"]]]))
            #expect(pod.value(at: "spec", "containers")?[0]?["imagePullPolicy"] == "IfNotPresent")
            let patched = try await plane.patch(
                pod,
                .strategicMerge([
                    "spec": ["containers": [["name": "c", "image": "i:2"]], "tolerations": [["operator": "Exists"]]]
                ]))
            #expect(patched.value(at: "spec", "containers")?[0]?["image"] == "i:2")
            #expect(patched.generation == 2)
        }
    }

    @Test func defaultsThatDependOnMoreAreSet() throws {
        try Plane.run { plane in
            let deployment = try await plane.create(Self.workload("Deployment", [:]))
            let rolling: JSONValue = ["maxSurge": "25%", "maxUnavailable": "25%"]
            #expect(deployment.value(at: "spec", "strategy") == ["type": "RollingUpdate", "rollingUpdate": rolling])
            #expect(deployment.value(at: "spec", "progressDeadlineSeconds") == 600)
            let container = deployment.value(at: "spec", "template", "spec", "containers")?[0]
            #expect(container?["imagePullPolicy"] == "Always")
            let service = try await plane.create(
                Self.object("v1", "Service", ["spec": ["type": "NodePort", "ports": [["port": 80]]]]))
            #expect(service.value(at: "spec", "ports")?[0]?["targetPort"] == 80)
            #expect(service.value(at: "spec", "ports")?[0]?["protocol"] == "TCP")
            let address = service.value(at: "spec", "clusterIP")?.stringValue ?? ""
            #expect(address.hasPrefix("10."))
            #expect(service.value(at: "spec", "clusterIPs") == [.string(address)])
            let port = service.value(at: "spec", "ports")?[0]?["nodePort"]?.integerValue ?? 0
            #expect((30000...32767).contains(port))
            let changed = try await plane.patch(service, .merge(["spec": ["clusterIP": nil, "clusterIPs": nil]]))
            #expect(changed.value(at: "spec", "clusterIP")?.stringValue == address)
            let pod = try await plane.create(
                Self.pod([
                    "hostNetwork": true, "serviceAccount": "s",
                    "containers": [
                        [
                            "name": "c", "image": "i@sha256:0", "ports": [["containerPort": 80]],
                            "resources": ["limits": ["cpu": 1, "memory": "1Gi"]],
                        ]
                    ],
                ]))
            let spec = try #require(pod.value(at: "spec"))
            #expect(spec["enableServiceLinks"] == true && spec["serviceAccountName"] == "s")
            #expect(spec["containers"]?[0]?["ports"]?[0]?["hostPort"] == 80)
            #expect(spec["containers"]?[0]?["resources"]?["requests"] == ["cpu": "1", "memory": "1Gi"])
            #expect(pod.value(at: "status") == ["phase": "Pending", "qosClass": "Guaranteed"])
        }
    }
}
