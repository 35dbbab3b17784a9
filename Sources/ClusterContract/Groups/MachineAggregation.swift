package import ClusterAPI
package import Machinery

/// One v1beta2 condition of a group from one condition of all its Machines.
package struct MachineAggregation: Sendable {
    /// The type of the Machines' condition.
    let source: String
    /// The type of the group's condition.
    let target: String
    let reasons: (isTrue: String, isFalse: String, isUnknown: String)

    package init(
        source: String, target: String, reasons: (isTrue: String, isFalse: String, isUnknown: String)
    ) {
        self.source = source
        self.target = target
        self.reasons = reasons
    }

    package static let machinesReady = MachineAggregation(
        source: V1Beta2ConditionType.ready, target: V1Beta2ConditionType.machinesReady,
        reasons: (V1Beta2Reason.ready, V1Beta2Reason.notReady, V1Beta2Reason.readyUnknown))
    package static let machinesUpToDate = MachineAggregation(
        source: V1Beta2ConditionType.upToDate, target: V1Beta2ConditionType.machinesUpToDate,
        reasons: (V1Beta2Reason.upToDate, V1Beta2Reason.notUpToDate, V1Beta2Reason.upToDateUnknown))

    /// The same under another type, as a Cluster has it for its workers.
    package func named(_ target: String) -> MachineAggregation {
        MachineAggregation(source: source, target: target, reasons: reasons)
    }

    package func condition(of machines: [Machine]) -> MetaCondition {
        guard !machines.isEmpty else {
            return MetaCondition(type: target, status: .true, reason: V1Beta2Reason.noReplicas)
        }
        let status = Self.worst(machines.map { $0.conditionsV1Beta2[source]?.status ?? .unknown })
        let reason =
            status == .true ? reasons.isTrue : status == .false ? reasons.isFalse : reasons.isUnknown
        return MetaCondition(
            type: target, status: status, reason: reason, message: Self.message(source, machines, isWorth: status))
    }

    private static func worst(_ statuses: [ConditionStatus]) -> ConditionStatus {
        statuses.contains(.false) ? .false : statuses.allSatisfy { $0 == .true } ? .true : .unknown
    }

    /// What Machines say, three entries at most. Where all are well, what some of them add is told.
    package static func message(_ type: String, _ machines: [Machine], isWorth status: ConditionStatus) -> String {
        var told: [(name: String, text: String)] = []
        for machine in machines {
            guard let condition = machine.conditionsV1Beta2[type] else {
                told.append((machine.metadata.name, "Condition \(type) not yet reported"))
                continue
            }
            if condition.status == .true, status != .true || condition.message.isEmpty { continue }
            told.append((machine.metadata.name, condition.message.isEmpty ? condition.reason : condition.message))
        }
        let groups = MachineNames.grouped(told)
        var lines = groups.prefix(3).map { "* \(MachineNames.text($0.names)):\(indented($0.text))" }
        let rest = groups.dropFirst(3).reduce(0) { $0 + $1.names.count }
        if rest > 0 { lines.append("And \(rest) \(rest == 1 ? "Machine" : "Machines") with other issues") }
        return lines.joined(separator: "\n")
    }

    /// A text of several lines, or one with a bullet, stands below its Machine.
    private static func indented(_ text: String) -> String {
        guard text.contains("\n") || text.hasPrefix("* ") else { return " \(text)" }
        return "\n" + text.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
    }
}
