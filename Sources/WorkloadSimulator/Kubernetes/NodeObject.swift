import Effects
import JSON
import KubernetesAPI
import Machinery

/// The Node that a simulated kubelet registers.
struct NodeObject: Sendable {
    let registration: NodeRegistration
    let machine: MachineRecord
    let isControlPlane: Bool
    let providerID: String
    let failureDomain: String?
    let now: Timestamp

    static let controlPlaneLabel = "node-role.kubernetes.io/control-plane"

    func make() -> Node {
        var node = Node()
        node.metadata = ObjectMeta(name: registration.name, labels: labels)
        node.metadata.annotations = [
            "kubeadm.alpha.kubernetes.io/cri-socket": registration.criSocket,
            "node.alpha.kubernetes.io/ttl": "0",
            "volumes.kubernetes.io/controller-managed-attach-detach": "true",
        ]
        node.spec.providerID = registration.kubeletArguments["provider-id"] ?? providerID
        node.spec.taints = taints
        node.status = status
        return node
    }

    private var labels: [String: String] {
        var labels = [
            "kubernetes.io/hostname": registration.name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64",
            "beta.kubernetes.io/os": "linux", "beta.kubernetes.io/arch": "amd64",
        ]
        if let failureDomain, !failureDomain.isEmpty { labels["topology.kubernetes.io/zone"] = failureDomain }
        labels.merge(registration.labels) { $1 }
        if isControlPlane {
            labels[Self.controlPlaneLabel] = ""
            labels["node.kubernetes.io/exclude-from-external-load-balancers"] = ""
        }
        return labels
    }

    /// kubeadm taints control-plane nodes unless its configuration says otherwise; an empty list says so too.
    private var taints: [Taint] {
        registration.taints ?? (isControlPlane ? [Taint(key: Self.controlPlaneLabel, effect: .noSchedule)] : [])
    }

    private var status: Node.Status {
        var info = Node.SystemInfo()
        info.machineID = Self.identity(machine.name, "machine")
        info.systemUUID = Self.identity(machine.name, "system")
        info.bootID = Self.identity(machine.name, "boot")
        info.kernelVersion = "6.1.0-simulated"
        info.osImage = "Simulated Linux"
        info.containerRuntimeVersion = "containerd://2.0.0"
        info.kubeletVersion = machine.version
        info.kubeProxyVersion = machine.version
        info.operatingSystem = "linux"
        info.architecture = "amd64"
        let resources = ["cpu": "4", "memory": "8Gi", "ephemeral-storage": "40Gi", "pods": "110"]
        return Node.Status(
            addresses: [
                Node.Address(type: .internalIP, address: machine.address),
                Node.Address(type: .hostName, address: registration.name),
            ],
            conditions: conditions, nodeInfo: info, capacity: resources, allocatable: resources)
    }

    private var conditions: [CoreCondition] {
        [
            ("MemoryPressure", .false, "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
            ("DiskPressure", .false, "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
            ("PIDPressure", .false, "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
            ("Ready", .true, "KubeletReady", "kubelet is posting ready status"),
        ].map { (type: String, status: ConditionStatus, reason: String, message: String) in
            CoreCondition(
                type: type, status: status, reason: reason, message: message,
                lastHeartbeatTime: now.truncatedToSeconds, lastTransitionTime: now.truncatedToSeconds)
        }
    }

    /// An identity in the form of a UUID that the machine keeps over restarts.
    private static func identity(_ machine: String, _ purpose: String) -> String {
        let high = hexadecimal(FNV1a.hash64("\(purpose)/\(machine)".utf8))
        let low = hexadecimal(FNV1a.hash64("\(machine)/\(purpose)".utf8))
        return "\(high.prefix(8))-\(high.dropFirst(8).prefix(4))-4\(high.suffix(3))-8\(low.prefix(3))-\(low.suffix(12))"
    }

    private static func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
