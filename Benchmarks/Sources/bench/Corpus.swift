import JSON

/// Texts to measure with.
enum Corpus {
    /// A list of machines as an API server returns it: one megabyte of small objects, short strings and a few numbers.
    static func machineList(byteCount: Int = 1_000_000) -> [UInt8] {
        var items: [JSONValue] = []
        var written = 0
        while written < byteCount {
            let item = machine(items.count)
            written += item.serialized().count + 1
            items.append(item)
        }
        let list: JSONValue = [
            "apiVersion": "cluster.x-k8s.io/v1beta1", "kind": "MachineList",
            "metadata": ["resourceVersion": "182736"], "items": .array(items),
        ]
        return list.serialized()
    }

    private static func machine(_ number: Int) -> JSONValue {
        let cluster = "tenant-\(number / 40)"
        let name = "\(cluster)-md-0-x7k2p-\(String(number * 7919, radix: 36))"
        return [
            "apiVersion": "cluster.x-k8s.io/v1beta1",
            "kind": "Machine",
            "metadata": metadata(name: name, cluster: cluster, number: number),
            "spec": [
                "bootstrap": [
                    "configRef": reference("bootstrap.cluster.x-k8s.io/v1beta1", "KubeadmConfig", name),
                    "dataSecretName": .string(name),
                ],
                "clusterName": .string(cluster),
                "infrastructureRef": reference("infrastructure.cluster.x-k8s.io/v1beta1", "OpenStackMachine", name),
                "nodeDeletionTimeout": "10s",
                "providerID": "openstack:///5f3d2c1b-\(String(number, radix: 16))-4e5f-8a9b-0c1d2e3f4a5b",
                "version": "v1.34.2",
            ],
            "status": [
                "addresses": [
                    ["address": "10.8.\(number / 250 % 250).\(number % 250)", "type": "InternalIP"],
                    ["address": .string(name), "type": "Hostname"],
                ],
                "bootstrapReady": true,
                "conditions": .array(
                    ["Ready", "BootstrapReady", "InfrastructureReady", "NodeHealthy"].map { condition($0, number) }),
                "infrastructureReady": true,
                "lastUpdated": .string(time(number)),
                "nodeInfo": [
                    "architecture": "amd64", "kernelVersion": "6.8.0-64-generic",
                    "osImage": "Ubuntu 24.04.2 LTS", "containerRuntimeVersion": "containerd://2.1.3",
                ],
                "observedGeneration": .integer(Int64(number % 9 + 1)),
                "phase": "Running",
            ],
        ]
    }

    private static func metadata(name: String, cluster: String, number: Int) -> JSONValue {
        [
            "annotations": [
                "cluster.x-k8s.io/cloned-from-name": "\(cluster)-template",
                "machinedeployment.clusters.x-k8s.io/revision": .string(String(number % 5)),
                "example.com/note": "Rolled by \"renovate\" — see runbook\nthen confirm",
            ],
            "creationTimestamp": .string(time(number)),
            "finalizers": ["machine.cluster.x-k8s.io"],
            "generation": 2,
            "labels": [
                "cluster.x-k8s.io/cluster-name": .string(cluster),
                "cluster.x-k8s.io/deployment-name": "\(cluster)-md-0",
                "topology.cluster.x-k8s.io/owned": "",
            ],
            "name": .string(name),
            "namespace": "tenants",
            "ownerReferences": [
                [
                    "apiVersion": "cluster.x-k8s.io/v1beta1", "blockOwnerDeletion": true, "controller": true,
                    "kind": "MachineSet", "name": "\(cluster)-md-0-x7k2p",
                    "uid": "0b9d7a52-3c1e-4f6a-9b8c-\(String(100_000_000_000 + number))",
                ]
            ],
            "resourceVersion": .string(String(100_000 + number)),
            "uid": "7e2f9a10-5b3c-4d8e-a1f2-\(String(200_000_000_000 + number))",
        ]
    }

    private static func reference(_ apiVersion: JSONValue, _ kind: JSONValue, _ name: String) -> JSONValue {
        ["apiVersion": apiVersion, "kind": kind, "name": .string(name), "namespace": "tenants"]
    }

    private static func condition(_ type: String, _ number: Int) -> JSONValue {
        ["lastTransitionTime": .string(time(number)), "status": "True", "type": .string(type)]
    }

    private static func time(_ number: Int) -> String {
        let second = 10 + number % 50
        return "2026-01-\(10 + number % 20)T08:\(10 + number / 50 % 50):\(second)Z"
    }
}
