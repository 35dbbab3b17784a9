import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import KubernetesAPI
import KubernetesClient
import Machinery

extension MachineHealthCheckReconciler {
    /// Tells on the Machine what was found, and begins or ends its repair.
    ///
    /// - Parameter isAllowed: Whether few enough are in trouble; otherwise nobody is asked to do anything.
    func tend(
        _ target: Target, of check: MachineHealthCheck, _ cluster: Cluster, isAllowed: Bool, _ context: ReconcileContext
    ) async throws {
        switch target.health {
        case .unknown, .undecided:
            return
        case .healthy:
            guard !target.machine.metadata.isBeingDeleted else { return }
            try await endExternalRepair(of: target.machine, check, context)
            try await mark(target.machine, context) { machine in
                machine.conditions.set(.true(ConditionType.healthCheckSucceeded), now: context.time.now())
                machine.setV1Beta2(
                    V1Beta2ConditionType.healthCheckSucceeded, .true,
                    reason: V1Beta2Reason.whenTrue(V1Beta2ConditionType.healthCheckSucceeded), now: context.time.now())
                machine.conditionsV1Beta2.remove(V1Beta2ConditionType.externallyRemediated)
            }
        case .unhealthy(let ailment):
            let isRepaired =
                isAllowed ? try await beginExternalRepair(of: target.machine, check, cluster, context) : true
            let wasUnhealthy = target.machine.conditions.isFalse(ConditionType.healthCheckSucceeded)
            try await mark(target.machine, context) { machine in
                setUnhealthy(ailment, on: &machine, context)
                guard isAllowed else { return }
                if check.spec.remediationTemplate == nil {
                    askOwner(of: &machine, context)
                } else if isRepaired {
                    waitForExternalRepair(of: &machine, context)
                }
            }
            if !wasUnhealthy {
                context.events.normal(
                    target.machine, "MachineMarkedUnhealthy",
                    "Machine \(target.machine.namespacedName) has been marked as unhealthy by "
                        + "MachineHealthCheck \(check.metadata.name): \(ailment.message)")
            }
        }
    }

    private func setUnhealthy(
        _ ailment: MachineHealth.Ailment, on machine: inout Machine, _ context: ReconcileContext
    ) {
        machine.conditions.set(
            .false(
                ConditionType.healthCheckSucceeded, reason: ailment.reason, severity: ailment.severity, ailment.message
            ), now: context.time.now())
        machine.setV1Beta2(
            V1Beta2ConditionType.healthCheckSucceeded, .false, reason: ailment.v1Beta2Reason,
            "Health check failed: \(ailment.message)", now: context.time.now())
    }

    /// The owner clears the condition, or sets it true, when it has done its part: then a new round begins.
    private func askOwner(of machine: inout Machine, _ context: ReconcileContext) {
        let condition = machine.conditions[ConditionType.ownerRemediated]
        guard condition == nil || condition?.status == .true else { return }
        machine.conditions.set(
            .false(
                ConditionType.ownerRemediated, reason: ConditionReason.waitingForRemediation, severity: .warning),
            now: context.time.now())
        machine.setV1Beta2(
            V1Beta2ConditionType.ownerRemediated, .false, reason: ConditionReason.waitingForRemediation,
            "Waiting for remediation", now: context.time.now())
    }

    private func waitForExternalRepair(of machine: inout Machine, _ context: ReconcileContext) {
        guard machine.conditionsV1Beta2[V1Beta2ConditionType.externallyRemediated] == nil else { return }
        machine.setV1Beta2(
            V1Beta2ConditionType.externallyRemediated, .false, reason: ConditionReason.waitingForRemediation,
            "Waiting for remediation", now: context.time.now())
    }

    private func mark(
        _ machine: Machine, _ context: ReconcileContext, _ change: (inout Machine) -> Void
    ) async throws {
        var marked = machine
        change(&marked)
        try await context.patch(
            from: machine, to: marked,
            ownedConditions: [ConditionType.healthCheckSucceeded, V1Beta2ConditionType.externallyRemediated])
    }

    // MARK: Repair by another controller

    /// Makes the object that asks another controller for the repair, named after the Machine.
    ///
    /// - Returns: Whether such an object is there; `false` where the check has no template.
    private func beginExternalRepair(
        of machine: Machine, _ check: MachineHealthCheck, _ cluster: Cluster, _ context: ReconcileContext
    ) async throws -> Bool {
        guard let reference = check.spec.remediationTemplate else { return false }
        guard let kind = TemplateClone.clonedKind(of: reference.groupVersionKind) else {
            throw CloningError("the kind \(reference.kind) of spec.remediationTemplate does not end in Template")
        }
        if try await context.observe(kind, machine.namespacedName) != nil { return true }
        let template = try await context.template(reference, namespace: check.metadata.namespace)
        try await context.createIfMissing(
            TemplateClone(
                template: template, templateReference: reference, name: machine.namespacedName,
                clusterName: cluster.metadata.name, owner: machine.ownerReference(isController: false)))
        return true
    }

    /// A Machine that is well again needs no repair.
    private func endExternalRepair(
        of machine: Machine, _ check: MachineHealthCheck, _ context: ReconcileContext
    ) async throws {
        guard let reference = check.spec.remediationTemplate,
            let kind = TemplateClone.clonedKind(of: reference.groupVersionKind)
        else { return }
        let request = try await context.observe(kind, machine.namespacedName)
        guard let request, request.ownerReferences.contains(where: { $0.uid == machine.metadata.uid }) else { return }
        try await context.deleteIfNeeded(ContractObject(request))
    }
}
