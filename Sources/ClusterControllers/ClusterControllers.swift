import ClusterAPI
public import ClusterContract
public import ControllerRuntime
import JSON
import KubernetesAPI
import Machinery
public import WorkloadCluster

/// The controllers of Cluster API's core: Cluster, Machine, MachineSet, MachineDeployment, MachineHealthCheck and
/// ClusterResourceSet.
///
/// A Machine on its way changes a dozen times in a moment, and what sums Machines up would be written each time: so those who do wait
/// a little for the changes that come together. What a cluster's progress hangs on, its infrastructure and its control plane, is
/// observed and not waited for.
public enum ClusterControllers {
    /// - Parameter creations: Shared by all who make Machines.
    public static func controllers(workloadClusters: WorkloadClusters, creations: MachineCreations) -> [Controller] {
        [
            Controller(
                name: "cluster", for: Cluster.self,
                watches: [
                    .mapped(Machine.self) { machine, _ in [clusterName(machine.metadata, machine.spec.clusterName)] },
                    .mapped(MachineDeployment.self) { deployment, _ in
                        [clusterName(deployment.metadata, deployment.spec.clusterName)]
                    },
                    .mapped(MachineSet.self) { set, _ in [clusterName(set.metadata, set.spec.clusterName)] },
                    .source(workloadClusters.connections) { event, _ in [event.cluster] },
                ],
                indexes: byCluster, reconciler: ClusterReconciler(workloadClusters: workloadClusters),
                settling: .milliseconds(500)),
            Controller(
                name: "machinedeployment", for: MachineDeployment.self,
                watches: [
                    .observed(Cluster.self, where: .clusterConcernsItsParts),
                    .owned(MachineSet.self),
                    .mapped(Machine.self) { machine, _ in
                        machine.metadata.labels[ClusterLabel.deploymentName].map {
                            [NamespacedName(namespace: machine.metadata.namespace, name: $0)]
                        } ?? []
                    },
                ],
                indexes: byCluster, reconciler: MachineDeploymentReconciler(),
                settling: .milliseconds(200)),
            Controller(
                name: "machineset", for: MachineSet.self,
                watches: [
                    .observed(Cluster.self, where: .clusterConcernsItsParts),
                    .observed(KubeadmControlPlane.self, where: .controlPlaneConcernsWorkers),
                    .observed(MachineDeployment.self, where: .isNoStatus),
                    .owned(Machine.self),
                    // A Machine that nobody manages may match a set's selector.
                    .mapped(Machine.self, where: Predicate { $0.object.ownerReferences.isEmpty }) { machine, cache in
                        try cache.list(
                            MachineSet.self, namespace: machine.metadata.namespace,
                            labels: [ClusterLabel.clusterName: machine.spec.clusterName]
                        ).filter { $0.spec.selector.matches(machine.metadata.labels) }.map(\.namespacedName)
                    },
                ],
                indexes: byCluster, reconciler: MachineSetReconciler(creations: creations), settling: .milliseconds(50)),
            Controller(
                name: "machine", for: Machine.self,
                watches: [
                    .observed(Cluster.self, where: .clusterConcernsItsParts),
                    .source(workloadClusters.connections) { event, cache in try machines(of: event.cluster, cache) },
                    .source(workloadClusters.nodeEvents) { event, cache in
                        try machines(of: event.cluster, running: event.node, cache)
                    },
                    // A rule may let a drain go on.
                    .mapped(MachineDrainRule.self) { rule, cache in
                        try cache.list(Machine.self, namespace: rule.metadata.namespace)
                            .filter(\.metadata.isBeingDeleted).map(\.namespacedName)
                    },
                    // Nodes of old revisions are marked.
                    .mapped(MachineSet.self, where: revisionChanged) { machineSet, cache in
                        try machines(
                            of: clusterName(machineSet.metadata, machineSet.spec.clusterName),
                            in: machineSet.metadata.labels[ClusterLabel.deploymentName], cache)
                    },
                    .mapped(MachineDeployment.self, where: revisionChanged) { deployment, cache in
                        try machines(
                            of: clusterName(deployment.metadata, deployment.spec.clusterName),
                            in: deployment.metadata.name, cache)
                    },
                ],
                indexes: byCluster,
                reconciler: MachineReconciler(nodes: WorkloadNodes(workloadClusters: workloadClusters)),
                workers: 20),
            Controller(
                name: "machinehealthcheck", for: MachineHealthCheck.self,
                watches: [
                    .mapped(Machine.self) { machine, cache in try checks(of: machine, cache) },
                    .source(workloadClusters.connections) { event, cache in
                        try cache.list(
                            MachineHealthCheck.self, namespace: event.cluster.namespace,
                            labels: [ClusterLabel.clusterName: event.cluster.name]
                        ).map(\.namespacedName)
                    },
                    .source(workloadClusters.nodeEvents) { event, cache in
                        try machines(of: event.cluster, running: event.node, cache).flatMap { name in
                            try cache.get(Machine.self, name).map { try checks(of: $0, cache) } ?? []
                        }
                    },
                ],
                indexes: byCluster + [ResourceIndex(MachineHealthCheck.self, .label(ClusterLabel.clusterName))],
                reconciler: MachineHealthCheckReconciler(workloadClusters: workloadClusters)),
            Controller(
                name: "clusterresourceset", for: ClusterResourceSet.self,
                watches: [
                    .mapped(Cluster.self) { cluster, cache in try resourceSets(for: cluster, cache) },
                    .mapped(ClusterResourceSetBinding.self) { _, _ in [] },
                    .source(workloadClusters.connections) { event, cache in
                        try cache.get(Cluster.self, event.cluster).map { try resourceSets(for: $0, cache) } ?? []
                    },
                ],
                reconciler: ClusterResourceSetReconciler(workloadClusters: workloadClusters)),
            Controller(
                name: "clusterresourcesetbinding", for: ClusterResourceSetBinding.self,
                reconciler: ClusterResourceSetBindingReconciler()),
        ]
    }

    private static func resourceSets(for cluster: Cluster, _ cache: ObjectCache) throws -> [NamespacedName] {
        try cache.list(ClusterResourceSet.self, namespace: cluster.metadata.namespace)
            .filter { $0.spec.clusterSelector.matches(cluster.metadata.labels) }.map(\.namespacedName)
    }

    /// The health checks that a Machine is a target of.
    private static func checks(of machine: Machine, _ cache: ObjectCache) throws -> [NamespacedName] {
        try cache.list(
            MachineHealthCheck.self, namespace: machine.metadata.namespace,
            labels: [ClusterLabel.clusterName: machine.spec.clusterName]
        ).filter { $0.spec.selector.matches(machine.metadata.labels) }.map(\.namespacedName)
    }

    private static func machines(of cluster: NamespacedName, _ cache: ObjectCache) throws -> [NamespacedName] {
        try cache.list(Machine.self, namespace: cluster.namespace, labels: [ClusterLabel.clusterName: cluster.name])
            .map(\.namespacedName)
    }

    private static let revisionChanged = Predicate.changed(
        at: "metadata", "annotations", MachineDeploymentAnnotation.revision)

    private static func machines(
        of cluster: NamespacedName, in deployment: String?, _ cache: ObjectCache
    ) throws -> [NamespacedName] {
        guard let deployment else { return [] }
        return try cache.list(
            Machine.self, namespace: cluster.namespace, labels: [ClusterLabel.clusterName: cluster.name]
        ).filter { $0.metadata.labels[ClusterLabel.deploymentName] == deployment }.map(\.namespacedName)
    }

    /// The Machines that a change of a Node concerns: the one with its provider ID, and the one that refers to it.
    private static func machines(
        of cluster: NamespacedName, running node: Unstructured, _ cache: ObjectCache
    ) throws -> [NamespacedName] {
        let providerID = node.value(at: "spec", "providerID")?.stringValue
        return try cache.list(
            Machine.self, namespace: cluster.namespace, labels: [ClusterLabel.clusterName: cluster.name]
        ).filter { machine in
            (providerID != nil && machine.spec.providerID == providerID) || machine.status?.nodeRef?.name == node.name
        }.map(\.namespacedName)
    }

    private static func clusterName(_ metadata: ObjectMeta, _ name: String) -> NamespacedName {
        NamespacedName(namespace: metadata.namespace, name: name)
    }

    /// Every list of these kinds asks for the Machines, sets or deployments of one cluster.
    private static var byCluster: [ResourceIndex] {
        [
            ResourceIndex(Machine.self, .label(ClusterLabel.clusterName)),
            ResourceIndex(MachineSet.self, .label(ClusterLabel.clusterName)),
            ResourceIndex(MachineDeployment.self, .label(ClusterLabel.clusterName)),
        ]
    }
}
