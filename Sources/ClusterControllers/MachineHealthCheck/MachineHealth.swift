import ClusterAPI
import Effects
import JSON
import KubernetesAPI
import Machinery

/// What a health check finds of one Machine.
enum MachineHealth: Sendable, Hashable {
    case healthy
    case unhealthy(Ailment)
    /// Neither yet. Where time alone can make it unhealthy, after how long.
    case undecided(after: Duration?)
    /// Its Node cannot be asked for; what was found last still counts.
    case unknown

    /// Why a Machine is unhealthy.
    struct Ailment: Sendable, Hashable {
        var reason: String
        var severity: Condition.Severity
        var message: String
        /// In Kubernetes' form of conditions.
        var v1Beta2Reason: String
    }
}

/// Judges Machines as Cluster API's MachineHealthCheck does.
struct MachineHealthJudge: Sendable {
    let spec: MachineHealthCheckSpec
    let cluster: Cluster
    let now: Timestamp

    /// - Parameter node: ``NodeObservation/notLookedFor`` for a Machine that never had a Node.
    func health(of machine: Machine, node: NodeObservation) -> MachineHealth {
        if let ailment = ownAilment(of: machine) { return .unhealthy(ailment) }
        // Before these nothing can be said of a Node that is not there.
        guard
            cluster.conditions.isTrue(ConditionType.infrastructureReady) || cluster.status?.infrastructureReady == true,
            machine.isControlPlane || cluster.conditions.isTrue(ConditionType.controlPlaneInitialized)
        else { return .undecided(after: nil) }
        switch node {
        case .unreachable: return .unknown
        case .missing: return .unhealthy(nodeIsGone(machine))
        case .notLookedFor: return startup(of: machine)
        case .found(let node): return health(of: node, machine)
        }
    }

    /// What the Machine says of itself, or somebody says on it.
    private func ownAilment(of machine: Machine) -> MachineHealth.Ailment? {
        if machine.metadata.annotations[ClusterAnnotation.remediateMachine] != nil {
            return MachineHealth.Ailment(
                reason: ConditionReason.hasRemediateMachineAnnotation, severity: .warning,
                message: "Marked for remediation via \(ClusterAnnotation.remediateMachine) annotation",
                v1Beta2Reason: V1Beta2Reason.hasRemediateAnnotation)
        }
        guard machine.status?.failureReason != nil || machine.status?.failureMessage != nil else { return nil }
        let words = [
            machine.status?.failureReason.map { "FailureReason: \($0)" },
            machine.status?.failureMessage.map { "FailureMessage: \($0)" },
        ]
        return MachineHealth.Ailment(
            reason: ConditionReason.machineHasFailure, severity: .warning,
            message: words.compactMap(\.self).joined(separator: ", "),
            v1Beta2Reason: ConditionReason.machineHasFailure)
    }

    private func nodeIsGone(_ machine: Machine) -> MachineHealth.Ailment {
        MachineHealth.Ailment(
            reason: ConditionReason.nodeNotFound, severity: .error,
            message: "Node \(machine.status?.nodeRef?.name ?? "") has been deleted",
            v1Beta2Reason: V1Beta2Reason.nodeDeleted)
    }

    /// A Machine without a Node has a limited time to get one, from the last moment at which something else was missing.
    private func startup(of machine: Machine) -> MachineHealth {
        let limit = spec.nodeStartupTimeout ?? .minutes(10)
        guard limit > .zero, let created = machine.metadata.creationTimestamp else { return .undecided(after: nil) }
        let conditions = [
            cluster.conditions[ConditionType.controlPlaneInitialized],
            cluster.conditions[ConditionType.infrastructureReady],
            machine.conditions[ConditionType.infrastructureReady],
        ]
        let since = conditions.compactMap(\.self).filter { $0.status == .true }.compactMap(\.lastTransitionTime)
            .reduce(created, max)
        let left = limit.duration - (now - since)
        guard left <= .zero else { return .undecided(after: left) }
        return .unhealthy(
            MachineHealth.Ailment(
                reason: ConditionReason.nodeStartupTimeout, severity: .warning,
                message: "Node failed to report startup in \(limit)", v1Beta2Reason: V1Beta2Reason.nodeStartupTimeout))
    }

    private func health(of node: Unstructured, _ machine: Machine) -> MachineHealth {
        let reported = NodeConditions(node)
        var soonest: Duration?
        for rule in spec.unhealthyConditions {
            guard let condition = reported[rule.type], condition.status == rule.status else { continue }
            let left = rule.timeout.duration - (now - (condition.since ?? now))
            if left <= .zero {
                return .unhealthy(
                    MachineHealth.Ailment(
                        reason: ConditionReason.unhealthyNode, severity: .warning,
                        message:
                            "Condition \(rule.type) on Node is reporting status \(rule.status) for more than "
                            + "\(rule.timeout)", v1Beta2Reason: ConditionReason.unhealthyNode))
            }
            soonest = min(soonest ?? left, left)
        }
        return soonest.map { .undecided(after: $0) } ?? .healthy
    }
}

/// The conditions of a Node by type.
private struct NodeConditions {
    private var conditions: [String: (status: String, since: Timestamp?)] = [:]

    init(_ node: Unstructured) {
        for condition in node.value(at: "status", "conditions")?.arrayValue ?? [] {
            guard let type = condition["type"]?.stringValue else { continue }
            let since = condition["lastTransitionTime"]?.stringValue.flatMap { Timestamp(rfc3339: $0) }
            conditions[type] = (condition["status"]?.stringValue ?? "", since)
        }
    }

    subscript(type: String) -> (status: String, since: Timestamp?)? { conditions[type] }
}
