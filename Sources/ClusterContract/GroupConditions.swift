package import ClusterAPI
package import Effects
package import Machinery

/// The v1beta2 conditions that MachineSets and MachineDeployments derive from their Machines.
package struct GroupConditions: Sendable {
    let now: Timestamp

    package init(now: Timestamp) {
        self.now = now
    }

    package func set<Group: ConditionedResource>(on group: inout Group, machines: [Machine], wanted: Int) {
        let kind = Group.resourceType.kind
        group.conditionsV1Beta2.set(
            Self.aggregate(machines, V1Beta2ConditionType.ready, as: V1Beta2ConditionType.machinesReady), now: now)
        group.conditionsV1Beta2.set(
            Self.aggregate(machines, V1Beta2ConditionType.upToDate, as: V1Beta2ConditionType.machinesUpToDate), now: now
        )

        let isDeleting = group.metadata.isBeingDeleted
        let target = isDeleting ? 0 : wanted
        let isScalingUp = machines.count < target
        let isScalingDown = machines.count > target
        group.setV1Beta2(
            V1Beta2ConditionType.scalingUp, ConditionStatus(isScalingUp),
            reason: isScalingUp
                ? V1Beta2Reason.whenTrue(V1Beta2ConditionType.scalingUp)
                : V1Beta2Reason.whenFalse(V1Beta2ConditionType.scalingUp),
            isScalingUp ? "Scaling up from \(machines.count) to \(target) replicas" : "", now: now)
        group.setV1Beta2(
            V1Beta2ConditionType.scalingDown, ConditionStatus(isScalingDown),
            reason: isScalingDown
                ? V1Beta2Reason.whenTrue(V1Beta2ConditionType.scalingDown)
                : V1Beta2Reason.whenFalse(V1Beta2ConditionType.scalingDown),
            isScalingDown ? "Scaling down from \(machines.count) to \(target) replicas" : "", now: now)
        group.setV1Beta2(
            V1Beta2ConditionType.deleting, ConditionStatus(isDeleting),
            reason: isDeleting ? V1Beta2Reason.deleting : V1Beta2Reason.notDeleting,
            isDeleting && !machines.isEmpty
                ? "\(kind) is being deleted: waiting for \(Counted.machines(machines.count))" : "",
            now: now)
    }

    /// One condition for many Machines: True where all are, else what is wrong with which.
    package static func aggregate(_ machines: [Machine], _ type: String, as target: String) -> MetaCondition? {
        guard !machines.isEmpty else {
            return MetaCondition(type: target, status: .true, reason: V1Beta2Reason.noReplicas)
        }
        let reported = machines.map { ($0, $0.conditionsV1Beta2[type]) }
        // Who sets the condition may not do so for these Machines at all, as with UpToDate of a set without a deployment.
        guard reported.contains(where: { $0.1 != nil }) else { return nil }
        let wrong = reported.filter { $0.1?.status != .true }
        guard !wrong.isEmpty else {
            return MetaCondition(type: target, status: .true, reason: V1Beta2Reason.whenTrue(target))
        }
        let isFalse = wrong.contains { $0.1?.status == .false }
        let lines = wrong.sorted { $0.0.metadata.name < $1.0.metadata.name }.prefix(3).map { machine, condition in
            let message =
                condition.map { $0.message.isEmpty ? $0.reason : $0.message } ?? "Condition \(type) not yet reported"
            return "* Machine \(machine.metadata.name): \(message)"
        }
        let rest = wrong.count > 3 ? ["* And \(Counted.machines(wrong.count - 3)) more"] : []
        return MetaCondition(
            type: target, status: isFalse ? .false : .unknown,
            reason: isFalse ? V1Beta2Reason.whenFalse(target) : V1Beta2Reason.whenUnknown(target),
            message: (lines + rest).joined(separator: "\n"))
    }
}

/// Numbers with their nouns, for messages.
package enum Counted {
    package static func machines(_ count: Int) -> String { count == 1 ? "1 Machine" : "\(count) Machines" }
}
