import ClusterAPI
import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import Machinery

/// Removes the record of what was made in a cluster together with the cluster.
struct ClusterResourceSetBindingReconciler: Reconciler {
    func reconcile(_ name: NamespacedName, _ context: ReconcileContext) async throws -> ReconcileResult {
        guard let binding = try context.cache.get(ClusterResourceSetBinding.self, name),
            !binding.metadata.isBeingDeleted
        else { return .done }
        let clusterName = binding.spec.clusterName.isEmpty ? name.name : binding.spec.clusterName
        let cluster = try await context.observe(
            Cluster.self, NamespacedName(namespace: name.namespace, name: clusterName))
        if cluster?.metadata.isBeingDeleted ?? true { try await context.client.delete(binding) }
        return .done
    }
}
