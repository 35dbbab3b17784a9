/// The order of kinds in which manifests are handled.
public struct KindOrder: Sendable {
    private let ranks: [String: Int]

    private init(_ kinds: [String]) {
        ranks = Dictionary(uniqueKeysWithValues: kinds.enumerated().map { ($1, $0) })
    }

    /// What others stand on comes first.
    public static let install = KindOrder(installKinds)
    public static let uninstall = KindOrder(uninstallKinds)

    /// Kinds of the list by their place there, then all others by their names.
    func isBefore(_ left: String, _ right: String) -> Bool {
        switch (ranks[left], ranks[right]) {
        case (let left?, let right?): left < right
        case (nil, nil): left.utf8.lexicographicallyPrecedes(right.utf8)
        case (_?, nil): true
        case (nil, _?): false
        }
    }

    private static let installKinds = [
        "PriorityClass", "Namespace", "NetworkPolicy", "ResourceQuota", "LimitRange", "PodSecurityPolicy",
        "PodDisruptionBudget", "ServiceAccount", "Secret", "SecretList", "ConfigMap", "StorageClass",
        "PersistentVolume",
        "PersistentVolumeClaim", "CustomResourceDefinition", "ClusterRole", "ClusterRoleList", "ClusterRoleBinding",
        "ClusterRoleBindingList", "Role", "RoleList", "RoleBinding", "RoleBindingList", "Service", "DaemonSet", "Pod",
        "ReplicationController", "ReplicaSet", "Deployment", "HorizontalPodAutoscaler", "StatefulSet", "Job", "CronJob",
        "IngressClass", "Ingress", "APIService",
    ]

    /// The other way round, but for services, which go before what is behind them.
    private static let uninstallKinds: [String] = {
        var kinds = Array(installKinds.reversed())
        kinds.removeAll { $0 == "Service" }
        let ingressClass = kinds.firstIndex(of: "IngressClass") ?? 0
        kinds.insert("Service", at: ingressClass + 1)
        return kinds
    }()
}

extension Array {
    /// Sorted by kind; what is of one kind keeps its order.
    func sorted(by order: KindOrder, _ kind: (Element) -> String) -> [Element] {
        let keyed = enumerated().map { (kind($0.element), $0.offset, $0.element) }
        let sorted = keyed.sorted { left, right in
            if order.isBefore(left.0, right.0) { return true }
            return !order.isBefore(right.0, left.0) && left.1 < right.1
        }
        return sorted.map(\.2)
    }
}
