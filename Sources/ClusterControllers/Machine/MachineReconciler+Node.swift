import ClusterAPI
import ClusterContract
import ControllerRuntime
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
    case unreachable(String)
    case missing
    case found(Unstructured)
}

extension MachineReconciler {
    /// Finds the Node by the provider ID, records it and keeps it in step with the Machine.
    func reconcileNode(
        _ machine: inout Machine, of cluster: Cluster, infrastructure: ContractObject?, _ context: ReconcileContext
    ) async throws -> NodeObservation {
        guard let providerID = machine.spec.providerID, cluster.conditions.isTrue(ConditionType.controlPlaneInitialized)
        else { return .notLookedFor }
        let found: Node?
        do {
            found = try nodes.node(providerID: providerID, in: cluster.namespacedName)
        } catch let error as WorkloadUnavailable {
            // The connection wakes this key when it comes up.
            return .unreachable(error.reason)
        }
        guard let node = found else { return .missing }
        let object = node.unstructured
        if machine.status?.nodeRef == nil {
            context.events.normal(machine, "SuccessfulSetNodeRef", node.metadata.name)
        }
        machine.currentStatus.nodeRef = ObjectReference(
            apiVersion: "v1", kind: "Node", name: node.metadata.name, uid: node.metadata.uid)
        machine.currentStatus.nodeInfo = object.value(at: "status", "nodeInfo").flatMap { try? NodeInfo(json: $0) }
        if let patch = NodeSynchronization.patch(for: object, of: machine) {
            try await nodes.patch(patch, node: node.metadata.name, in: cluster.namespacedName)
        }
        return .found(object)
    }
}
