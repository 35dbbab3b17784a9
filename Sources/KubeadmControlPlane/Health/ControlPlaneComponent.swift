import ClusterAPI

/// What kubeadm runs as static Pods on a control-plane machine.
enum ControlPlaneComponent: String, Sendable, CaseIterable {
    case apiServer = "kube-apiserver"
    case controllerManager = "kube-controller-manager"
    case scheduler = "kube-scheduler"
    case etcd

    /// The type of the Machine's condition, the same in both forms.
    var conditionType: String {
        switch self {
        case .apiServer: ConditionType.apiServerPodHealthy
        case .controllerManager: ConditionType.controllerManagerPodHealthy
        case .scheduler: ConditionType.schedulerPodHealthy
        case .etcd: ConditionType.etcdPodHealthy
        }
    }

    func podName(onNode node: String) -> String { "\(rawValue)-\(node)" }

    static func components(hasManagedEtcd: Bool) -> [ControlPlaneComponent] {
        hasManagedEtcd ? allCases : allCases.filter { $0 != .etcd }
    }

    /// All conditions of a Machine that tell how its part of the control plane fares.
    static func conditionTypes(hasManagedEtcd: Bool) -> [String] {
        components(hasManagedEtcd: hasManagedEtcd).map(\.conditionType)
            + (hasManagedEtcd ? [ConditionType.etcdMemberHealthy] : [])
    }
}
