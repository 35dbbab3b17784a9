import Effects
import JSON
import KubernetesAPI
import Machinery

/// The mirror Pods of a control-plane machine's static Pods, as a kubelet makes them.
struct StaticPod: Sendable {
    enum Component: String, Sendable, CaseIterable {
        case etcd
        case apiServer = "kube-apiserver"
        case controllerManager = "kube-controller-manager"
        case scheduler = "kube-scheduler"
    }

    let component: Component
    let node: Node
    let machine: MachineRecord
    let configuration: ClusterConfiguration
    let now: Timestamp

    static func name(_ component: Component, on node: String) -> NamespacedName {
        NamespacedName(namespace: "kube-system", name: "\(component.rawValue)-\(node)")
    }

    /// What a Pod of a control plane is; `nil` for all others.
    static func component(of pod: Unstructured) -> Component? {
        guard pod.namespace == "kube-system", pod.annotations["kubernetes.io/config.mirror"] != nil else { return nil }
        return pod.labels["component"].flatMap(Component.init)
    }

    func make() -> Pod {
        let name = Self.name(component, on: node.metadata.name)
        var pod = Pod()
        pod.metadata = ObjectMeta(
            name: name.name, namespace: name.namespace,
            labels: ["component": component.rawValue, "tier": "control-plane"])
        pod.metadata.annotations = annotations
        pod.metadata.ownerReferences = [
            OwnerReference(
                apiVersion: "v1", kind: "Node", name: node.metadata.name, uid: node.metadata.uid, controller: true)
        ]
        pod.spec = Pod.Spec(nodeName: node.metadata.name, priority: 2_000_001_000)
        pod.spec.unknownFields = [
            "containers": [["name": .string(component.rawValue), "image": .string(image), "command": .array(command)]],
            "hostNetwork": true, "priorityClassName": "system-node-critical",
            "tolerations": [["effect": "NoExecute", "operator": "Exists"]],
        ]
        pod.status = Pod.Status(phase: .running, conditions: conditions, startTime: now.truncatedToSeconds)
        pod.status.unknownFields = [
            "hostIP": .string(machine.address), "podIP": .string(machine.address),
            "podIPs": [["ip": .string(machine.address)]],
            "containerStatuses": [
                [
                    "name": .string(component.rawValue), "image": .string(image), "ready": true, "started": true,
                    "restartCount": 0, "state": ["running": ["startedAt": .string(now.rfc3339)]],
                ]
            ],
        ]
        return pod
    }

    private var annotations: [String: String] {
        let hash = String(FNV1a.hash64("\(component.rawValue)/\(node.metadata.uid)".utf8), radix: 16)
        var annotations = [
            "kubernetes.io/config.hash": hash, "kubernetes.io/config.mirror": hash,
            "kubernetes.io/config.seen": now.rfc3339, "kubernetes.io/config.source": "file",
        ]
        switch component {
        case .etcd:
            annotations["kubeadm.kubernetes.io/etcd.advertise-client-urls"] = "https://\(machine.address):2379"
        case .apiServer:
            annotations["kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint"] = "\(machine.address):6443"
        case .controllerManager, .scheduler:
            break
        }
        return annotations
    }

    private var image: String {
        switch component {
        case .etcd:
            let local = configuration.json.value(at: ["etcd", "local"])
            let repository = local?["imageRepository"]?.stringValue ?? configuration.imageRepository
            return "\(repository)/etcd:\(local?["imageTag"]?.stringValue ?? "3.6.4-0")"
        case .apiServer, .controllerManager, .scheduler:
            return "\(configuration.imageRepository)/\(component.rawValue):\(machine.version)"
        }
    }

    private var command: [JSONValue] {
        switch component {
        case .etcd:
            [
                "etcd", .string("--name=\(node.metadata.name)"),
                .string("--advertise-client-urls=https://\(machine.address):2379"),
                .string("--initial-advertise-peer-urls=https://\(machine.address):2380"),
            ]
        case .apiServer:
            [
                "kube-apiserver", .string("--advertise-address=\(machine.address)"), "--secure-port=6443",
                .string("--service-cluster-ip-range=\(configuration.serviceSubnet)"),
            ]
        case .controllerManager:
            ["kube-controller-manager", .string("--cluster-name=\(configuration.clusterName)"), "--leader-elect=true"]
        case .scheduler:
            ["kube-scheduler", "--leader-elect=true"]
        }
    }

    private var conditions: [CoreCondition] {
        ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"].map { type in
            CoreCondition(type: type, status: .true, lastTransitionTime: now.truncatedToSeconds)
        }
    }
}
