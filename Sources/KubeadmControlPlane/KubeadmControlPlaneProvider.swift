import ClusterAPI
public import ClusterContract
public import ControllerRuntime
import KubernetesAPI
import Machinery
public import PKI
public import WorkloadCluster

/// The kubeadm control plane provider: the controller of KubeadmControlPlane.
public enum KubeadmControlPlaneProvider {
    /// - Parameters:
    ///   - access: Reaches the etcd of workload clusters and what else their machines show.
    ///   - creations: Shared by all who make Machines.
    ///   - keyAlgorithm: Of the keys of new clusters.
    public static func controllers(
        workloadClusters: WorkloadClusters, access: any ControlPlaneAccess, creations: MachineCreations,
        keyAlgorithm: KeyAlgorithm, pki: PKIEnvironment
    ) -> [Controller] {
        [
            Controller(
                name: "kubeadmcontrolplane", for: KubeadmControlPlane.self,
                watches: [
                    .observed(Cluster.self, where: .clusterConcernsItsParts),
                    .mapped(Machine.self, where: concernsControlPlane) { machine, cache in
                        try controlPlanes(
                            ofCluster: NamespacedName(
                                namespace: machine.metadata.namespace, name: machine.spec.clusterName), cache)
                    },
                    .source(workloadClusters.connections) { event, cache in
                        try controlPlanes(ofCluster: event.cluster, cache)
                    },
                    .source(workloadClusters.nodeEvents) { event, cache in
                        guard event.node.labels[NodeLabel.controlPlane] != nil else { return [] }
                        return try controlPlanes(ofCluster: event.cluster, cache)
                    },
                ],
                indexes: [
                    ResourceIndex(Machine.self, .label(ClusterLabel.clusterName)),
                    ResourceIndex(KubeadmControlPlane.self, .label(ClusterLabel.clusterName)),
                ],
                reconciler: KubeadmControlPlaneReconciler(
                    workloadClusters: workloadClusters, access: access, creations: creations,
                    keyAlgorithm: keyAlgorithm,
                    pki: pki),
                settling: .milliseconds(50))
        ]
    }

    /// A control plane that is being deleted waits for the end of the workers.
    private static let concernsControlPlane = Predicate { change in
        change.object.labels[ClusterLabel.controlPlane] != nil || change.new == nil
    }

    private static func controlPlanes(
        ofCluster cluster: NamespacedName, _ cache: ObjectCache
    ) throws -> [NamespacedName] {
        try cache.list(
            KubeadmControlPlane.self, namespace: cluster.namespace, labels: [ClusterLabel.clusterName: cluster.name]
        ).map(\.namespacedName)
    }
}
