import ClusterAPI
import ControllerRuntime
import Effects
import KubernetesAPI
import Machinery

/// What is known of a Machine's Node, as conditions of the Machine.
struct MachineNodeConditions: Sendable {
    let now: Timestamp

    /// How long the last word of a cluster counts that cannot be reached.
    static let gracePeriod = Duration.seconds(300)

    /// - Parameter cluster: `nil` where it does not exist any more.
    /// - Returns: When the last word of an unreachable cluster counts no more.
    func set(on machine: inout Machine, cluster: Cluster?, node: NodeObservation) -> ReconcileResult {
        switch node {
        case .notLookedFor:
            setNotLookedFor(on: &machine, cluster)
        case .unreachable(let reason, let since):
            return setUnreachable(on: &machine, cluster, reason, since)
        case .missing:
            setMissing(on: &machine)
        case .found(let node):
            let health = NodeHealth(node)
            set(health.condition, on: &machine)
            machine.conditionsV1Beta2.set(health.readiness, now: now)
            machine.conditionsV1Beta2.set(health.conditionV1Beta2, now: now)
        }
        return .done
    }

    private func setNotLookedFor(on machine: inout Machine, _ cluster: Cluster?) {
        let message =
            machine.spec.providerID == nil
            ? "Waiting for the infrastructure to report a provider ID"
            : "Waiting for the control plane to be initialized"
        set(
            .false(ConditionType.nodeHealthy, reason: ConditionReason.waitingForNodeRef, severity: .info, message),
            on: &machine)
        guard !machine.metadata.isBeingDeleted else { return setGone(on: &machine) }
        let isInfrastructureReady = cluster?.status?.infrastructureReady ?? false
        let isInitialized = cluster?.conditions.isTrue(ConditionType.controlPlaneInitialized) ?? false
        let waiting =
            !isInfrastructureReady
            ? "Waiting for Cluster status.infrastructureReady to be true"
            : !isInitialized
                ? "Waiting for Cluster control plane to be initialized"
                : "Waiting for \(machine.spec.infrastructureRef.kind) to report spec.providerID"
        setBoth(on: &machine, .unknown, reason: V1Beta2Reason.inspectionFailed, waiting)
    }

    /// What was heard last stays for a while: a connection that breaks, or a restart, is no news of the Node.
    private func setUnreachable(
        on machine: inout Machine, _ cluster: Cluster?, _ reason: String, _ since: Timestamp
    ) -> ReconcileResult {
        let initialized = cluster?.conditions[ConditionType.controlPlaneInitialized]?.lastTransitionTime ?? since
        let remaining = Self.gracePeriod - (now - max(since, initialized))
        if isKnown(machine), remaining >= .zero { return .after(remaining + .seconds(1)) }
        let message = "No connection to the cluster since \(since.rfc3339): \(reason)"
        set(.unknown(ConditionType.nodeHealthy, reason: ConditionReason.nodeInspectionFailed, message), on: &machine)
        setBoth(on: &machine, .unknown, reason: V1Beta2Reason.connectionDown, message)
        return .done
    }

    /// Whether the cluster was asked for the Node before.
    private func isKnown(_ machine: Machine) -> Bool {
        guard let condition = machine.conditions[ConditionType.nodeHealthy],
            machine.conditionsV1Beta2[V1Beta2ConditionType.nodeHealthy] != nil
        else { return false }
        return ![ConditionReason.waitingForNodeRef, ConditionReason.nodeInspectionFailed].contains(condition.reason)
    }

    private func setMissing(on machine: inout Machine) {
        let name = machine.status?.nodeRef?.name
        set(
            name.map {
                .false(
                    ConditionType.nodeHealthy, reason: ConditionReason.nodeNotFound, severity: .error,
                    "Node \($0) is gone")
            }
                ?? .false(
                    ConditionType.nodeHealthy, reason: ConditionReason.nodeProvisioning, severity: .warning,
                    "Waiting for a Node with the provider ID \(machine.spec.providerID ?? "") to join"),
            on: &machine)
        guard !machine.metadata.isBeingDeleted else { return setGone(on: &machine) }
        guard let name else {
            return setBoth(
                on: &machine, .unknown, reason: V1Beta2Reason.inspectionFailed,
                "Waiting for a Node with spec.providerID \(machine.spec.providerID ?? "") to exist")
        }
        setBoth(
            on: &machine, .false, reason: V1Beta2Reason.nodeDeleted,
            "Node \(name) has been deleted while the Machine still exists")
    }

    private func setGone(on machine: inout Machine) {
        guard let name = machine.status?.nodeRef?.name else {
            return setBoth(
                on: &machine, .unknown, reason: V1Beta2Reason.nodeDoesNotExist, "Node does not exist")
        }
        setBoth(on: &machine, .false, reason: V1Beta2Reason.nodeDeleted, "Node \(name) has been deleted")
    }

    /// That a Node could not be deleted stays until the Machine goes, for since when decides when it is given up.
    private func set(_ condition: Condition, on machine: inout Machine) {
        let isGoing = machine.metadata.isBeingDeleted
        let reason = machine.conditions[ConditionType.nodeHealthy]?.reason
        guard !isGoing || reason != ConditionReason.deletionFailed else { return }
        machine.conditions.set(condition, now: now)
    }

    private func setBoth(on machine: inout Machine, _ status: ConditionStatus, reason: String, _ message: String) {
        for type in [V1Beta2ConditionType.nodeReady, V1Beta2ConditionType.nodeHealthy] {
            machine.conditionsV1Beta2.set(
                MetaCondition(type: type, status: status, reason: reason, message: message), now: now)
        }
    }
}
