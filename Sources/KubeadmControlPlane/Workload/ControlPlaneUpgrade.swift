import ClusterAPI
import KubernetesAPI
import KubernetesClient
import Machinery

/// Prepares a running cluster for machines of the wanted version and configuration, before the first of them joins.
struct ControlPlaneUpgrade: Sendable {
    let controlPlane: KubeadmControlPlane
    let version: SemanticVersion
    let workloadClient: any Client

    /// May be repeated: only what differs is written.
    func prepare() async throws {
        try await WorkloadRoles(workloadClient: workloadClient).ensure(for: version)
        guard var map = try await workloadClient.find(ConfigMap.self, KubeadmConfigMap.name) else {
            throw ControlPlaneError(
                "the ConfigMap \(KubeadmConfigMap.name) is missing in the workload cluster: machines could not join")
        }
        guard let text = map.data[KubeadmConfigMap.key] else {
            throw ControlPlaneError("the ConfigMap \(KubeadmConfigMap.name) has no \(KubeadmConfigMap.key)")
        }
        let document = KubeadmConfigMap(spec: controlPlane.spec.kubeadmConfigSpec, version: version)
        guard let updated = try document.updated(text) else { return }
        map.data[KubeadmConfigMap.key] = updated
        _ = try await workloadClient.update(map)
    }
}
