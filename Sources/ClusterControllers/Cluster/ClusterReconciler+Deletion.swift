import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import KubernetesAPI
import KubernetesClient
import Machinery

extension ClusterReconciler {
    /// Workers first, then the control plane, then the infrastructure: each stage must be gone before the next begins.
    func deleting(_ cluster: inout Cluster, _ context: ReconcileContext) async throws -> ReconcileResult {
        if cluster.status?.phase != .deleting {
            cluster.currentStatus.phase = .deleting
            context.events.normal(cluster, "PhaseChanged", "Cluster is \(ClusterPhase.deleting)")
        }
        guard cluster.metadata.hasFinalizer(ClusterFinalizer.cluster) else { return .done }

        let remaining = try await deleteWorkers(of: cluster, context)
        if !remaining.isEmpty {
            setDeleting(
                on: &cluster, V1Beta2Reason.waitingForWorkersDeletion, "Waiting for \(Self.list(remaining))", context)
            return .done
        }
        let stages = [
            (
                cluster.spec.controlPlaneRef, V1Beta2Reason.waitingForControlPlaneDeletion,
                ConditionType.controlPlaneReady
            ),
            (
                cluster.spec.infrastructureRef, V1Beta2Reason.waitingForInfrastructureDeletion,
                ConditionType.infrastructureReady
            ),
        ]
        for (reference, reason, condition) in stages {
            guard let reference,
                let object = try await context.observe(reference, namespace: cluster.metadata.namespace)
            else { continue }
            try await context.deleteIfNeeded(object)
            cluster.conditions.set(
                object.conditions.mirror(
                    as: condition, fallback: .false(condition, reason: ConditionReason.deleting, severity: .info)),
                now: context.time.now())
            setDeleting(
                on: &cluster, reason, "Waiting for \(reference.kind) \(reference.name) to be deleted", context)
            return .done
        }
        cluster.metadata.removeFinalizer(ClusterFinalizer.cluster)
        return .done
    }

    /// Deletes what the cluster owns of MachineDeployments, MachineSets and Machines.
    ///
    /// - Returns: What is still there, as `Kind name`; control-plane Machines count only where no control plane object
    ///   manages them.
    private func deleteWorkers(of cluster: Cluster, _ context: ReconcileContext) async throws -> [String] {
        let labels = [ClusterLabel.clusterName: cluster.metadata.name]
        let namespace = cluster.metadata.namespace
        let deployments = try context.cache.list(MachineDeployment.self, namespace: namespace, labels: labels)
        let sets = try context.cache.list(MachineSet.self, namespace: namespace, labels: labels)
        let machines = try Self.machines(of: cluster, context)
            .filter { cluster.spec.controlPlaneRef == nil || !$0.isControlPlane }
        for deployment in deployments where !deployment.metadata.isBeingDeleted {
            try await context.client.delete(deployment)
        }
        for set in sets where set.metadata.controller == nil && !set.metadata.isBeingDeleted {
            try await context.client.delete(set)
        }
        for machine in machines where machine.metadata.controller == nil && !machine.metadata.isBeingDeleted {
            try await context.client.delete(machine)
        }
        return deployments.map { "MachineDeployment \($0.metadata.name)" }
            + sets.map { "MachineSet \($0.metadata.name)" }
            + machines.map { "Machine \($0.metadata.name)" }
    }

    private static func list(_ remaining: [String]) -> String {
        let shown = remaining.prefix(3).joined(separator: ", ")
        return remaining.count > 3 ? "\(shown) and \(remaining.count - 3) more" : shown
    }

    private func setDeleting(
        on cluster: inout Cluster, _ reason: String, _ message: String, _ context: ReconcileContext
    ) {
        cluster.setV1Beta2(V1Beta2ConditionType.deleting, .true, reason: reason, message, now: context.time.now())
        cluster.conditions.set(
            .false(ConditionType.ready, reason: ConditionReason.deleting, severity: .info, message),
            now: context.time.now())
    }
}
