import ClusterAPI
import Effects
import KubernetesAPI
import Machinery

/// How far the drain of a Node is: what to do in this round, and what is left for later ones.
struct DrainState: Sendable {
    /// To be evicted now.
    private(set) var toEvict: [Pod] = []
    /// Marked as deleted, and still there.
    private(set) var going: [Pod] = []
    /// Those that must come to their own end.
    private(set) var awaited: [Pod] = []
    /// Of a higher order.
    private(set) var later: [Pod] = []
    /// Pods that the drain leaves alone.
    private(set) var skipped: [Pod] = []

    /// - Parameter pods: Of the Node, each with its verdict.
    init(_ pods: [(pod: Pod, verdict: PodDrainVerdict)]) {
        let pods = pods.map { (pod: $0.pod, verdict: Self.effective($0.verdict, $0.pod)) }
            .sorted { $0.pod.namespacedName < $1.pod.namespacedName }
        let lowest = pods.compactMap(\.verdict.order).min() ?? 0
        for (pod, verdict) in pods {
            switch verdict {
            case .skip: skipped.append(pod)
            case .evict where pod.metadata.isBeingDeleted: going.append(pod)
            case .evict(let order) where order == lowest: toEvict.append(pod)
            case .waitCompleted(let order) where order == lowest: awaited.append(pod)
            case .evict, .waitCompleted: later.append(pod)
            }
        }
    }

    /// A Pod that has come to its own end holds nothing up; it goes with its Node.
    private static func effective(_ verdict: PodDrainVerdict, _ pod: Pod) -> PodDrainVerdict {
        guard case .waitCompleted = verdict, pod.status.phase == .succeeded || pod.status.phase == .failed else {
            return verdict
        }
        return .skip
    }

    var isDone: Bool { toEvict.isEmpty && going.isEmpty && awaited.isEmpty && later.isEmpty }
}

extension PodDrainVerdict {
    fileprivate var order: Int32? {
        switch self {
        case .skip: nil
        case .evict(let order), .waitCompleted(let order): order
        }
    }
}

/// What a round of a drain came to, for the person.
struct DrainReport: Sendable, Hashable {
    /// The Pods whose eviction was refused, by what the server said.
    var refused: [String: [NamespacedName]] = [:]
    var evicted: [NamespacedName] = []
    var going: [NamespacedName] = []
    var awaited: [NamespacedName] = []
    var later: [NamespacedName] = []

    init(_ state: DrainState) {
        going = state.going.map(\.namespacedName)
        awaited = state.awaited.map(\.namespacedName)
        later = state.later.map(\.namespacedName)
    }

    /// Whether something goes that nothing holds up: then the next look is soon.
    var isMoving: Bool { !evicted.isEmpty && refused.isEmpty && awaited.isEmpty }

    /// - Parameter since: When the drain began.
    func message(since: Timestamp) -> String {
        var lines = ["Drain not completed yet (started at \(since.rfc3339)):"]
        let leaving = going + evicted
        if !leaving.isEmpty {
            lines.append("* \(Self.pods(leaving)): deletionTimestamp set, but still not removed from the Node")
        }
        for (words, pods) in refused.sorted(by: { $0.key < $1.key }) { lines.append("* \(Self.pods(pods)): \(words)") }
        if !awaited.isEmpty { lines.append("* \(Self.pods(awaited)): waiting for completion") }
        if !later.isEmpty {
            lines.append("After above Pods have been removed from the Node: \(Self.pods(later))")
        }
        return lines.joined(separator: "\n")
    }

    private static func pods(_ names: [NamespacedName]) -> String {
        let shown = names.sorted().prefix(3).map(\.description).joined(separator: ", ")
        let rest = names.count > 3 ? ", ... (\(names.count - 3) more)" : ""
        return "\(names.count == 1 ? "Pod" : "Pods") \(shown)\(rest)"
    }
}
