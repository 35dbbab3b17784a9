import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import JSON
import KubernetesClient
import Machinery

extension KubeadmControlPlaneReconciler {
    /// Repairs machines that health checks find unhealthy, by deleting one: the replacement comes as any machine that is
    /// missing does.
    ///
    /// - Returns: Whether to go on.
    func remediate(_ scope: inout ControlPlaneScope, _ context: ReconcileContext) async throws -> Bool {
        for machine in scope.machines where machine.hasRecovered {
            scope.update(machine.metadata.name) { machine in
                machine.conditions.remove(ConditionType.ownerRemediated)
                machine.conditionsV1Beta2.remove(V1Beta2ConditionType.ownerRemediated)
            }
        }
        try await scope.storeMachines(context)
        let plan = RemediationPlan(
            cluster: scope.cluster, controlPlane: scope.controlPlane, machines: scope.machines,
            etcd: scope.workload.answer?.etcd.state, now: scope.now)
        if scope.controlPlane.remediationInProgress != nil, !plan.isReplacementMissing {
            scope.controlPlane.metadata.annotations[KubeadmControlPlaneAnnotation.remediationInProgress] = nil
        }
        switch plan.step {
        case .none, .inProgress:
            return true
        case .refuse(let name, let refusal, let moment):
            set(
                .false(
                    ConditionType.ownerRemediated, reason: refusal.reason, severity: .warning, refusal.message),
                reason: refusal.reasonV1Beta2, on: name, &scope)
            scope.look(at: moment)
            try await scope.storeMachines(context)
            return true
        case .delete(let name, let data, let leader):
            try await delete(name, data, leader: leader, &scope, context)
            return false
        }
    }

    private func delete(
        _ name: String, _ data: RemediationData, leader: String?, _ scope: inout ControlPlaneScope,
        _ context: ReconcileContext
    ) async throws {
        guard let machine = scope.machine(named: name) else { return }
        if let heir = leader.flatMap({ scope.machine(named: $0) }) {
            do {
                try await moveLeadership(from: machine, to: heir, scope)
            } catch  where !(error is CancellationError) {
                set(
                    .false(
                        ConditionType.ownerRemediated, reason: ConditionReason.remediationFailed, severity: .error,
                        "\(error)"), reason: V1Beta2Reason.internalError, on: name, &scope)
                try await scope.storeMachines(context)
                throw error
            }
        }
        // Written down first: the replacement must know what it replaces even if this process ends now.
        var noted = scope.controlPlane
        noted.metadata.annotations[KubeadmControlPlaneAnnotation.remediationInProgress] = data.annotation
        try await note(data, on: scope.controlPlane, context)
        scope.controlPlane = noted
        set(
            .false(
                ConditionType.ownerRemediated, reason: ConditionReason.remediationInProgress, severity: .warning),
            reason: ControlPlaneReason.machineDeleting, message: "Machine is deleting", on: name, &scope)
        try await scope.storeMachines(context)
        try await context.client.delete(
            Machine.resourceType, machine.namespacedName, DeleteOptions(uid: machine.metadata.uid))
        context.events.normal(
            scope.controlPlane, "Remediating", "Deleted the unhealthy Machine \(name), retry \(data.retryCount)")
        scope.waiting = "Waiting for the unhealthy Machine \(name) to be gone"
    }

    private func note(
        _ data: RemediationData, on controlPlane: KubeadmControlPlane, _ context: ReconcileContext
    ) async throws {
        let key = KubeadmControlPlaneAnnotation.remediationInProgress
        _ = try await context.client.patch(
            KubeadmControlPlane.resourceType, controlPlane.namespacedName,
            .merge(["metadata": ["annotations": [key: .string(data.annotation)]]]))
    }

    private func set(
        _ condition: Condition, reason: String, message: String? = nil, on name: String,
        _ scope: inout ControlPlaneScope
    ) {
        let now = scope.now
        scope.update(name) { machine in
            machine.conditions.set(condition, now: now)
            machine.setV1Beta2(
                V1Beta2ConditionType.ownerRemediated, .false, reason: reason, message ?? condition.message, now: now)
        }
    }
}
