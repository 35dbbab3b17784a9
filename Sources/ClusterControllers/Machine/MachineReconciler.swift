import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import KubernetesAPI
import KubernetesClient
import Machinery

/// Follows one machine from its bootstrap data over its infrastructure to its node, and back when it is deleted.
struct MachineReconciler: Reconciler {
    let nodes: WorkloadNodes

    static let ownedConditions = [
        ConditionType.ready, ConditionType.bootstrapReady, ConditionType.infrastructureReady, ConditionType.nodeHealthy,
        ConditionType.preDrainDeleteHookSucceeded, ConditionType.drainingSucceeded, ConditionType.volumeDetachSucceeded,
        ConditionType.preTerminateDeleteHookSucceeded,
    ]

    func reconcile(_ name: NamespacedName, _ context: ReconcileContext) async throws -> ReconcileResult {
        guard let stored = try context.cache.get(Machine.self, name) else { return .done }
        let clusterName = NamespacedName(namespace: name.namespace, name: stored.spec.clusterName)
        let cluster = try await context.observe(Cluster.self, clusterName)
        return try await context.reconcileWithPatch(
            stored, ownedConditions: Self.ownedConditions, observesGeneration: true
        ) { machine in
            guard machine.begin(with: ClusterFinalizer.machine, in: cluster, now: context.time.now()) else {
                return .done
            }
            if machine.metadata.isBeingDeleted {
                return try await deleting(&machine, of: cluster, context)
            }
            guard let cluster else { return .done }
            guard let result = try await reconcile(&machine, of: cluster, context) else {
                machine.status = stored.status
                return .after(Self.infancy)
            }
            return result
        }
    }

    /// - Returns: `nil` where there is nothing to say about the machine yet.
    private func reconcile(
        _ machine: inout Machine, of cluster: Cluster, _ context: ReconcileContext
    ) async throws -> ReconcileResult? {
        adopt(&machine, into: cluster)
        let before = machine.status?.phase

        var phases = Phases()
        var bootstrap: ContractObject?
        var infrastructure: ContractObject?
        var node: NodeObservation = .notLookedFor
        await phases.run {
            bootstrap = try await reconcileBootstrap(&machine, of: cluster, context)
            return .done
        }
        await phases.run {
            infrastructure = try await reconcileInfrastructure(&machine, of: cluster, context)
            return .done
        }
        await phases.run {
            node = try await reconcileNode(&machine, of: cluster, infrastructure: infrastructure, context)
            return .done
        }
        if isNew(machine, context), infrastructure == nil || bootstrap == nil && machine.spec.bootstrap.configRef != nil
        {
            // The objects wake it when they come; the time is for one that has been forgotten.
            _ = try phases.result()
            return nil
        }
        setCertificatesExpiry(on: &machine, bootstrap: bootstrap)
        let next = MachineStatusCalculator(now: context.time.now()).update(
            &machine, cluster: cluster, bootstrap: bootstrap, infrastructure: infrastructure, node: node)
        await phases.run { next }
        if machine.status?.phase != before, let phase = machine.status?.phase {
            context.events.normal(machine, "PhaseChanged", "Machine is \(phase)")
        }
        return try phases.result()
    }

    /// Who makes a Machine makes what it refers to next: for a moment it is no news that this is not there.
    private func isNew(_ machine: Machine, _ context: ReconcileContext) -> Bool {
        guard machine.status?.phase == nil, let created = machine.metadata.creationTimestamp else { return false }
        return context.time.now() - created < Self.infancy
    }

    private static let infancy = Duration.seconds(2)

    /// A Machine that nothing else manages belongs to its cluster.
    private func adopt(_ machine: inout Machine, into cluster: Cluster) {
        machine.metadata.labels[ClusterLabel.clusterName] = cluster.metadata.name
        let managed = [ClusterLabel.setName, ClusterLabel.poolName, ClusterLabel.controlPlaneName]
        if machine.metadata.controller == nil, managed.allSatisfy({ machine.metadata.labels[$0] == nil }) {
            machine.metadata.ownerReferences.set(cluster.ownerReference(isController: false))
        }
    }

    private func setCertificatesExpiry(on machine: inout Machine, bootstrap: ContractObject?) {
        guard machine.isControlPlane else { return }
        let text =
            machine.metadata.annotations[ClusterAnnotation.certificatesExpiry]
            ?? bootstrap?.object.annotations[ClusterAnnotation.certificatesExpiry]
        machine.currentStatus.certificatesExpiryDate = text.flatMap { Timestamp(rfc3339: $0) }
    }
}

extension Machine {
    var isControlPlane: Bool { metadata.labels[ClusterLabel.controlPlane] != nil }
}
