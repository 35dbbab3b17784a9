import JSON
import Machinery

extension ClusterBlueprint {
    /// The cluster's objects in the order in which they are created: what others refer to first, the Cluster last. Without
    /// the Cluster nothing begins, so that a creation that stopped half way can be repeated.
    var objects: [Unstructured] {
        let controlPlane = [
            machineTemplate(Self.controlPlaneGroup, isControlPlane: true), infrastructureCluster, kubeadmControlPlane,
        ]
        let workers = workerGroups.flatMap { group in
            [
                machineTemplate(group.name, isControlPlane: false), kubeadmConfigTemplate(group),
                machineDeployment(group),
            ]
        }
        return controlPlane + workers + [cluster]
    }

    private var cluster: Unstructured {
        object(
            Self.core, "Cluster", name,
            spec: [
                "clusterNetwork": [
                    "pods": ["cidrBlocks": .array(podCIDRs.map(JSONValue.string))],
                    "services": ["cidrBlocks": .array(serviceCIDRs.map(JSONValue.string))],
                    "serviceDomain": .string(serviceDomain),
                ],
                "controlPlaneRef": reference(
                    Self.controlPlane, "KubeadmControlPlane", objectName(Self.controlPlaneGroup)),
                "infrastructureRef": reference(Self.infrastructure, "DevCluster", name),
            ])
    }

    private var infrastructureCluster: Unstructured {
        object(Self.infrastructure, "DevCluster", name, spec: ["backend": ["inMemory": [:]]])
    }

    private var kubeadmControlPlane: Unstructured {
        let name = objectName(Self.controlPlaneGroup)
        return object(
            Self.controlPlane, "KubeadmControlPlane", name,
            spec: [
                "replicas": .integer(Int64(controlPlanes)),
                "version": .string(kubernetesVersion),
                "machineTemplate": ["infrastructureRef": reference(Self.infrastructure, "DevMachineTemplate", name)],
                "kubeadmConfigSpec": [
                    "clusterConfiguration": ["apiServer": ["certSANs": ["localhost"]]],
                    "initConfiguration": ["nodeRegistration": [:]],
                    "joinConfiguration": ["nodeRegistration": [:]],
                ],
            ])
    }

    private func machineDeployment(_ group: WorkerGroup) -> Unstructured {
        let groupName = objectName(group.name)
        return object(
            Self.core, "MachineDeployment", groupName,
            spec: [
                "clusterName": .string(name),
                "replicas": .integer(Int64(group.count)),
                "selector": ["matchLabels": [:]],
                "template": [
                    "spec": [
                        "clusterName": .string(name),
                        "version": .string(kubernetesVersion),
                        "bootstrap": ["configRef": reference(Self.bootstrap, "KubeadmConfigTemplate", groupName)],
                        "infrastructureRef": reference(Self.infrastructure, "DevMachineTemplate", groupName),
                    ]
                ],
            ])
    }

    private func kubeadmConfigTemplate(_ group: WorkerGroup) -> Unstructured {
        object(
            Self.bootstrap, "KubeadmConfigTemplate", objectName(group.name),
            spec: ["template": ["spec": ["joinConfiguration": ["nodeRegistration": [:]]]]])
    }

    private func machineTemplate(_ group: String, isControlPlane: Bool) -> Unstructured {
        func starting(_ duration: Duration) -> JSONValue {
            ["provisioning": ["startupDuration": MetaDuration(duration).json]]
        }
        var parts: JSONObject = ["vm": starting(startupDuration), "node": starting(startupDuration / 4)]
        if isControlPlane {
            parts["etcd"] = starting(startupDuration / 4)
            parts["apiServer"] = starting(startupDuration / 2)
        }
        return object(
            Self.infrastructure, "DevMachineTemplate", objectName(group),
            spec: ["template": ["spec": ["backend": ["inMemory": .object(parts)]]]])
    }

    private func object(_ apiVersion: String, _ kind: String, _ name: String, spec: JSONValue) -> Unstructured {
        var object = Unstructured(
            apiVersion: apiVersion, kind: kind, metadata: ObjectMeta(name: name, namespace: namespace))
        object.fields["spec"] = spec
        return object
    }

    private func reference(_ apiVersion: String, _ kind: String, _ name: String) -> JSONValue {
        ["apiVersion": .string(apiVersion), "kind": .string(kind), "name": .string(name)]
    }

    private static let core = "cluster.x-k8s.io/v1beta1"
    private static let bootstrap = "bootstrap.cluster.x-k8s.io/v1beta1"
    private static let controlPlane = "controlplane.cluster.x-k8s.io/v1beta1"
    private static let infrastructure = "infrastructure.cluster.x-k8s.io/v1beta1"
}
