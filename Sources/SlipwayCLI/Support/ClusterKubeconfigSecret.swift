import KubernetesAPI
import KubernetesClient
import Machinery

/// The Secret that holds a cluster's kubeconfig.
struct ClusterKubeconfigSecret: Sendable {
    private let managementClient: any Client

    init(_ managementClient: any Client) {
        self.managementClient = managementClient
    }

    /// The bytes of the kubeconfig.
    ///
    /// - Throws: ``CommandFailure`` where there is no such cluster, or no kubeconfig of it yet.
    func read(_ cluster: NamespacedName) async throws -> [UInt8] {
        let name = NamespacedName(namespace: cluster.namespace, name: "\(cluster.name)-kubeconfig")
        guard let secret = try await managementClient.find(Secret.self, name) else {
            // Tells a cluster that is not there from one that is not that far.
            _ = try await ClusterLoader(managementClient, cluster: cluster).load()
            throw CommandFailure.failed(
                "cluster \(cluster) has no kubeconfig yet: 'slipway wait cluster \(cluster.name) -n \(cluster.namespace)' "
                    + "shows its progress")
        }
        guard let value = secret.data["value"] else {
            throw CommandFailure.failed("the Secret \(name) has no key \"value\", which should hold the kubeconfig")
        }
        return value
    }
}
