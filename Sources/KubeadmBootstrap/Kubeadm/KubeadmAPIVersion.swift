import Machinery

/// The version of kubeadm's configuration API that a Kubernetes version reads best.
enum KubeadmAPIVersion: String, Sendable, Comparable {
    case v1beta2, v1beta3, v1beta4

    /// Below Kubernetes 1.22 v1beta2, below 1.31 v1beta3, from there on v1beta4.
    init(kubernetes version: SemanticVersion) {
        if (version.major, version.minor) < (1, 22) {
            self = .v1beta2
        } else if (version.major, version.minor) < (1, 31) {
            self = .v1beta3
        } else {
            self = .v1beta4
        }
    }

    var apiVersion: String { "kubeadm.k8s.io/\(rawValue)" }

    static func < (left: KubeadmAPIVersion, right: KubeadmAPIVersion) -> Bool { left.rawValue < right.rawValue }
}
