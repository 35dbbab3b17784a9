import Effects
import JSON
import Machinery

/// What a PodDisruptionBudget allows at one moment: the arithmetic of Kubernetes' disruption controller.
struct DisruptionBudget {
    /// How long a pod that was evicted and is still there counts as gone.
    static let evictionTimeout: Duration = .seconds(120)

    let budget: Unstructured
    var disruptionsAllowed = 0
    var currentHealthy = 0
    var desiredHealthy = 0
    var expectedPods = 0
    /// Pods that were evicted and are still there, with the times.
    var disruptedPods: [String: Timestamp] = [:]

    /// - Parameters:
    ///   - pods: Those that the budget selects.
    ///   - scale: How many pods the controllers of `pods` are to have together; asked only where the budget counts in shares
    ///     or in pods that may be missing.
    init(_ budget: Unstructured, pods: [Unstructured], scale: Int, now: Timestamp) {
        self.budget = budget
        disruptedPods = Self.disrupted(budget, pods, now: now)
        currentHealthy = pods.count { pod in
            !pod.isBeingDeleted && disruptedPods[pod.name] == nil && PodState(pod: pod).isReady
        }
        (expectedPods, desiredHealthy) = Self.expectation(budget, pods: pods.count, scale: scale)
        disruptionsAllowed = expectedPods > 0 ? max(0, currentHealthy - desiredHealthy) : 0
    }

    private static func disrupted(
        _ budget: Unstructured, _ pods: [Unstructured], now: Timestamp
    ) -> [String: Timestamp] {
        let recorded = budget.value(at: "status", "disruptedPods")?.objectValue ?? [:]
        let present = Set(pods.lazy.filter { !$0.isBeingDeleted }.map(\.name))
        return recorded.reduce(into: [:]) { kept, entry in
            guard present.contains(entry.key), let time = entry.value.stringValue.flatMap({ Timestamp(rfc3339: $0) }),
                now < time + evictionTimeout
            else { return }
            kept[entry.key] = time
        }
    }

    private static func expectation(
        _ budget: Unstructured, pods: Int, scale: Int
    ) -> (expected: Int, desired: Int) {
        func amount(_ field: String) -> IntOrString? {
            budget.value(at: "spec", field).flatMap { try? IntOrString(json: $0) }
        }
        if let missing = amount("maxUnavailable") {
            return (scale, max(0, scale - (missing.scaled(to: scale, roundingUp: true) ?? 0)))
        }
        guard let minimum = amount("minAvailable") else { return (pods, 0) }
        if case .int(let number) = minimum { return (pods, Int(number)) }
        return (scale, minimum.scaled(to: scale, roundingUp: true) ?? 0)
    }

    /// Whether the budget counts in shares of what controllers want, or in pods that may be missing.
    static func needsScale(_ budget: Unstructured) -> Bool {
        budget.value(at: "spec", "maxUnavailable") != nil
            || budget.value(at: "spec", "minAvailable")?.stringValue != nil
    }

    /// Whether a budget is about a pod. One without a selector, or with an empty one, is about none.
    static func applies(_ budget: Unstructured, to pod: Unstructured) -> Bool {
        guard budget.namespace == pod.namespace, let selector = selector(of: budget) else { return false }
        return selector.matches(pod.labels)
    }

    private static func selector(of budget: Unstructured) -> LabelSelector? {
        guard let selector = budget.value(at: "spec", "selector").flatMap({ try? LabelSelector(json: $0) }) else {
            return nil
        }
        return selector.isEmpty ? nil : selector
    }

    /// The budget with what it allows as its status.
    func updated(now: Timestamp) -> Unstructured {
        var status: JSONObject = [
            "observedGeneration": .integer(budget.generation),
            "disruptionsAllowed": .integer(Int64(disruptionsAllowed)),
            "currentHealthy": .integer(Int64(currentHealthy)), "desiredHealthy": .integer(Int64(desiredHealthy)),
            "expectedPods": .integer(Int64(expectedPods)),
        ]
        if !disruptedPods.isEmpty {
            let entries = disruptedPods.sorted { $0.key < $1.key }
            status["disruptedPods"] = .object(
                JSONObject(uniqueKeysWithValues: entries.map { ($0.key, .string($0.value.rfc3339)) }))
        }
        status["conditions"] = [condition(now: now)]
        var updated = budget
        updated.fields["status"] = .object(status)
        return updated
    }

    private func condition(now: Timestamp) -> JSONValue {
        let status = disruptionsAllowed > 0 ? "True" : "False"
        let old = budget.elements(at: "status", "conditions").first { $0["type"] == "DisruptionAllowed" }
        let isUnchanged = old?["status"]?.stringValue == status
        return [
            "type": "DisruptionAllowed", "status": .string(status),
            "observedGeneration": .integer(budget.generation),
            "lastTransitionTime": (isUnchanged ? old?["lastTransitionTime"] : nil) ?? .string(now.rfc3339),
            "reason": disruptionsAllowed > 0 ? "SufficientPods" : "InsufficientPods", "message": "",
        ]
    }
}
