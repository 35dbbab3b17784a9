import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import KubernetesAPI
import KubernetesClient
import Machinery

/// Which unhealthy Machines of a set are deleted now, so that new ones take their places.
struct MachineSetRemediationPlan: Sendable {
    /// Why Machines are not replaced yet.
    struct Delay: Sendable, Hashable {
        var reason: String
        var message: String
    }

    /// Of the Machines that health checks want replaced, those to delete: those that somebody marked for it come first, then
    /// the newest, which may not have come up at all.
    private(set) var doomed: [Machine] = []
    /// Of the others, those that have to wait.
    private(set) var waiting: [Machine] = []
    private(set) var delay: Delay?
    /// Machines that are well again, with a mark from when they were not.
    let recovered: [Machine]

    /// - Parameters:
    ///   - maxInFlight: How many may be on their way out at once; `nil` for any number.
    ///   - isCurrent: Whether the set is the one that its deployment keeps: Machines of others go anyhow.
    ///   - obstacles: Checks that must pass before Machines are made.
    init(
        machines: [Machine], replicas: Int, maxInFlight: IntOrString?, isCurrent: Bool, obstacles: [String] = []
    ) {
        let staying = machines.filter { !$0.metadata.isBeingDeleted }
        recovered = staying.filter { machine in
            !machine.isUnhealthy
                && (machine.conditions[ConditionType.ownerRemediated] != nil
                    || machine.conditionsV1Beta2[V1Beta2ConditionType.ownerRemediated] != nil)
        }
        let asked = staying.filter(\.isToBeRemediated).sorted(by: Self.goesFirst)
        guard !asked.isEmpty else { return }
        guard isCurrent else {
            waiting = asked
            delay = Delay(
                reason: V1Beta2Reason.cannotBeRemediated,
                message: "Machine won't be remediated because it is pending removal due to rollout")
            return
        }
        guard obstacles.isEmpty else {
            waiting = asked
            delay = Delay(
                reason: V1Beta2Reason.remediationDeferred,
                message: obstacles.map { "* \($0)" }.joined(separator: "\n"))
            return
        }
        let limit = maxInFlight?.scaled(to: replicas, roundingUp: true)
        let inFlight = machines.count {
            $0.metadata.isBeingDeleted && $0.conditions.isTrue(ConditionType.ownerRemediated)
        }
        doomed = Array(asked.prefix(limit.map { max(0, $0 - inFlight) } ?? asked.count))
        waiting = Array(asked.dropFirst(doomed.count))
        guard !waiting.isEmpty, let maxInFlight else { return }
        delay = Delay(
            reason: V1Beta2Reason.remediationDeferred,
            message: "Waiting because there are already too many remediations in progress "
                + "(spec.strategy.remediation.maxInFlight is \(maxInFlight))")
    }

    private static func goesFirst(_ left: Machine, _ right: Machine) -> Bool {
        let isMarked = { (machine: Machine) in
            machine.metadata.annotations[ClusterAnnotation.remediateMachine] != nil
        }
        if isMarked(left) != isMarked(right) { return isMarked(left) }
        if let mine = left.metadata.creationTimestamp, let other = right.metadata.creationTimestamp, mine != other {
            return mine > other
        }
        return left.metadata.name < right.metadata.name
    }
}

extension MachineSetReconciler {
    /// Deletes Machines that health checks found unhealthy, and tells the others what they wait for.
    func remediate(
        _ machineSet: MachineSet, _ machines: [Machine], _ scope: MachineSetScope, _ context: ReconcileContext
    ) async throws -> ReconcileResult {
        let plan = MachineSetRemediationPlan(
            machines: machines, replicas: Int(machineSet.spec.replicas ?? 1),
            maxInFlight: scope.deployment?.spec.strategy?.remediation?.maxInFlight,
            isCurrent: try isCurrent(machineSet, of: scope.deployment, context), obstacles: scope.obstacles.preflight)
        for machine in plan.recovered {
            try await mark(machine, context) { cleared in
                cleared.conditions.remove(ConditionType.ownerRemediated)
                cleared.conditionsV1Beta2.remove(V1Beta2ConditionType.ownerRemediated)
            }
        }
        if let delay = plan.delay {
            for machine in plan.waiting {
                try await mark(machine, context) { waiting in
                    waiting.setV1Beta2(
                        V1Beta2ConditionType.ownerRemediated, .false, reason: delay.reason, delay.message,
                        now: context.time.now())
                }
            }
        }
        for machine in plan.doomed {
            // The mark comes first: by it Machines that are going count as replaced.
            try await mark(machine, context) { doomed in
                doomed.conditions.set(.true(ConditionType.ownerRemediated), now: context.time.now())
                doomed.setV1Beta2(
                    V1Beta2ConditionType.ownerRemediated, .false, reason: V1Beta2Reason.remediationMachineDeleting,
                    "Machine is deleting", now: context.time.now())
            }
            try await context.client.delete(machine)
            context.events.normal(
                machineSet, "UnhealthyMachineDeleted",
                "Deleted unhealthy Machine \(machine.metadata.name): "
                    + (machine.conditions[ConditionType.healthCheckSucceeded]?.message ?? ""))
        }
        return .done
    }

    private func mark(
        _ machine: Machine, _ context: ReconcileContext, _ change: (inout Machine) -> Void
    ) async throws {
        var marked = machine
        change(&marked)
        try await context.patch(from: machine, to: marked, ownedConditions: [ConditionType.ownerRemediated])
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
