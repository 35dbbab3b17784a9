package import ClusterAPI
package import Effects
package import Machinery

/// What keeps a group of Machines from growing.
package struct ScalingObstacles: Sendable, Hashable {
    /// Checks that do not pass yet.
    package var preflight: [String]
    /// The kinds of templates that do not exist.
    package var missingKinds: [String]
    /// Why no more Machines are made at the moment, or not all that are missing.
    package var creation: String?

    package init(preflight: [String] = [], missingKinds: [String] = [], creation: String? = nil) {
        self.preflight = preflight
        self.missingKinds = missingKinds
        self.creation = creation
    }

    /// `A does not exist`, `A and B do not exist`.
    var missing: String? {
        switch missingKinds.count {
        case 0: nil
        case 1: "\(missingKinds[0]) does not exist"
        default: "\(missingKinds.joined(separator: " and ")) do not exist"
        }
    }

    var lines: [String] { (preflight + [missing, creation].compactMap(\.self)).map { "* \($0)" } }
}

/// The v1beta2 conditions that MachineSets and MachineDeployments derive from their Machines.
package struct GroupConditions: Sendable {
    let now: Timestamp

    /// How long a new Machine may be without the condition UpToDate, which its owner sets after its creation.
    private static let upToDateDelay = Duration.seconds(10)

    package init(now: Timestamp) {
        self.now = now
    }

    /// - Parameters:
    ///   - current: How many Machines the group has, by its own account.
    ///   - wanted: `nil` where that is not known yet.
    package func set<Group: ConditionedResource>(
        on group: inout Group, machines: [Machine], current: Int, wanted: Int?, obstacles: ScalingObstacles
    ) {
        group.conditionsV1Beta2.set(MachineAggregation.machinesReady.condition(of: machines), now: now)
        group.conditionsV1Beta2.set(upToDate(machines), now: now)
        setScaling(on: &group, machines, from: current, to: group.metadata.isBeingDeleted ? 0 : wanted, obstacles)
        setRemediating(on: &group, machines)
    }

    /// Whether all Machines are of the current specification; `nil` where nobody says so of any.
    ///
    /// - Parameter target: The type of the condition.
    package func upToDate(
        _ machines: [Machine], as target: String = V1Beta2ConditionType.machinesUpToDate
    ) -> MetaCondition? {
        let type = V1Beta2ConditionType.upToDate
        // A set without a deployment has no specification that its Machines could be behind.
        guard machines.isEmpty || machines.contains(where: { $0.conditionsV1Beta2[type] != nil }) else { return nil }
        let counted = machines.filter { machine in
            machine.conditionsV1Beta2[type] != nil
                || machine.metadata.creationTimestamp.map { now - $0 > Self.upToDateDelay } ?? false
        }
        return MachineAggregation.machinesUpToDate.named(target).condition(of: counted)
    }

    private func setScaling<Group: ConditionedResource>(
        on group: inout Group, _ machines: [Machine], from current: Int, to wanted: Int?, _ obstacles: ScalingObstacles
    ) {
        let (up, down) = (V1Beta2ConditionType.scalingUp, V1Beta2ConditionType.scalingDown)
        guard let wanted else {
            for type in [up, down] {
                group.setV1Beta2(
                    type, .unknown, reason: V1Beta2Reason.waitingForReplicasSet, "Waiting for spec.replicas set",
                    now: now)
            }
            return
        }
        if current < wanted {
            let lines = obstacles.lines
            let why = lines.isEmpty ? "" : " is blocked because:\n" + lines.joined(separator: "\n")
            group.setV1Beta2(
                up, .true, reason: V1Beta2Reason.whenTrue(up),
                "Scaling up from \(current) to \(wanted) replicas\(why)", now: now)
        } else {
            let missing = group.metadata.isBeingDeleted ? nil : obstacles.missing
            group.setV1Beta2(
                up, .false, reason: V1Beta2Reason.whenFalse(up),
                missing.map { "Scaling up would be blocked because \($0)" } ?? "", now: now)
        }
        guard current > wanted else {
            return group.setV1Beta2(down, .false, reason: V1Beta2Reason.whenFalse(down), now: now)
        }
        let stale = StaleMachines.text(machines, now: now).map { "\n* \($0)" } ?? ""
        group.setV1Beta2(
            down, .true, reason: V1Beta2Reason.whenTrue(down),
            "Scaling down from \(current) to \(wanted) replicas\(stale)", now: now)
    }

    private func setRemediating<Group: ConditionedResource>(on group: inout Group, _ machines: [Machine]) {
        let type = V1Beta2ConditionType.remediating
        let doomed = machines.filter(\.isToBeRemediated)
        guard doomed.isEmpty else {
            let message = MachineAggregation.message(
                V1Beta2ConditionType.ownerRemediated, doomed, isWorth: .false)
            return group.setV1Beta2(type, .true, reason: V1Beta2Reason.whenTrue(type), message, now: now)
        }
        let sick = machines.filter(\.isUnhealthy).map(\.metadata.name).sorted()
        let verb = sick.count == 1 ? "is" : "are"
        group.setV1Beta2(
            type, .false, reason: V1Beta2Reason.whenFalse(type),
            sick.isEmpty
                ? ""
                : "\(MachineNames.text(sick)) \(verb) not healthy (not to be remediated by \(Group.resourceType.kind))",
            now: now)
    }

    /// - Parameter remaining: What still exists of the group where it holds no Machines, such as `2 MachineSets`.
    package func setDeleting<Group: ConditionedResource>(
        on group: inout Group, machines: [Machine], remaining: String? = nil
    ) {
        let type = V1Beta2ConditionType.deleting
        guard group.metadata.isBeingDeleted else {
            return group.setV1Beta2(type, .false, reason: V1Beta2Reason.notDeleting, now: now)
        }
        let message: String
        if !machines.isEmpty {
            let stale = StaleMachines.text(machines, now: now).map { "\n* \($0)" } ?? ""
            message = "Deleting \(Counted.machines(machines.count))\(stale)"
        } else {
            message = remaining.map { "Deleting \($0)" } ?? "Deletion completed"
        }
        group.setV1Beta2(type, .true, reason: V1Beta2Reason.deleting, message, now: now)
    }
}

/// Numbers with their nouns, for messages.
package enum Counted {
    package static func machines(_ count: Int) -> String { count == 1 ? "1 Machine" : "\(count) Machines" }
    package static func machineSets(_ count: Int) -> String { count == 1 ? "1 MachineSet" : "\(count) MachineSets" }
}
