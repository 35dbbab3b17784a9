import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import Machinery

/// Counts a MachineSet's Machines and says in conditions how they fare.
struct MachineSetStatusCalculator: Sendable {
    let now: Timestamp

    /// - Returns: When a Machine becomes available that only lacks `minReadySeconds`, or its deletion counts as slow.
    func update(
        _ machineSet: inout MachineSet, machines: [Machine], obstacles: ScalingObstacles = ScalingObstacles()
    ) -> ReconcileResult {
        let minimum = Duration.seconds(Int64(machineSet.spec.minReadySeconds ?? 0))
        let templateLabels = machineSet.spec.template?.metadata.labels ?? [:]
        let ready = machines.filter(Self.isReady)
        let available = ready.filter { MachineAvailability.isAvailable($0, after: minimum, now: now) }

        var status = machineSet.currentStatus
        status.selector = (try? machineSet.spec.selector.requirements).map(\.description)
        status.replicas = Int32(machines.count)
        status.fullyLabeledReplicas = Int32(
            machines.count { machine in templateLabels.allSatisfy { machine.metadata.labels[$0.key] == $0.value } })
        status.readyReplicas = Int32(ready.count)
        status.availableReplicas = Int32(available.count)
        var counts = status.v1beta2 ?? ReplicasV1Beta2Status()
        counts.readyReplicas = Int32(machines.count { $0.conditionsV1Beta2.isTrue(V1Beta2ConditionType.ready) })
        counts.availableReplicas = Int32(machines.count { $0.conditionsV1Beta2.isTrue(V1Beta2ConditionType.available) })
        counts.upToDateReplicas = Int32(machines.count { $0.conditionsV1Beta2.isTrue(V1Beta2ConditionType.upToDate) })
        status.v1beta2 = counts
        machineSet.status = status

        setConditions(on: &machineSet, machines: machines)
        let conditions = GroupConditions(now: now)
        conditions.set(
            on: &machineSet, machines: machines, current: machines.count,
            wanted: machineSet.spec.replicas.map(Int.init), obstacles: obstacles)
        conditions.setDeleting(on: &machineSet, machines: machines)
        // The passing of time is no event that could be watched.
        let staleness = StaleMachines.nextChange(of: machines, now: now).map(ReconcileResult.after) ?? .done
        return MachineAvailability.nextChange(of: ready, after: minimum, now: now).merging(staleness)
    }

    static func isReady(_ machine: Machine) -> Bool {
        machine.status?.nodeRef != nil && machine.conditionsV1Beta2.isTrue(V1Beta2ConditionType.nodeReady)
    }

    private func setConditions(on machineSet: inout MachineSet, machines: [Machine]) {
        let wanted = Int(machineSet.spec.replicas ?? 1)
        machineSet.conditions.set(resized(from: machines.count, to: wanted, machineSet), now: now)
        machineSet.conditions.set(
            [Condition].aggregate(as: ConditionType.machinesReady, of: machines), now: now)
        machineSet.conditions.set(
            machineSet.conditions.summary(
                ConditionMerge(types: [
                    ConditionType.machinesCreated, ConditionType.resized, ConditionType.machinesReady,
                ])),
            now: now)
    }

    private func resized(from count: Int, to wanted: Int, _ machineSet: MachineSet) -> Condition {
        if machineSet.metadata.isBeingDeleted {
            return .false(
                ConditionType.resized, reason: ConditionReason.scalingDown, severity: .warning,
                "Scaling down MachineSet to 0 replicas (actual \(count))")
        }
        if count < wanted {
            return .false(
                ConditionType.resized, reason: ConditionReason.scalingUp, severity: .warning,
                "Scaling up MachineSet to \(wanted) replicas (actual \(count))")
        }
        if count > wanted {
            return .false(
                ConditionType.resized, reason: ConditionReason.scalingDown, severity: .warning,
                "Scaling down MachineSet to \(wanted) replicas (actual \(count))")
        }
        return .true(ConditionType.resized)
    }
}

/// When a Machine whose node is ready counts as available.
enum MachineAvailability {
    static func isAvailable(_ machine: Machine, after minimum: Duration, now: Timestamp) -> Bool {
        guard minimum > .zero else { return true }
        guard let since = readySince(machine) else { return false }
        return now - since >= minimum
    }

    /// How long until the next of the ready Machines is available.
    static func nextChange(of ready: [Machine], after minimum: Duration, now: Timestamp) -> ReconcileResult {
        guard minimum > .zero else { return .done }
        let waits = ready.compactMap(readySince).map { minimum - (now - $0) }.filter { $0 > .zero }
        // The passing of minReadySeconds is no event that could be watched.
        return waits.min().map(ReconcileResult.after) ?? .done
    }

    private static func readySince(_ machine: Machine) -> Timestamp? {
        machine.conditionsV1Beta2[V1Beta2ConditionType.nodeReady]?.lastTransitionTime
    }
}
