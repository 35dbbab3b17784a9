import ClusterAPI
import ClusterContract
import Effects
import Machinery

/// Sums up a MachineDeployment's sets and says in conditions how they fare.
struct MachineDeploymentStatusCalculator: Sendable {
    let now: Timestamp

    /// - Parameter obstacle: Why no MachineSet can be made.
    func update(
        _ deployment: inout MachineDeployment, machineSets: [MachineSet], machines: [Machine], obstacle: String? = nil
    ) {
        let newest = RolloutTemplate.match(for: deployment, among: machineSets, now: now)
        let desired = deployment.spec.replicas ?? 1
        let replicas = machineSets.reduce(Int32(0)) { $0 + ($1.status?.replicas ?? 0) }
        let ready = machineSets.reduce(Int32(0)) { $0 + ($1.status?.readyReplicas ?? 0) }
        let available = machineSets.reduce(Int32(0)) { $0 + ($1.status?.availableReplicas ?? 0) }

        var status = deployment.currentStatus
        status.selector = (try? deployment.spec.selector.requirements).map(\.description)
        status.replicas = replicas
        status.updatedReplicas = newest?.status?.replicas ?? 0
        status.readyReplicas = ready
        status.availableReplicas = available
        status.unavailableReplicas = max(0, max(desired, replicas) - available)
        status.phase = Self.phase(desired: desired, replicas: replicas, ready: ready)
        var counts = status.v1beta2 ?? ReplicasV1Beta2Status()
        counts.readyReplicas = Int32(machines.count { $0.conditionsV1Beta2.isTrue(V1Beta2ConditionType.ready) })
        counts.availableReplicas = Int32(machines.count { $0.conditionsV1Beta2.isTrue(V1Beta2ConditionType.available) })
        counts.upToDateReplicas = newest?.status?.replicas ?? 0
        status.v1beta2 = counts
        deployment.status = status

        setConditions(on: &deployment, newest: newest, machines: machines, obstacle: obstacle)
    }

    static func phase(desired: Int32, replicas: Int32, ready: Int32) -> MachineDeploymentPhase {
        if replicas > desired { return .scalingDown }
        return replicas < desired || ready < desired ? .scalingUp : .running
    }

    private func setConditions(
        on deployment: inout MachineDeployment, newest: MachineSet?, machines: [Machine], obstacle: String?
    ) {
        let desired = Int(deployment.spec.replicas ?? 1)
        let available = Int(deployment.status?.availableReplicas ?? 0)
        let plan = RolloutPlan(
            desired: desired, surge: deployment.spec.strategy?.rollingUpdate?.maxSurge,
            unavailable: deployment.spec.strategy?.rollingUpdate?.maxUnavailable)
        let minimum = desired - plan.maxUnavailable
        let isAvailable = available >= minimum
        let shortage = "Minimum availability requires \(minimum) replicas, current \(available) available"
        deployment.conditions.set(
            isAvailable
                ? .true(ConditionType.available)
                : .false(
                    ConditionType.available, reason: ConditionReason.waitingForAvailableMachines, severity: .warning,
                    shortage),
            now: now)
        let waiting = Condition.false(
            ConditionType.machineSetReady, reason: ConditionReason.waitingForMachineSet, severity: .info,
            obstacle ?? "MachineSet not found")
        deployment.conditions.set(
            newest?.conditions.mirror(as: ConditionType.machineSetReady, fallback: waiting) ?? waiting, now: now)
        deployment.conditions.set(
            deployment.conditions.summary(
                ConditionMerge(types: [ConditionType.machineSetReady, ConditionType.available])),
            now: now)

        deployment.setV1Beta2(
            V1Beta2ConditionType.available, ConditionStatus(isAvailable),
            reason: isAvailable
                ? V1Beta2Reason.whenTrue(V1Beta2ConditionType.available)
                : V1Beta2Reason.whenFalse(V1Beta2ConditionType.available),
            isAvailable ? "" : shortage, now: now)
        let updated = Int(deployment.status?.updatedReplicas ?? 0)
        let outdated = max(0, Int(deployment.status?.replicas ?? 0) - updated)
        deployment.setV1Beta2(
            V1Beta2ConditionType.rollingOut, ConditionStatus(outdated > 0),
            reason: outdated > 0
                ? V1Beta2Reason.whenTrue(V1Beta2ConditionType.rollingOut)
                : V1Beta2Reason.whenFalse(V1Beta2ConditionType.rollingOut),
            outdated > 0 ? "Rolling out \(outdated) not up-to-date replicas" : "", now: now)
        GroupConditions(now: now).set(on: &deployment, machines: machines, wanted: desired)
    }
}
