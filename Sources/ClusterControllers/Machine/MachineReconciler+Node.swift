import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import JSON
import KubernetesAPI
import KubernetesClient
import Machinery
import WorkloadCluster

/// What is known of a Machine's Node.
enum NodeObservation: Sendable, Hashable {
    /// It is too early to look.
    case notLookedFor
    /// The cluster's API cannot be asked.
    case unreachable(String, since: Timestamp)
    case missing
    case found(Unstructured)
}

extension MachineReconciler {
    /// Finds the Node by the provider ID, records it and keeps it in step with the Machine.
    func reconcileNode(
        _ machine: inout Machine, of cluster: Cluster, infrastructure: ContractObject?, _ context: ReconcileContext
    ) async throws -> NodeObservation {
        let observation = try findNode(of: &machine, in: cluster, context)
        guard case .found(let node) = observation else { return observation }
        let facts = NodeSynchronization.Facts(
            isInterruptible: infrastructure?.isInterruptible ?? false,
            isOutdated: try isOutdated(machine, context))
        if let patch = NodeSynchronization.patch(for: node, of: machine, facts) {
            try await nodes.patch(patch, node: node.name, in: cluster.namespacedName)
        }
        return observation
    }

    /// Finds the Node by the provider ID and records it.
    func findNode(
        of machine: inout Machine, in cluster: Cluster, _ context: ReconcileContext
    ) throws -> NodeObservation {
        guard let providerID = machine.spec.providerID,
            cluster.conditions.isTrue(ConditionType.controlPlaneInitialized) || machine.metadata.isBeingDeleted
        else { return .notLookedFor }
        let found: Node?
        do {
            found = try nodes.node(providerID: providerID, in: cluster.namespacedName)
        } catch let error as WorkloadUnavailable {
            // The connection wakes this key when it comes up.
            return .unreachable(error.reason, since: error.since)
        }
        guard let node = found else { return .missing }
        let object = node.unstructured
        if machine.status?.nodeRef == nil {
            context.events.normal(machine, "SuccessfulSetNodeRef", node.metadata.name)
        }
        machine.currentStatus.nodeRef = ObjectReference(
            apiVersion: "v1", kind: "Node", name: node.metadata.name, uid: node.metadata.uid)
        machine.currentStatus.nodeInfo = object.value(at: "status", "nodeInfo").flatMap { try? NodeInfo(json: $0) }
        return .found(object)
    }

    /// Whether the Machine is of an old revision of its deployment; `nil` where that cannot be told.
    private func isOutdated(_ machine: Machine, _ context: ReconcileContext) throws -> Bool? {
        guard machine.metadata.labels[ClusterLabel.deploymentName] != nil else { return false }
        let namespace = machine.metadata.namespace
        guard let setName = machine.metadata.controller?.name,
            let machineSet = try context.cache.get(
                MachineSet.self, NamespacedName(namespace: namespace, name: setName)),
            let deploymentName = machineSet.metadata.controller?.name,
            let deployment = try context.cache.get(
                MachineDeployment.self, NamespacedName(namespace: namespace, name: deploymentName)),
            let revision = Self.revision(machineSet.metadata), let newest = Self.revision(deployment.metadata)
        else { return nil }
        return revision < newest
    }

    private static func revision(_ metadata: ObjectMeta) -> Int? {
        metadata.annotations[MachineDeploymentAnnotation.revision].flatMap { Int($0) }
    }
}
