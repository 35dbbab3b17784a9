import JSON
import KubernetesClient
import Machinery

/// A simulated cluster of one control-plane machine and three workers, without a simulated delay.
enum FleetManifest {
    static let workers: Int64 = 3
    static let cluster = ResourceType(
        group: "cluster.x-k8s.io", version: "v1beta1", kind: "Cluster", plural: "clusters")
    static let deployment = ResourceType(
        group: "cluster.x-k8s.io", version: "v1beta1", kind: "MachineDeployment", plural: "machinedeployments")

    private static let core = "cluster.x-k8s.io/v1beta1"
    private static let infrastructure = "infrastructure.cluster.x-k8s.io/v1beta1"
    private static let bootstrap = "bootstrap.cluster.x-k8s.io/v1beta1"
    private static let controlPlane = "controlplane.cluster.x-k8s.io/v1beta1"

    static func objects(_ name: String) -> [Unstructured] {
        let reference = { (apiVersion: String, kind: String) -> JSONValue in
            ["apiVersion": .string(apiVersion), "kind": .string(kind), "name": .string(name)]
        }
        let object = { (apiVersion: String, kind: String, spec: JSONObject) in
            Unstructured(fields: [
                "apiVersion": .string(apiVersion), "kind": .string(kind),
                "metadata": ["name": .string(name), "namespace": "default"], "spec": .object(spec),
            ])
        }
        return [
            object(
                core, "Cluster",
                [
                    "controlPlaneRef": reference(controlPlane, "KubeadmControlPlane"),
                    "infrastructureRef": reference(infrastructure, "DevCluster"),
                ]),
            object(infrastructure, "DevCluster", ["backend": ["inMemory": [:]]]),
            object(
                controlPlane, "KubeadmControlPlane",
                [
                    "replicas": 1, "version": "v1.34.1", "kubeadmConfigSpec": [:],
                    "machineTemplate": ["infrastructureRef": reference(infrastructure, "DevMachineTemplate")],
                ]),
            object(
                infrastructure, "DevMachineTemplate", ["template": ["spec": ["backend": ["inMemory": [:]]]]]),
            object(bootstrap, "KubeadmConfigTemplate", ["template": ["spec": [:]]]),
            object(
                core, "MachineDeployment",
                [
                    "clusterName": .string(name), "replicas": .integer(workers), "selector": ["matchLabels": [:]],
                    "template": [
                        "spec": [
                            "clusterName": .string(name), "version": "v1.34.1",
                            "bootstrap": ["configRef": reference(bootstrap, "KubeadmConfigTemplate")],
                            "infrastructureRef": reference(infrastructure, "DevMachineTemplate"),
                        ]
                    ],
                ]),
        ]
    }
}
