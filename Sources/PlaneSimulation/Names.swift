import JSON
import KubernetesClient
import Machinery

/// The objects of the one cluster that a simulation is about.
enum Names {
    static let namespace = "default"
    static let cluster = NamespacedName(namespace: namespace, name: "demo")
    static let controlPlane = NamespacedName(namespace: namespace, name: "demo-control-plane")
    static let workers = NamespacedName(namespace: namespace, name: "demo-workers")
    static let infrastructure = ResourceType(
        group: "infrastructure.cluster.x-k8s.io", version: "v1beta1", kind: "DevCluster", plural: "devclusters",
        isNamespaced: true)
}

/// The manifest of the cluster.
enum Manifest {
    static let firstVersion = "v1.34.1"
    static let nextVersion = "v1.35.0"

    private static let apiGroup = "cluster.x-k8s.io/v1beta1"
    private static let infrastructureGroup = "infrastructure.cluster.x-k8s.io/v1beta1"
    private static let bootstrapGroup = "bootstrap.cluster.x-k8s.io/v1beta1"
    private static let controlPlaneGroup = "controlplane.cluster.x-k8s.io/v1beta1"

    /// - Parameter delay: In seconds, that each part of a machine takes; some take up to half more.
    static func objects(controlPlanes: Int, workers: Int, delay: Int) -> [Unstructured] {
        [
            cluster, object(infrastructureGroup, "DevCluster", Names.cluster, ["backend": ["inMemory": [:]]]),
            controlPlane(controlPlanes), machineTemplate(Names.controlPlane, delay),
            deployment(workers), machineTemplate(Names.workers, delay),
            object(
                bootstrapGroup, "KubeadmConfigTemplate", Names.workers,
                ["template": ["spec": ["joinConfiguration": ["nodeRegistration": [:]]]]]),
        ]
    }

    private static func object(
        _ apiVersion: String, _ kind: String, _ name: NamespacedName, _ spec: JSONObject
    ) -> Unstructured {
        Unstructured(fields: [
            "apiVersion": .string(apiVersion), "kind": .string(kind),
            "metadata": ["name": .string(name.name), "namespace": .string(name.namespace)], "spec": .object(spec),
        ])
    }

    private static func reference(_ apiVersion: String, _ kind: String, _ name: NamespacedName) -> JSONValue {
        ["apiVersion": .string(apiVersion), "kind": .string(kind), "name": .string(name.name)]
    }

    private static var cluster: Unstructured {
        object(
            apiGroup, "Cluster", Names.cluster,
            [
                "clusterNetwork": [
                    "services": ["cidrBlocks": ["10.128.0.0/12"]], "pods": ["cidrBlocks": ["192.168.0.0/16"]],
                ],
                "controlPlaneRef": reference(controlPlaneGroup, "KubeadmControlPlane", Names.controlPlane),
                "infrastructureRef": reference(infrastructureGroup, "DevCluster", Names.cluster),
            ])
    }

    private static func controlPlane(_ replicas: Int) -> Unstructured {
        object(
            controlPlaneGroup, "KubeadmControlPlane", Names.controlPlane,
            [
                "replicas": .integer(Int64(replicas)), "version": .string(firstVersion),
                "machineTemplate": [
                    "infrastructureRef": reference(infrastructureGroup, "DevMachineTemplate", Names.controlPlane)
                ],
                "kubeadmConfigSpec": [:],
            ])
    }

    private static func deployment(_ replicas: Int) -> Unstructured {
        object(
            apiGroup, "MachineDeployment", Names.workers,
            [
                "clusterName": .string(Names.cluster.name), "replicas": .integer(Int64(replicas)),
                "selector": ["matchLabels": [:]],
                "template": [
                    "spec": [
                        "clusterName": .string(Names.cluster.name), "version": .string(firstVersion),
                        "bootstrap": ["configRef": reference(bootstrapGroup, "KubeadmConfigTemplate", Names.workers)],
                        "infrastructureRef": reference(infrastructureGroup, "DevMachineTemplate", Names.workers),
                    ]
                ],
            ])
    }

    private static func machineTemplate(_ name: NamespacedName, _ delay: Int) -> Unstructured {
        let part: JSONValue = [
            "provisioning": ["startupDuration": .string("\(delay)s"), "startupJitter": "0.5"]
        ]
        return object(
            infrastructureGroup, "DevMachineTemplate", name,
            [
                "template": [
                    "spec": ["backend": ["inMemory": ["vm": part, "node": part, "etcd": part, "apiServer": part]]]
                ]
            ])
    }
}
