import ClusterAPI
import Effects
import JSON
import Machinery

/// The health of a Node by its conditions: `Ready` must be True, pressures must not.
struct NodeHealth: Sendable {
    private struct Reported: Sendable {
        var status: ConditionStatus
        var message: String
        var since: Timestamp?
    }

    private static let pressures = ["MemoryPressure", "DiskPressure", "PIDPressure"]

    private let conditions: [String: Reported]
    private let name: String

    init(_ node: Unstructured) {
        name = node.name
        var found: [String: Reported] = [:]
        for condition in node.value(at: "status", "conditions")?.arrayValue ?? [] {
            guard let type = condition["type"]?.stringValue else { continue }
            found[type] = Reported(
                status: ConditionStatus(rawValue: condition["status"]?.stringValue ?? "Unknown"),
                message: condition["message"]?.stringValue ?? "",
                since: condition["lastTransitionTime"]?.stringValue.flatMap { Timestamp(rfc3339: $0) })
        }
        conditions = found
    }

    /// In Cluster API's own form.
    var condition: Condition {
        var problems: [String] = []
        let ready = conditions["Ready"]
        if ready?.status != .true { problems.append("Ready is \(ready?.status.rawValue ?? "not reported")") }
        for type in Self.pressures where conditions[type]?.status == .true { problems.append("\(type) is True") }
        guard !problems.isEmpty else { return .true(ConditionType.nodeHealthy) }
        return .false(
            ConditionType.nodeHealthy, reason: ConditionReason.nodeConditionsFailed, severity: .warning,
            "Node \(name): \(problems.joined(separator: ", "))")
    }

    /// The v1beta2 condition `NodeHealthy`: a line for everything that is not as it should be.
    var conditionV1Beta2: MetaCondition {
        let type = V1Beta2ConditionType.nodeHealthy
        var lines: [String] = []
        var texts: [String] = []
        var (isBad, isUnknown) = (false, false)
        for part in ["Ready"] + Self.pressures {
            guard let reported = conditions[part] else {
                lines.append("* Node.\(part): Condition not yet reported")
                isUnknown = true
                continue
            }
            guard reported.status != (part == "Ready" ? .true : .false) else { continue }
            let text = reported.message.isEmpty ? "Condition is \(reported.status.rawValue)" : reported.message
            texts.append(text)
            lines.append("* Node.\(part): \(text)")
            if reported.status == .unknown { isUnknown = true } else { isBad = true }
        }
        // A Node that fell silent says the same of all its conditions.
        if texts.count > 1, texts.count == lines.count, Set(texts).count == 1 {
            lines = ["* Node.AllConditions: \(texts[0])"]
        }
        let status: ConditionStatus = isBad ? .false : isUnknown ? .unknown : .true
        let reason =
            isBad
            ? V1Beta2Reason.nodeNotHealthy : isUnknown ? V1Beta2Reason.nodeHealthUnknown : V1Beta2Reason.nodeHealthy
        return MetaCondition(type: type, status: status, reason: reason, message: lines.joined(separator: "\n"))
    }

    /// The v1beta2 condition `NodeReady`.
    var readiness: MetaCondition {
        let type = V1Beta2ConditionType.nodeReady
        guard let ready = conditions["Ready"] else {
            return MetaCondition(
                type: type, status: .unknown, reason: V1Beta2Reason.nodeReadyUnknown,
                message: "* Node.Ready: Condition not yet reported")
        }
        let isTold = ready.status == .true || ready.message.isEmpty
        let reason =
            ready.status == .true
            ? V1Beta2Reason.nodeReady
            : ready.status == .false ? V1Beta2Reason.nodeNotReady : V1Beta2Reason.nodeReadyUnknown
        return MetaCondition(
            type: type, status: ready.status, reason: reason, message: isTold ? "" : "* Node.Ready: \(ready.message)",
            lastTransitionTime: ready.since)
    }
}
