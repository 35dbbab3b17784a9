import ClusterAPI
import ClusterContract
import Machinery

/// One condition of the control plane from those of its Machines: it tells what is wrong and where.
struct HealthAggregation: Sendable {
    let machines: [Machine]
    /// The types of the Machines' conditions.
    let types: [String]
    /// The type of the control plane's condition.
    let target: String
    /// What the Machines report on, such as `etcd member`.
    let subject: String
    /// Reasons in Cluster API's own form while the condition is False and Unknown.
    let reasons: (unhealthy: String, unknown: String)
    /// What is wrong and cannot be told on a Machine.
    let errors: [String]

    // MARK: Cluster API's own form

    /// - Returns: `nil` where no Machine reports anything.
    var condition: Condition? {
        let failing = names { $0.status == .false && $0.severity == .error }
        let all = errors + (failing.isEmpty ? [] : ["Following Machines are reporting \(subject) errors: \(failing)"])
        guard all.isEmpty else {
            return .false(target, reason: reasons.unhealthy, severity: .error, all.joined(separator: "; "))
        }
        for (severity, word) in [(Condition.Severity.warning, "warnings"), (.info, "info")] {
            let found = names { $0.status == .false && $0.severity == severity }
            guard found.isEmpty else {
                return .false(
                    target, reason: reasons.unhealthy, severity: severity,
                    "Following Machines are reporting \(subject) \(word): \(found)")
            }
        }
        guard names(where: { $0.status == .true }).isEmpty else { return .true(target) }
        let unknown = names { $0.status == .unknown }
        if unknown.isEmpty { return nil }
        return .unknown(
            target, reason: reasons.unknown, "Following Machines are reporting unknown \(subject) status: \(unknown)")
    }

    private func names(where isMeant: (Condition) -> Bool) -> String {
        machines.filter { machine in types.compactMap { machine.conditions[$0] }.contains(where: isMeant) }
            .map(\.metadata.name).sorted().joined(separator: ", ")
    }

    // MARK: Kubernetes' form

    var conditionV1Beta2: MetaCondition {
        let reports = machines.map(report)
        let message = (grouped(reports) + errors.map { "* \($0)" }).joined(separator: "\n")
        if !errors.isEmpty || reports.contains(where: \.isFalse) {
            return MetaCondition(
                type: target, status: .false, reason: ControlPlaneReason.notHealthy, message: message)
        }
        if reports.contains(where: \.isUnknown) {
            return MetaCondition(
                type: target, status: .unknown, reason: ControlPlaneReason.healthUnknown, message: message)
        }
        if reports.contains(where: \.isGood) {
            return MetaCondition(type: target, status: .true, reason: ControlPlaneReason.healthy)
        }
        return MetaCondition(
            type: target, status: .unknown, reason: ControlPlaneReason.healthUnknown,
            message: "No Machines reporting \(subject) status")
    }

    private struct Report: Sendable {
        var machine: String
        var isFalse = false
        var isUnknown = false
        var isGood = false
        var lines: [String] = []
        var messages: Set<String> = []
        var count = 0

        /// Several parts that say the same say it once.
        var text: String {
            guard count > 1, messages.count == 1, let message = messages.first else {
                return lines.joined(separator: "\n")
            }
            return "  * Control plane components: \(message)"
        }
    }

    private func report(_ machine: Machine) -> Report {
        var report = Report(machine: machine.metadata.name)
        for condition in types.compactMap({ machine.conditionsV1Beta2[$0] }) {
            report.count += 1
            report.messages.insert(condition.message)
            switch condition.status {
            case .true: report.isGood = true
            case .false: report.isFalse = true
            // A machine that has not come to be yet is nothing to worry about.
            case _ where machine.spec.providerID == nil: report.isGood = true
            default: report.isUnknown = true
            }
            guard condition.status == .false || (condition.status == .unknown && machine.spec.providerID != nil) else {
                continue
            }
            let message = condition.message.isEmpty ? "condition is \(condition.status.rawValue)" : condition.message
            report.lines.append("  * \(condition.type): \(message)")
        }
        return report
    }

    /// Machines with the same to tell share one entry; what most say comes first.
    private func grouped(_ reports: [Report]) -> [String] {
        let told = reports.filter { !$0.lines.isEmpty }
        return MachineNames.grouped(told.map { ($0.machine, $0.text) }).map {
            "* \(MachineNames.text($0.names)):\n\($0.text)"
        }
    }
}
