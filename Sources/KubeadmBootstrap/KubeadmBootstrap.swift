import ClusterAPI
import ClusterContract
public import ControllerRuntime
import Machinery
public import PKI
public import WorkloadCluster

/// The kubeadm bootstrap provider: the controller of KubeadmConfig.
public enum KubeadmBootstrap {
    /// - Parameter keyAlgorithm: Of the keys of clusters without a control plane object, and of those kubeadm makes.
    public static func controllers(
        workloadClusters: WorkloadClusters, keyAlgorithm: KeyAlgorithm, pki: PKIEnvironment
    ) -> [Controller] {
        [
            Controller(
                name: "kubeadmconfig", for: KubeadmConfig.self,
                watches: [
                    .observed(Cluster.self, where: .clusterConcernsItsParts),
                    .observed(Machine.self, where: .machineConcernsItsParts),
                    // Configs that wait for the cluster's API are woken when it can be reached.
                    .source(workloadClusters.connections) { event, cache in
                        guard event.isConnected else { return [] }
                        return try cache.list(
                            KubeadmConfig.self, namespace: event.cluster.namespace,
                            labels: [ClusterLabel.clusterName: event.cluster.name]
                        ).map(\.namespacedName)
                    },
                ],
                indexes: [ResourceIndex(KubeadmConfig.self, .label(ClusterLabel.clusterName))],
                reconciler: KubeadmConfigReconciler(
                    workloadClusters: workloadClusters, keyAlgorithm: keyAlgorithm, pki: pki), workers: 20)
        ]
    }
}
