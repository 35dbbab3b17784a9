import ClusterAPI
import ClusterContract
import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import Machinery

/// Which unhealthy Machines of a set are deleted now, so that new ones take their places.
struct MachineSetRemediationPlan: Sendable {
    /// Of the Machines that health checks want replaced, those to delete; the ones without a Node come first, then the oldest.
    let doomed: [Machine]
    /// Machines that are well again, with a mark from when they were not.
    let recovered: [Machine]

    /// - Parameters:
    ///   - maxInFlight: How many may be on their way out at once; `nil` for any number.
    ///   - isCurrent: Whether the set is the one that its deployment keeps: Machines of others go anyhow.
    init(machines: [Machine], maxInFlight: Int?, isCurrent: Bool) {
        let staying = machines.filter { !$0.metadata.isBeingDeleted }
        recovered = staying.filter { machine in
            !machine.conditions.isFalse(ConditionType.healthCheckSucceeded)
                && machine.conditions[ConditionType.ownerRemediated] != nil
        }
        guard isCurrent else {
            doomed = []
            return
        }
        let inFlight = machines.count {
            $0.metadata.isBeingDeleted && $0.conditions[ConditionType.ownerRemediated] != nil
        }
        let asked = staying.filter { machine in
            machine.conditions.isFalse(ConditionType.healthCheckSucceeded)
                && machine.conditions.isFalse(ConditionType.ownerRemediated)
        }.sorted { left, right in
            let (leftHasNode, rightHasNode) = (left.status?.nodeRef != nil, right.status?.nodeRef != nil)
            if leftHasNode != rightHasNode { return rightHasNode }
            if let mine = left.metadata.creationTimestamp, let other = right.metadata.creationTimestamp, mine != other {
                return mine < other
            }
            return left.metadata.name < right.metadata.name
        }
        doomed = Array(asked.prefix(maxInFlight.map { max(0, $0 - inFlight) } ?? asked.count))
    }
}

extension MachineSetReconciler {
    /// Deletes Machines that health checks found unhealthy.
    func remediate(
        _ machineSet: MachineSet, _ machines: [Machine], _ context: ReconcileContext
    ) async throws -> ReconcileResult {
        let deployment = try await deployment(of: machineSet, context)
        let limit = deployment?.spec.strategy?.remediation?.maxInFlight
        let plan = MachineSetRemediationPlan(
            machines: machines,
            maxInFlight: limit.flatMap { $0.scaled(to: Int(machineSet.spec.replicas ?? 1), roundingUp: true) },
            isCurrent: try isCurrent(machineSet, of: deployment, context))
        for machine in plan.recovered {
            var cleared = machine
            cleared.conditions.remove(ConditionType.ownerRemediated)
            cleared.conditionsV1Beta2.remove(V1Beta2ConditionType.ownerRemediated)
            try await context.patch(from: machine, to: cleared, ownedConditions: [ConditionType.ownerRemediated])
        }
        for machine in plan.doomed {
            try await context.client.delete(machine)
            context.events.normal(
                machineSet, "UnhealthyMachineDeleted",
                "Deleted unhealthy Machine \(machine.metadata.name): "
                    + (machine.conditions[ConditionType.healthCheckSucceeded]?.message ?? ""))
        }
        return .done
    }

    private func deployment(of machineSet: MachineSet, _ context: ReconcileContext) async throws -> MachineDeployment? {
        guard let owner = machineSet.metadata.controller, owner.kind == MachineDeployment.resourceType.kind else {
            return nil
        }
        let name = NamespacedName(namespace: machineSet.metadata.namespace, name: owner.name)
        return try await context.observe(MachineDeployment.self, name)
    }

    /// Whether no other set of the deployment has a later revision.
    private func isCurrent(
        _ machineSet: MachineSet, of deployment: MachineDeployment?, _ context: ReconcileContext
    ) throws -> Bool {
        guard let deployment else { return true }
        let revision = { (set: MachineSet) in
            set.metadata.annotations[MachineDeploymentAnnotation.revision].flatMap { Int($0) } ?? 0
        }
        return try context.cache.list(
            MachineSet.self, namespace: machineSet.metadata.namespace,
            labels: [ClusterLabel.clusterName: machineSet.spec.clusterName]
        ).allSatisfy { other in
            !other.metadata.isControlled(by: deployment) || revision(other) <= revision(machineSet)
        }
    }
}
