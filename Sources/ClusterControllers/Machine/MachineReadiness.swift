import ClusterAPI
import ClusterContract
import Effects
import Machinery

/// The v1beta2 condition Ready of a Machine: the sum of what its parts, its health check and its readiness gates say.
struct MachineReadiness: Sendable {
    let machine: Machine
    let now: Timestamp

    private enum Verdict: Sendable { case good, unknown, bad }

    private struct Part: Sendable {
        var type: String
        var verdict: Verdict
        var message: String
    }

    /// What may be gone while the Machine itself goes.
    private static let departures: Set<String> = [
        V1Beta2Reason.bootstrapConfigDeleted, V1Beta2Reason.bootstrapConfigDoesNotExist,
        V1Beta2Reason.infrastructureDeleted, V1Beta2Reason.infrastructureDoesNotExist, V1Beta2Reason.nodeDeleted,
        V1Beta2Reason.nodeDoesNotExist,
    ]

    var condition: MetaCondition {
        let parts = parts
        let wrong = parts.filter { $0.verdict == .bad } + parts.filter { $0.verdict == .unknown }
        // Where all is well, what some add is told.
        let told = wrong.isEmpty ? parts.filter { !$0.message.isEmpty } : wrong
        let message = Self.grouped(told.map(Self.line)).joined(separator: "\n")
        let type = V1Beta2ConditionType.ready
        if wrong.contains(where: { $0.verdict == .bad }) {
            return MetaCondition(type: type, status: .false, reason: V1Beta2Reason.notReady, message: message)
        }
        guard wrong.isEmpty else {
            return MetaCondition(type: type, status: .unknown, reason: V1Beta2Reason.readyUnknown, message: message)
        }
        return MetaCondition(type: type, status: .true, reason: V1Beta2Reason.ready, message: message)
    }

    private var parts: [Part] {
        var parts: [Part] = []
        if machine.metadata.isBeingDeleted {
            parts.append(Part(type: V1Beta2ConditionType.deleting, verdict: .bad, message: deletionMessage))
        }
        let always = [
            V1Beta2ConditionType.bootstrapConfigReady, V1Beta2ConditionType.infrastructureReady,
            V1Beta2ConditionType.nodeHealthy,
        ]
        parts += always.map { part($0, isNegative: false) }
        let health = V1Beta2ConditionType.healthCheckSucceeded
        if machine.conditionsV1Beta2[health] != nil { parts.append(part(health, isNegative: false)) }
        let known = Set(parts.map(\.type))
        parts += machine.spec.readinessGates.filter { !known.contains($0.conditionType) }
            .map { part($0.conditionType, isNegative: $0.polarity == .negative) }
        return parts
    }

    private func part(_ type: String, isNegative: Bool) -> Part {
        guard let condition = machine.conditionsV1Beta2[type] else {
            return Part(type: type, verdict: .unknown, message: "Condition \(type) not yet reported")
        }
        let isGood = condition.status == (isNegative ? .false : .true)
        if isGood { return Part(type: type, verdict: .good, message: condition.message) }
        let message = condition.message.isEmpty ? condition.reason : condition.message
        if machine.metadata.isBeingDeleted, Self.departures.contains(condition.reason) {
            return Part(type: type, verdict: .good, message: message)
        }
        let isBad = condition.status == (isNegative ? .true : .false)
        return Part(type: type, verdict: isBad ? .bad : .unknown, message: message)
    }

    /// Short, so that Machines that go share one line in the conditions of their group.
    private var deletionMessage: String {
        let stage =
            machine.conditionsV1Beta2[V1Beta2ConditionType.deleting]
            .flatMap { $0.status == .true ? ", stage: \($0.reason)" : nil } ?? ""
        guard StaleMachines.isStale(machine, now: now) else { return "Machine deletion in progress\(stage)" }
        return "Machine deletion in progress since more than 15m\(stage)\(StaleMachines.causes([machine], now: now))"
    }

    private static func line(_ part: Part) -> String {
        guard part.message.contains("\n") || part.message.hasPrefix("* ") else {
            return "* \(part.type): \(part.message)"
        }
        let lines = part.message.split(separator: "\n").map { "  \($0)" }
        return (["* \(part.type):"] + lines).joined(separator: "\n")
    }

    /// Parts of a control plane that all say the same share one line.
    private static func grouped(_ lines: [String]) -> [String] {
        let isComponent = { (line: String) in
            ["* APIServer", "* ControllerManager", "* Scheduler", "* EtcdPodHealthy:"].contains { line.hasPrefix($0) }
        }
        let texts = lines.filter(isComponent).map { $0.drop { $0 != ":" } }
        guard texts.count > 1, Set(texts).count == 1, let first = lines.firstIndex(where: isComponent) else {
            return lines
        }
        var result = lines.prefix(first) + lines.dropFirst(first).filter { !isComponent($0) }
        result.insert("* Control plane components\(texts[0])", at: first)
        return Array(result)
    }
}
