import ClusterAPI
public import ControllerRuntime
import KubernetesAPI
import Machinery
public import PKI
public import WorkloadCluster

/// The kubeadm control plane provider: the controller of KubeadmControlPlane.
public enum KubeadmControlPlaneProvider {
    /// - Parameters:
    ///   - access: Reaches the etcd of workload clusters and what else their machines show.
    ///   - keyAlgorithm: Of the keys of new clusters.
    public static func controllers(
        workloadClusters: WorkloadClusters, access: any ControlPlaneAccess, keyAlgorithm: KeyAlgorithm,
        pki: PKIEnvironment
    ) -> [Controller] {
        [
            Controller(
                name: "kubeadmcontrolplane", for: KubeadmControlPlane.self,
                watches: [
                    .mapped(Machine.self) { machine, cache in
                        // Workers too: a control plane that is being deleted waits for their end.
                        try controlPlanes(
                            ofCluster: NamespacedName(
                                namespace: machine.metadata.namespace, name: machine.spec.clusterName), cache)
                    },
                    .source(workloadClusters.connections) { event, cache in
                        try controlPlanes(ofCluster: event.cluster, cache)
                    },
                    .source(workloadClusters.nodeEvents) { event, cache in
                        try controlPlanes(ofCluster: event.cluster, cache)
                    },
                ],
                indexes: [
                    ResourceIndex(Machine.self, .label(ClusterLabel.clusterName)),
                    ResourceIndex(KubeadmControlPlane.self, .label(ClusterLabel.clusterName)),
                ],
                reconciler: KubeadmControlPlaneReconciler(
                    workloadClusters: workloadClusters, access: access, keyAlgorithm: keyAlgorithm, pki: pki))
        ]
    }

    private static func controlPlanes(
        ofCluster cluster: NamespacedName, _ cache: ObjectCache
    ) throws -> [NamespacedName] {
        try cache.list(
            KubeadmControlPlane.self, namespace: cluster.namespace, labels: [ClusterLabel.clusterName: cluster.name]
        ).map(\.namespacedName)
    }
}
