import ClusterAPI
import ClusterContract
import ControllerRuntime
import DevAPI
import Effects
import KubernetesAPI
import Machinery
import WorkloadSimulator

/// Brings one simulated machine up, from its virtual machine to its Node, and switches it off in the end.
struct DevMachineReconciler: Reconciler {
    let simulator: WorkloadSimulator

    func reconcile(_ name: NamespacedName, _ context: ReconcileContext) async throws -> ReconcileResult {
        guard let devMachine = try context.cache.get(DevMachine.self, name) else { return .done }
        let surroundings = try await Surroundings(of: devMachine, context)
        return try await context.reconcileWithPatch(
            devMachine, ownedConditions: [ConditionType.ready] + DevMachineCondition.all
        ) { devMachine in
            let now = context.time.now()
            let isPaused = surroundings.cluster?.pauses(devMachine.metadata) ?? Pausing.isPaused(devMachine.metadata)
            // The finalizer is stored before anything is made that it must clean up, and the identity before there is a Node by it:
            // a machine that is deleted at once would leave its Node behind.
            if !isPaused, !devMachine.metadata.isBeingDeleted, surroundings.areComplete,
                devMachine.metadata.addFinalizer(DevName.machineFinalizer)
            {
                devMachine.spec.providerID = devMachine.spec.providerID ?? MachineProvisioning.providerID(of: name.name)
                return .done
            }
            devMachine.setPaused(isPaused, by: surroundings.cluster, now: now)
            if isPaused { return .done }
            defer { Self.summarize(&devMachine, now: now) }
            if devMachine.metadata.isBeingDeleted {
                if let devCluster = surroundings.devCluster {
                    try await simulator.stop(machine: name.name, ofCluster: devCluster.metadata.uid)
                }
                devMachine.metadata.removeFinalizer(DevName.machineFinalizer)
                return .done
            }
            // The Machine controller makes itself the owner first.
            guard let machine = surroundings.machine, let cluster = surroundings.cluster,
                let devCluster = surroundings.devCluster
            else { return .done }
            return try await MachineProvisioning(
                simulator: simulator, machine: machine, cluster: cluster, devCluster: devCluster, context: context
            ).advance(&devMachine)
        }
    }

    private static func summarize(_ devMachine: inout DevMachine, now: Timestamp) {
        if devMachine.metadata.isBeingDeleted {
            devMachine.conditions.set(
                .false(ConditionType.ready, reason: ConditionReason.deleting, severity: .info), now: now)
        } else {
            devMachine.conditions.set(
                devMachine.conditions.summary(ConditionMerge(types: DevMachineCondition.all)), now: now)
        }
        for condition in devMachine.conditions {
            devMachine.setV1Beta2(
                condition.type, condition.status, reason: condition.reason.isEmpty ? condition.type : condition.reason,
                condition.message, now: now)
        }
    }
}

/// The objects that a DevMachine belongs to; each of them wakes it.
private struct Surroundings: Sendable {
    var machine: Machine?
    var cluster: Cluster?
    var devCluster: DevCluster?

    var areComplete: Bool { machine != nil && cluster != nil && devCluster != nil }

    init(of devMachine: DevMachine, _ context: ReconcileContext) async throws {
        let namespace = devMachine.metadata.namespace
        let owner = devMachine.metadata.ownerReferences.first { $0.groupKind == Machine.resourceType.groupKind }
        if let owner {
            machine = try await context.observe(
                Machine.self, NamespacedName(namespace: namespace, name: owner.name))
        }
        let label = devMachine.metadata.labels[ClusterLabel.clusterName]
        guard let clusterName = machine?.spec.clusterName ?? label else { return }
        cluster = try await context.observe(Cluster.self, NamespacedName(namespace: namespace, name: clusterName))
        guard let reference = cluster?.spec.infrastructureRef, reference.groupKind == DevCluster.resourceType.groupKind
        else { return }
        devCluster = try await context.observe(
            DevCluster.self, NamespacedName(namespace: namespace, name: reference.name))
    }
}
