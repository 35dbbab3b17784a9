import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import KubernetesAPI
import KubernetesClient
import Machinery
import WorkloadCluster

/// Finds Machines that are in trouble and asks their owners, or another controller, to replace them.
struct MachineHealthCheckReconciler: Reconciler {
    let workloadClusters: WorkloadClusters

    /// A Machine with what was found of it.
    struct Target: Sendable {
        var machine: Machine
        var health: MachineHealth

        /// Whether it counts as healthy: one that cannot be asked counts as it did before.
        var isHealthy: Bool {
            switch health {
            case .healthy: !machine.metadata.isBeingDeleted
            case .unknown: machine.conditions.isTrue(ConditionType.healthCheckSucceeded)
            case .unhealthy, .undecided: false
            }
        }

        var ailment: MachineHealth.Ailment? {
            if case .unhealthy(let ailment) = health { ailment } else { nil }
        }
    }

    func reconcile(_ name: NamespacedName, _ context: ReconcileContext) async throws -> ReconcileResult {
        guard let check = try context.cache.get(MachineHealthCheck.self, name), !check.metadata.isBeingDeleted else {
            return .done
        }
        let clusterName = NamespacedName(namespace: name.namespace, name: check.spec.clusterName)
        let cluster = try await context.observe(Cluster.self, clusterName)
        return try await context.reconcileWithPatch(
            check, ownedConditions: [ConditionType.remediationAllowed], observesGeneration: true
        ) { check in
            let isPaused = cluster?.pauses(check.metadata) ?? Pausing.isPaused(check.metadata)
            check.setPaused(isPaused, by: cluster, now: context.time.now())
            guard !isPaused, let cluster else { return .done }
            check.metadata.labels[ClusterLabel.clusterName] = cluster.metadata.name
            check.metadata.ownerReferences.set(cluster.ownerReference(isController: false))
            return try await reconcile(&check, of: cluster, context)
        }
    }

    private func reconcile(
        _ check: inout MachineHealthCheck, of cluster: Cluster, _ context: ReconcileContext
    ) async throws -> ReconcileResult {
        let targets = try targets(of: check, in: cluster, context)
        let allowance = RemediationAllowance(
            check.spec, total: targets.count, healthy: targets.count(where: \.isHealthy))
        record(targets, allowance, in: &check, context)
        var phases = Phases()
        let snapshot = check
        for target in targets {
            await phases.run {
                try await tend(target, of: snapshot, cluster, isAllowed: allowance.refusal == nil, context)
                return .done
            }
        }
        // The passing of a timeout is no event that could be watched.
        let next = targets.compactMap { target -> Duration? in
            if case .undecided(let after?) = target.health { after } else { nil }
        }.min()
        await phases.run { next.map { .after($0 + .seconds(1)) } ?? .done }
        return try phases.result()
    }

    /// The Machines that the check is about, by name, each with what is found of it now.
    private func targets(
        of check: MachineHealthCheck, in cluster: Cluster, _ context: ReconcileContext
    ) throws -> [Target] {
        let judge = MachineHealthJudge(spec: check.spec, cluster: cluster, now: context.time.now())
        return try context.cache.list(
            Machine.self, namespace: check.metadata.namespace, labels: [ClusterLabel.clusterName: cluster.metadata.name]
        ).filter { machine in
            check.spec.selector.matches(machine.metadata.labels) && !Pausing.isPaused(machine.metadata)
                && machine.metadata.annotations[ClusterAnnotation.skipRemediation] == nil
        }.sorted { $0.metadata.name < $1.metadata.name }.map { machine in
            Target(machine: machine, health: judge.health(of: machine, node: node(of: machine, in: cluster)))
        }
    }

    private func node(of machine: Machine, in cluster: Cluster) -> NodeObservation {
        guard let name = machine.status?.nodeRef?.name else { return .notLookedFor }
        do {
            let node = try workloadClusters.node(name, of: cluster.namespacedName)
            return node.map { .found($0.unstructured) } ?? .missing
        } catch {
            return .unreachable(error.reason, since: error.since)
        }
    }

    private func record(
        _ targets: [Target], _ allowance: RemediationAllowance, in check: inout MachineHealthCheck,
        _ context: ReconcileContext
    ) {
        let now = context.time.now()
        check.currentStatus.targets = targets.map(\.machine.metadata.name)
        check.currentStatus.expectedMachines = Int32(targets.count)
        check.currentStatus.currentHealthy = Int32(targets.count(where: \.isHealthy))
        check.currentStatus.remediationsAllowed = Int32(allowance.remaining)
        let type = ConditionType.remediationAllowed
        guard let refusal = allowance.refusal else {
            check.conditions.set(.true(type), now: now)
            return check.setV1Beta2(type, .true, reason: V1Beta2Reason.whenTrue(type), now: now)
        }
        if check.conditions[type]?.message != refusal {
            context.events.warning(check, "RemediationRestricted", refusal)
        }
        check.conditions.set(
            .false(type, reason: ConditionReason.tooManyUnhealthy, severity: .warning, refusal), now: now)
        check.setV1Beta2(type, .false, reason: ConditionReason.tooManyUnhealthy, refusal, now: now)
    }
}
