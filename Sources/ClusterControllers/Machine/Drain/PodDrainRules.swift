import ClusterAPI
import Effects
import JSON
import KubernetesAPI
import Machinery

/// What is to happen to a Pod of a Node that is drained.
enum PodDrainVerdict: Sendable, Hashable {
    /// It stays; nobody waits for it.
    case skip
    /// It is evicted, after all of a lower order are gone.
    case evict(order: Int32)
    /// It is waited for until it has run to its end.
    case waitCompleted(order: Int32)
}

/// Judges Pods as Cluster API's drain does: first as `kubectl drain` would, then by the Pod's label, then by rules.
struct PodDrainRules: Sendable {
    private static let mirrorAnnotation = "kubernetes.io/config.mirror"

    /// Those for the machine, the first of them first.
    private let rules: [MachineDrainRule]
    private let namespaceLabels: [String: [String: String]]
    /// The DaemonSets that exist, which would put their Pods back at once.
    private let daemonSets: Set<NamespacedName>
    /// Whether the kubelet answers no more: Pods that are marked as deleted then never go.
    private let isUnreachable: Bool
    private let now: Timestamp

    /// - Parameter namespaceLabels: Of the namespaces of the workload cluster, by name.
    init(
        rules: [MachineDrainRule], machine: Machine, cluster: Cluster, namespaceLabels: [String: [String: String]],
        daemonSets: Set<NamespacedName>, isUnreachable: Bool, now: Timestamp
    ) {
        self.rules = rules.filter { $0.applies(to: machine, of: cluster) }
            .sorted { $0.metadata.name < $1.metadata.name }
        self.namespaceLabels = namespaceLabels
        self.daemonSets = daemonSets
        self.isUnreachable = isUnreachable
        self.now = now
    }

    /// Whether any rule looks at the labels of namespaces.
    static func needNamespaces(_ rules: [MachineDrainRule]) -> Bool {
        rules.contains { $0.spec.pods.contains { $0.namespaceSelector != nil } }
    }

    func verdict(on pod: Pod) -> PodDrainVerdict {
        if isUnreachable, let deleted = pod.metadata.deletionTimestamp, now - deleted > .seconds(1) { return .skip }
        let hasEnded = pod.status.phase == .succeeded || pod.status.phase == .failed
        if !hasEnded, let owner = pod.metadata.controller, owner.kind == "DaemonSet",
            daemonSets.contains(NamespacedName(namespace: pod.metadata.namespace, name: owner.name))
        {
            return .skip
        }
        if pod.metadata.annotations[Self.mirrorAnnotation] != nil { return .skip }
        switch pod.metadata.labels[ClusterLabel.drain]?.lowercased() {
        case "skip": return .skip
        case "wait-completed": return .waitCompleted(order: 0)
        default: return ruled(pod)
        }
    }

    private func ruled(_ pod: Pod) -> PodDrainVerdict {
        let labels = namespaceLabels[pod.metadata.namespace] ?? [:]
        guard let rule = rules.first(where: { $0.applies(to: pod, inNamespaceWith: labels) }) else {
            return .evict(order: 0)
        }
        let order = rule.spec.drain.order ?? 0
        switch rule.spec.drain.behavior {
        case .skip: return .skip
        case .waitCompleted: return .waitCompleted(order: order)
        default: return .evict(order: order)
        }
    }
}

extension MachineDrainRule {
    /// An entry fits where both its parts do; without entries every machine fits.
    fileprivate func applies(to machine: Machine, of cluster: Cluster) -> Bool {
        spec.machines.isEmpty
            || spec.machines.contains { entry in
                (entry.selector?.matches(machine.metadata.labels) ?? true)
                    && (entry.clusterSelector?.matches(cluster.metadata.labels) ?? true)
            }
    }

    fileprivate func applies(to pod: Pod, inNamespaceWith labels: [String: String]) -> Bool {
        spec.pods.isEmpty
            || spec.pods.contains { entry in
                (entry.selector?.matches(pod.metadata.labels) ?? true)
                    && (entry.namespaceSelector?.matches(labels) ?? true)
            }
    }
}
