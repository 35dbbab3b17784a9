import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import Machinery

/// Sums up a MachineDeployment's sets and says in conditions how they fare.
struct MachineDeploymentStatusCalculator: Sendable {
    let now: Timestamp

    /// - Parameters:
    ///   - obstacle: Why no MachineSet can be made.
    ///   - obstacles: What keeps new Machines from being made.
    /// - Returns: When the deletion of a Machine counts as slow.
    @discardableResult
    func update(
        _ deployment: inout MachineDeployment, machineSets: [MachineSet], machines: [Machine], obstacle: String? = nil,
        obstacles: ScalingObstacles = ScalingObstacles()
    ) -> ReconcileResult {
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
        let hasFailed = machineSets.contains { $0.status?.failureReason != nil || $0.status?.failureMessage != nil }
        status.phase = hasFailed ? .failed : Self.phase(desired: desired, replicas: replicas, ready: ready)
        var counts = status.v1beta2 ?? ReplicasV1Beta2Status()
        counts.readyReplicas = Int32(machines.count { $0.conditionsV1Beta2.isTrue(V1Beta2ConditionType.ready) })
        counts.availableReplicas = Int32(machines.count { $0.conditionsV1Beta2.isTrue(V1Beta2ConditionType.available) })
        counts.upToDateReplicas = Int32(machines.count { $0.conditionsV1Beta2.isTrue(V1Beta2ConditionType.upToDate) })
        status.v1beta2 = counts
        deployment.status = status

        setConditions(on: &deployment, newest: newest, obstacle: obstacle)
        setAvailable(on: &deployment)
        setRollingOut(on: &deployment, machines)
        var obstacles = obstacles
        for machineSet in machineSets { obstacles.preflight += Self.preflightFindings(of: machineSet) }
        let conditions = GroupConditions(now: now)
        conditions.set(
            on: &deployment, machines: machines, current: Int(replicas),
            wanted: deployment.spec.replicas.map(Int.init), obstacles: obstacles)
        conditions.setDeleting(
            on: &deployment, machines: machines,
            remaining: machineSets.isEmpty ? nil : Counted.machineSets(machineSets.count))
        return StaleMachines.nextChange(of: machines, now: now).map(ReconcileResult.after) ?? .done
    }

    private static func preflightFindings(of machineSet: MachineSet) -> [String] {
        guard let condition = machineSet.conditions[ConditionType.machinesCreated],
            condition.reason == ConditionReason.preflightCheckFailed
        else { return [] }
        return ["MachineSet \(machineSet.metadata.name): \(condition.message)"]
    }

    static func phase(desired: Int32, replicas: Int32, ready: Int32) -> MachineDeploymentPhase {
        if replicas > desired { return .scalingDown }
        return replicas < desired || ready < desired ? .scalingUp : .running
    }

    private func setConditions(
        on deployment: inout MachineDeployment, newest: MachineSet?, obstacle: String?
    ) {
        let available = Int(deployment.status?.availableReplicas ?? 0)
        let minimum = Self.minimumAvailable(of: deployment)
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
    }

    private static func minimumAvailable(of deployment: MachineDeployment) -> Int {
        let desired = Int(deployment.spec.replicas ?? 1)
        guard deployment.spec.strategy?.type != .onDelete else { return desired }
        let steps = deployment.spec.strategy?.rollingUpdate
        return desired
            - RolloutPlan(desired: desired, surge: steps?.maxSurge, unavailable: steps?.maxUnavailable).maxUnavailable
    }

    private func setAvailable(on deployment: inout MachineDeployment) {
        let type = V1Beta2ConditionType.available
        let available = Int(deployment.status?.v1beta2?.availableReplicas ?? 0)
        let minimum = Self.minimumAvailable(of: deployment)
        guard available < minimum else {
            return deployment.setV1Beta2(type, .true, reason: V1Beta2Reason.whenTrue(type), now: now)
        }
        var message = "\(available) available replicas, at least \(minimum) required"
        if let steps = deployment.spec.strategy?.rollingUpdate, deployment.spec.strategy?.type != .onDelete {
            message +=
                " (spec.strategy.rollout.maxUnavailable is \(steps.maxUnavailable ?? 0), "
                + "spec.replicas is \(deployment.spec.replicas ?? 1))"
        }
        if deployment.metadata.isBeingDeleted { message = "Deletion in progress" }
        deployment.setV1Beta2(type, .false, reason: V1Beta2Reason.whenFalse(type), message, now: now)
    }

    /// All reasons for which Machines are replaced, each once; a change of the version comes first.
    private func setRollingOut(on deployment: inout MachineDeployment, _ machines: [Machine]) {
        let type = V1Beta2ConditionType.rollingOut
        let outdated = machines.compactMap { $0.conditionsV1Beta2[V1Beta2ConditionType.upToDate] }
            .filter { $0.status == .false }
        guard !outdated.isEmpty else {
            return deployment.setV1Beta2(type, .false, reason: V1Beta2Reason.whenFalse(type), now: now)
        }
        let reasons = Set(outdated.flatMap { $0.message.split(separator: "\n").map(String.init) })
        let sorted = reasons.sorted { left, right in
            let (leftIsVersion, rightIsVersion) = (left.hasPrefix("* Version "), right.hasPrefix("* Version "))
            return leftIsVersion == rightIsVersion ? left < right : leftIsVersion
        }
        deployment.setV1Beta2(
            type, .true, reason: V1Beta2Reason.whenTrue(type),
            (["Rolling out \(outdated.count) not up-to-date replicas"] + sorted).joined(separator: "\n"), now: now)
    }
}
