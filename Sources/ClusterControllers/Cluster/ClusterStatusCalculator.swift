import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import KubernetesAPI
import Machinery
import WorkloadCluster

/// Says in a Cluster's phase, counters and conditions where it stands and what it waits for.
struct ClusterStatusCalculator: Sendable {
    let now: Timestamp

    /// How long a cluster may be silent before that is news. A connection that breaks is made anew, and so is one that a restart
    /// ended.
    static let connectionGracePeriod = Duration.seconds(50)

    /// - Returns: When a connection has been down for too long.
    func update(_ cluster: inout Cluster, _ parts: ClusterParts) -> ReconcileResult {
        setContractConditions(on: &cluster, parts)
        setInitialized(on: &cluster, parts)
        cluster.conditions.set(
            cluster.conditions.summary(
                ConditionMerge(types: [ConditionType.controlPlaneReady, ConditionType.infrastructureReady])),
            now: now)
        setCounters(on: &cluster, parts)
        let next = setConnection(on: &cluster, parts.connection)
        setV1Beta2(on: &cluster, parts)
        cluster.currentStatus.phase = Self.phase(of: cluster)
        return next
    }

    /// Later rules win over earlier ones.
    static func phase(of cluster: Cluster) -> ClusterPhase {
        if cluster.metadata.isBeingDeleted { return .deleting }
        if cluster.status?.failureReason != nil || cluster.status?.failureMessage != nil { return .failed }
        if cluster.status?.infrastructureReady == true, cluster.spec.controlPlaneEndpoint?.isValid == true {
            return .provisioned
        }
        if cluster.spec.infrastructureRef != nil || cluster.spec.controlPlaneRef != nil { return .provisioning }
        return cluster.status?.phase ?? .pending
    }

    private func setContractConditions(on cluster: inout Cluster, _ parts: ClusterParts) {
        let infrastructure = Self.mirror(
            parts.infrastructure, of: cluster.spec.infrastructureRef, as: ConditionType.infrastructureReady,
            reason: ConditionReason.waitingForInfrastructure, isReady: cluster.status?.infrastructureReady ?? false)
        cluster.conditions.set(infrastructure, now: now)
        guard cluster.spec.controlPlaneRef != nil else { return }
        let controlPlane = Self.mirror(
            parts.controlPlane, of: cluster.spec.controlPlaneRef, as: ConditionType.controlPlaneReady,
            reason: ConditionReason.waitingForControlPlane, isReady: cluster.status?.controlPlaneReady ?? false)
        cluster.conditions.set(controlPlane, now: now)
    }

    private static func mirror(
        _ object: ContractObject?, of reference: ObjectReference?, as type: String, reason: String, isReady: Bool
    ) -> Condition {
        guard let reference else { return .true(type) }
        guard let object else {
            return .false(
                type, reason: reason, severity: .info, "\(reference.kind) \"\(reference.name)\" does not exist")
        }
        let fallback: Condition =
            isReady
            ? .true(type)
            : .false(
                type, reason: reason, severity: .info, "\(reference.kind) \"\(reference.name)\" is not ready yet")
        return object.conditions.mirror(as: type, fallback: fallback) ?? fallback
    }

    private func setInitialized(on cluster: inout Cluster, _ parts: ClusterParts) {
        let type = ConditionType.controlPlaneInitialized
        // What was initialized once stays so.
        guard !cluster.conditions.isTrue(type) else { return }
        let isInitialized: Bool
        let waiting: Condition
        if cluster.spec.controlPlaneRef != nil {
            isInitialized = parts.controlPlane?.isInitialized ?? false
            waiting = .false(
                type, reason: ConditionReason.waitingForControlPlaneProviderInitialized, severity: .info,
                "Waiting for control plane provider to indicate the control plane has been initialized")
        } else {
            isInitialized = parts.controlPlaneMachines.contains { $0.status?.nodeRef != nil }
            waiting = .false(
                type, reason: ConditionReason.missingNodeRef, severity: .info,
                "Waiting for the first control plane machine to have its status.nodeRef set")
        }
        cluster.conditions.set(isInitialized ? .true(type) : waiting, now: now)
    }

    private func setCounters(on cluster: inout Cluster, _ parts: ClusterParts) {
        var status = cluster.currentStatus
        var group = status.v1beta2 ?? ClusterV1Beta2Status()
        if let controlPlane = parts.controlPlane {
            group.controlPlane = ClusterReplicaCounts(
                desiredReplicas: controlPlane.desiredReplicas, replicas: controlPlane.count("replicas"),
                upToDateReplicas: controlPlane.count("updatedReplicas"),
                readyReplicas: controlPlane.count("readyReplicas"),
                availableReplicas: controlPlane.count("readyReplicas"))
        } else if !parts.controlPlaneMachines.isEmpty {
            group.controlPlane = Self.counts(of: parts.controlPlaneMachines, desired: parts.controlPlaneMachines.count)
        }
        let alone = parts.workers.filter { $0.metadata.controller == nil }.count
        let desired = parts.machineDeployments.reduce(0) { $0 + Int($1.spec.replicas ?? 1) } + alone
        group.workers = Self.counts(of: parts.workers, desired: desired)
        status.v1beta2 = group
        cluster.status = status
    }

    private static func counts(of machines: [Machine], desired: Int) -> ClusterReplicaCounts {
        func count(_ type: String) -> Int32 { Int32(machines.count { $0.conditionsV1Beta2.isTrue(type) }) }
        return ClusterReplicaCounts(
            desiredReplicas: Int32(desired), replicas: Int32(machines.count),
            upToDateReplicas: count(V1Beta2ConditionType.upToDate), readyReplicas: count(V1Beta2ConditionType.ready),
            availableReplicas: count(V1Beta2ConditionType.available))
    }

    private func setV1Beta2(on cluster: inout Cluster, _ parts: ClusterParts) {
        for (source, type) in [
            (ConditionType.infrastructureReady, V1Beta2ConditionType.infrastructureReady),
            (ConditionType.controlPlaneInitialized, V1Beta2ConditionType.controlPlaneInitialized),
            (ConditionType.controlPlaneReady, V1Beta2ConditionType.controlPlaneAvailable),
        ] {
            guard let condition = cluster.conditions[source] else { continue }
            cluster.setV1Beta2(
                type, condition.status,
                reason: condition.reason.isEmpty ? V1Beta2Reason.whenTrue(type) : condition.reason, condition.message,
                now: now)
        }
        setWorkersAvailable(on: &cluster, parts)
        let groups = [
            (parts.controlPlaneMachines, V1Beta2ConditionType.controlPlaneMachinesReady),
            (parts.workers, V1Beta2ConditionType.workerMachinesReady),
        ]
        for (machines, type) in groups {
            cluster.conditionsV1Beta2.set(
                MachineAggregation.machinesReady.named(type).condition(of: machines), now: now)
        }
        let updates = [
            (parts.controlPlaneMachines, V1Beta2ConditionType.controlPlaneMachinesUpToDate),
            (parts.workers, V1Beta2ConditionType.workerMachinesUpToDate),
        ]
        for (machines, type) in updates {
            cluster.conditionsV1Beta2.set(GroupConditions(now: now).upToDate(machines, as: type), now: now)
        }
        cluster.setV1Beta2(V1Beta2ConditionType.deleting, .false, reason: V1Beta2Reason.notDeleting, now: now)
        setAvailable(on: &cluster)
    }

    private func setWorkersAvailable(on cluster: inout Cluster, _ parts: ClusterParts) {
        let type = V1Beta2ConditionType.workersAvailable
        guard !parts.machineDeployments.isEmpty else {
            cluster.setV1Beta2(type, .true, reason: V1Beta2Reason.noWorkers, now: now)
            return
        }
        let waiting = parts.machineDeployments.filter { !$0.conditionsV1Beta2.isTrue(V1Beta2ConditionType.available) }
        let lines = waiting.map { deployment in
            let condition = deployment.conditionsV1Beta2[V1Beta2ConditionType.available]
            return
                "* MachineDeployment \(deployment.metadata.name): \(condition?.message ?? "Condition Available not yet reported")"
        }
        cluster.setV1Beta2(
            type, ConditionStatus(waiting.isEmpty),
            reason: waiting.isEmpty ? V1Beta2Reason.whenTrue("Available") : V1Beta2Reason.whenFalse("Available"),
            lines.joined(separator: "\n"), now: now)
    }

    private func setConnection(on cluster: inout Cluster, _ state: ConnectionState?) -> ReconcileResult {
        let type = V1Beta2ConditionType.remoteConnectionProbe
        if state?.phase == .connected {
            cluster.setV1Beta2(type, .true, reason: V1Beta2Reason.remoteConnectionProbeSucceeded, now: now)
            return .done
        }
        if let state, cluster.conditionsV1Beta2.isTrue(type) {
            let remaining = Self.connectionGracePeriod - (now - (state.lastGoodProbe ?? state.since))
            // The passing of time is no event that could be watched.
            if remaining > .zero { return .after(remaining) }
        }
        cluster.setV1Beta2(
            type, .false, reason: V1Beta2Reason.remoteConnectionProbeFailed,
            state?.reason ?? "Remote connection not established yet", now: now)
        return .done
    }

    private func setAvailable(on cluster: inout Cluster) {
        let parts = [
            V1Beta2ConditionType.remoteConnectionProbe, V1Beta2ConditionType.infrastructureReady,
            V1Beta2ConditionType.controlPlaneAvailable, V1Beta2ConditionType.workersAvailable,
        ]
        let wrong = parts.compactMap { cluster.conditionsV1Beta2[$0] }.filter { $0.status != .true }
        let type = V1Beta2ConditionType.available
        cluster.setV1Beta2(
            type, ConditionStatus(wrong.isEmpty),
            reason: wrong.isEmpty ? V1Beta2Reason.whenTrue(type) : V1Beta2Reason.whenFalse(type),
            wrong.map { "* \($0.type): \($0.message.isEmpty ? $0.reason : $0.message)" }.joined(separator: "\n"),
            now: now)
    }
}
