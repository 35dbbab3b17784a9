import ClusterAPI
import JSON
import KubernetesAPI
import Machinery

/// How the static Pods of control-plane machines fare.
struct StaticPodHealth: Sendable {
    let hasManagedEtcd: Bool
    /// The control-plane Nodes by name.
    let nodes: [String: Node]
    /// The Pods of `kube-system` by name.
    let pods: [String: Pod]

    private static let inspectionFailed = (ConditionReason.podInspectionFailed, V1Beta2Reason.inspectionFailed)
    private static let unreachableTaint = "node.kubernetes.io/unreachable"

    /// What is found of each component, by the type of its condition.
    ///
    /// - Parameter node: The name of the Machine's Node.
    func findings(for machine: Machine, onNode node: String) -> [String: HealthFinding] {
        let components = ControlPlaneComponent.components(hasManagedEtcd: hasManagedEtcd)
        return components.reduce(into: [:]) { $0[$1.conditionType] = finding($1, machine, onNode: node) }
    }

    private func finding(_ component: ControlPlaneComponent, _ machine: Machine, onNode name: String) -> HealthFinding {
        guard let node = nodes[name] else {
            return HealthFinding(
                status: .false, reason: ConditionReason.podFailed, severity: .error, message: "Missing Node",
                reasonV1Beta2: V1Beta2Reason.inspectionFailed, messageV1Beta2: "Node \(name) does not exist")
        }
        if machine.metadata.isBeingDeleted { return .deleting }
        if node.spec.taints.contains(where: { $0.key == Self.unreachableTaint && $0.effect == .noExecute }) {
            return .unknown(Self.inspectionFailed, "Node is unreachable", v1Beta2: "Node \(name) is unreachable")
        }
        // A kubelet that says nothing does not renew what its Pods say either.
        if node.status.conditions[ConditionType.ready]?.status == .unknown {
            return .unknown(Self.inspectionFailed, "Node Ready condition is Unknown, Pod data might be stale")
        }
        let podName = component.podName(onNode: name)
        guard let pod = pods[podName] else {
            return .unhealthy(
                (ConditionReason.podMissing, ControlPlaneReason.doesNotExist), .error, "Pod \(podName) is missing",
                v1Beta2: "Pod does not exist")
        }
        return Self.finding(pod)
    }

    static func finding(_ pod: Pod) -> HealthFinding {
        let failed = (ConditionReason.podFailed, ControlPlaneReason.failed)
        switch pod.status.phase {
        case .pending:
            if !pod.status.conditions.isTrue("PodScheduled") { return provisioning("Waiting to be scheduled") }
            if !pod.status.conditions.isTrue("Initialized") { return provisioning("Running init containers") }
            return provisioning("")
        case .running:
            return pod.isReady ? .healthy(ControlPlaneReason.running) : running(pod)
        case .succeeded, .failed:
            return .unhealthy(failed, .error, "All the containers have been terminated")
        default:
            return .unknown(inspectionFailed, "Pod is reporting Unknown status")
        }
    }

    /// A Pod that runs and is not ready: its containers tell why.
    private static func running(_ pod: Pod) -> HealthFinding {
        let failed = (ConditionReason.podFailed, ControlPlaneReason.failed)
        let containers = pod.status.unknownFields["containerStatuses"]?.arrayValue ?? []
        let waiting = containers.compactMap { $0.value(at: ["state", "waiting", "reason"])?.stringValue }
        let hasFailed = containers.contains { container in
            container.value(at: ["lastState", "terminated", "exitCode"])?.integerValue.map { $0 != 0 } ?? false
        }
        if !waiting.isEmpty {
            let message = waiting.joined(separator: ", ")
            return hasFailed ? .unhealthy(failed, .error, message) : provisioning(message)
        }
        let terminated = containers.compactMap { $0.value(at: ["state", "terminated", "reason"])?.stringValue }
        if !terminated.isEmpty { return .unhealthy(failed, .error, terminated.joined(separator: ", ")) }
        return provisioning("Waiting for startup or readiness probes")
    }

    private static func provisioning(_ message: String) -> HealthFinding {
        .unhealthy((ConditionReason.podProvisioning, ControlPlaneReason.provisioning), .info, message)
    }
}
