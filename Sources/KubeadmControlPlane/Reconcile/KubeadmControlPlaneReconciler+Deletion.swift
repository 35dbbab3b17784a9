import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import KubernetesAPI
import KubernetesClient
import Machinery

extension KubeadmControlPlaneReconciler {
    /// The workers go first; then all machines of the control plane together, which need no quorum any more.
    func delete(
        _ controlPlane: inout KubeadmControlPlane, clusterName: String, _ cluster: Cluster?,
        _ context: ReconcileContext
    ) async throws -> ReconcileResult {
        let all = try context.cache.list(
            Machine.self, namespace: controlPlane.metadata.namespace,
            labels: [ClusterLabel.clusterName: clusterName])
        let machines = all.filter { $0.metadata.isControlled(by: controlPlane) }
        let status = StatusReport(now: context.time.now())
        guard !machines.isEmpty else {
            status.setDeleting(
                &controlPlane, machines, reason: V1Beta2Reason.deletionCompleted, "Deletion completed", nil)
            controlPlane.metadata.removeFinalizer(ClusterFinalizer.kubeadmControlPlane)
            return .done
        }
        let workers = all.filter { $0.metadata.labels[ClusterLabel.controlPlane] == nil }
        guard workers.isEmpty else {
            let names = MachineNames.list(workers.map(\.metadata.name).sorted())
            status.setDeleting(
                &controlPlane, machines, reason: V1Beta2Reason.waitingForWorkersDeletion,
                "KubeadmControlPlane deletion blocked because following objects still exist:\n* Machines: \(names)",
                "Waiting for worker nodes to be deleted first: \(names)")
            return .done
        }
        var phases = Phases()
        for machine in machines {
            await phases.run {
                try await letGo(machine, context)
                return .done
            }
        }
        let stale = StaleMachines.text(machines, now: context.time.now()).map { " and \($0)" } ?? ""
        status.setDeleting(
            &controlPlane, machines, reason: ControlPlaneReason.waitingForMachineDeletion,
            "Deleting \(Counted.machines(machines.count))\(stale)", "Waiting for the control-plane machines to be gone")
        return try phases.result()
    }

    /// Of etcd nothing is to be left, so no member need leave it.
    private func letGo(_ machine: Machine, _ context: ReconcileContext) async throws {
        do {
            var released = machine
            released.metadata.annotations[KubeadmControlPlaneAnnotation.cleanupHook] = nil
            try await context.patch(from: machine, to: released)
            if !machine.metadata.isBeingDeleted { try await context.client.delete(machine) }
        } catch let status as APIStatus where status.reason == .notFound {
            return
        }
    }
}
