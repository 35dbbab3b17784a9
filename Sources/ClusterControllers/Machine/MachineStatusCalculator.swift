import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import JSON
import KubernetesAPI
import Machinery

/// Says in a Machine's phase and conditions where it stands and what it waits for.
struct MachineStatusCalculator: Sendable {
    let now: Timestamp

    /// - Returns: When what is known of an unreachable cluster is too old, or a deletion counts as slow.
    func update(
        _ machine: inout Machine, cluster: Cluster?, bootstrap: ContractObject?, infrastructure: ContractObject?,
        node: NodeObservation
    ) -> ReconcileResult {
        ProviderConditions(now: now).set(on: &machine, bootstrap: bootstrap, infrastructure: infrastructure)
        let next = MachineNodeConditions(now: now).set(on: &machine, cluster: cluster, node: node)
        if !machine.metadata.isBeingDeleted {
            machine.conditions.set(Self.ready(machine), now: now)
            machine.setV1Beta2(
                V1Beta2ConditionType.deleting, .false, reason: V1Beta2Reason.notDeleting, now: now)
        }
        machine.conditionsV1Beta2.set(MachineReadiness(machine: machine, now: now).condition, now: now)
        setAvailable(on: &machine)
        updatePhase(of: &machine)
        // The passing of time is no event that could be watched.
        let staleness = StaleMachines.nextChange(of: [machine], now: now).map(ReconcileResult.after) ?? .done
        return next.merging(staleness)
    }

    func updatePhase(of machine: inout Machine) {
        let phase = Self.phase(of: machine)
        guard machine.status?.phase != phase else { return }
        machine.currentStatus.phase = phase
        machine.currentStatus.lastUpdated = now.truncatedToSeconds
    }

    /// Later rules win over earlier ones.
    static func phase(of machine: Machine) -> MachinePhase {
        if machine.metadata.isBeingDeleted { return .deleting }
        let status = machine.status
        if status?.failureReason != nil || status?.failureMessage != nil { return .failed }
        let isInfrastructureReady = status?.infrastructureReady ?? false
        if status?.nodeRef != nil && isInfrastructureReady { return .running }
        if machine.spec.providerID != nil { return .provisioned }
        if (status?.bootstrapReady ?? false) && !isInfrastructureReady { return .provisioning }
        return .pending
    }

    /// The summary in Cluster API's own form.
    static func ready(_ machine: Machine) -> Condition? {
        var types = [
            ConditionType.infrastructureReady, ConditionType.bootstrapReady, ConditionType.healthCheckSucceeded,
            ConditionType.ownerRemediated, ConditionType.drainingSucceeded,
        ]
        // The node counts once there can be one, so that Ready means a machine that works.
        if machine.spec.providerID != nil { types.append(ConditionType.nodeHealthy) }
        return machine.conditions.summary(
            ConditionMerge(
                types: types,
                countsStepsOnlyOf: machine.spec.providerID == nil
                    ? [ConditionType.infrastructureReady, ConditionType.bootstrapReady] : nil))
    }

    /// Machines have no `minReadySeconds` of their own in this version: what is ready is available.
    private func setAvailable(on machine: inout Machine) {
        let type = V1Beta2ConditionType.available
        let isReady = machine.conditionsV1Beta2.isTrue(V1Beta2ConditionType.ready)
        machine.setV1Beta2(
            type, ConditionStatus(isReady),
            reason: isReady ? V1Beta2Reason.whenTrue(type) : V1Beta2Reason.notReady, now: now)
    }
}
