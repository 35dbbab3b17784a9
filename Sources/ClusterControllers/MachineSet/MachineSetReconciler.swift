import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import KubernetesAPI
import KubernetesClient
import Machinery

/// Keeps as many Machines as a MachineSet asks for.
struct MachineSetReconciler: Reconciler {
    let creations: MachineCreations

    static let ownedConditions = [
        ConditionType.ready, ConditionType.machinesCreated, ConditionType.machinesReady, ConditionType.resized,
    ]

    func reconcile(_ name: NamespacedName, _ context: ReconcileContext) async throws -> ReconcileResult {
        guard let machineSet = try context.cache.get(MachineSet.self, name) else { return .done }
        let clusterName = NamespacedName(namespace: name.namespace, name: machineSet.spec.clusterName)
        let cluster = try await context.observe(Cluster.self, clusterName)
        return try await context.reconcileWithPatch(
            machineSet, ownedConditions: Self.ownedConditions, observesGeneration: true
        ) { machineSet in
            guard machineSet.begin(with: ClusterFinalizer.machineSet, in: cluster, now: context.time.now()) else {
                return .done
            }
            let machines = try Self.machines(of: machineSet, context)
            if machineSet.metadata.isBeingDeleted {
                return try await delete(&machineSet, machines, context)
            }
            guard let cluster else { return .done }
            return try await reconcile(&machineSet, machines, of: cluster, context)
        }
    }

    private func reconcile(
        _ machineSet: inout MachineSet, _ machines: [Machine], of cluster: Cluster, _ context: ReconcileContext
    ) async throws -> ReconcileResult {
        machineSet.metadata.labels[ClusterLabel.clusterName] = machineSet.spec.clusterName
        let deployment = try await deployment(of: machineSet, context)
        if machineSet.metadata.controller == nil {
            machineSet.metadata.ownerReferences.set(cluster.ownerReference(isController: false))
        }
        var machines = try await adopted(machines, into: machineSet, context)
        let scope = try await MachineSetScope(of: machineSet, in: cluster, deployment: deployment, context)

        var phases = Phases()
        let snapshot = machineSet
        await phases.run {
            machines = try await propagate(from: snapshot, to: machines, scope, context)
            return .done
        }
        let owned = machines
        await phases.run { try await completeClones(of: owned, from: snapshot, context) }
        await phases.run { try await remediate(snapshot, owned, scope, context) }
        var scaling = ScalingOutcome()
        await phases.run {
            do {
                scaling = try await scale(snapshot, owned, scope, context)
                return scaling.next
            } catch let error as ScalingError {
                scaling.condition = .false(
                    ConditionType.machinesCreated, reason: error.reason, severity: .error, error.message)
                throw error
            }
        }
        machineSet.conditions.set(scaling.condition, now: context.time.now())
        var obstacles = scope.obstacles
        obstacles.creation = scaling.obstacle
        let availability = MachineSetStatusCalculator(now: context.time.now()).update(
            &machineSet, machines: owned, obstacles: obstacles)
        await phases.run { availability }
        return try phases.result()
    }

    /// The Machines that this set manages, and those that match its selector and nobody manages.
    static func machines(of machineSet: MachineSet, _ context: ReconcileContext) throws -> [Machine] {
        try context.cache.list(
            Machine.self, namespace: machineSet.metadata.namespace,
            labels: [ClusterLabel.clusterName: machineSet.spec.clusterName]
        ).filter { machine in
            guard let controller = machine.metadata.controller else {
                return machineSet.spec.selector.matches(machine.metadata.labels) && !machine.metadata.isBeingDeleted
            }
            return controller.uid == machineSet.metadata.uid
        }
    }

    private func deployment(of machineSet: MachineSet, _ context: ReconcileContext) async throws -> MachineDeployment? {
        guard let owner = machineSet.metadata.controller, owner.kind == MachineDeployment.resourceType.kind else {
            return nil
        }
        let name = NamespacedName(namespace: machineSet.metadata.namespace, name: owner.name)
        return try await context.observe(MachineDeployment.self, name)
    }

    private func adopted(
        _ machines: [Machine], into machineSet: MachineSet, _ context: ReconcileContext
    ) async throws -> [Machine] {
        var result: [Machine] = []
        for machine in machines {
            guard machine.metadata.controller == nil else {
                result.append(machine)
                continue
            }
            var adopted = machine
            try adopted.metadata.ownerReferences.setController(machineSet.ownerReference(isController: true))
            result.append(try await context.patch(from: machine, to: adopted))
            context.events.normal(machineSet, "SuccessfulAdopt", "Adopted Machine \(machine.metadata.name)")
        }
        return result
    }

    private func delete(
        _ machineSet: inout MachineSet, _ machines: [Machine], _ context: ReconcileContext
    ) async throws -> ReconcileResult {
        let owned = machines.filter { $0.metadata.isControlled(by: machineSet) }
        let status = MachineSetStatusCalculator(now: context.time.now()).update(&machineSet, machines: owned)
        guard !owned.isEmpty else {
            machineSet.metadata.removeFinalizer(ClusterFinalizer.machineSet)
            return .done
        }
        try await propagateTimeouts(from: machineSet, to: owned, context)
        for machine in owned where !machine.metadata.isBeingDeleted {
            try await context.client.delete(machine)
        }
        return status
    }
}

/// What scaling came to.
struct ScalingOutcome: Sendable {
    /// MachinesCreated: false where something has to settle first.
    var condition: Condition? = .true(ConditionType.machinesCreated)
    /// Why not all Machines that are missing were made, where that is a matter of time.
    var obstacle: String?
    var next: ReconcileResult = .done
}

/// A failure to make a Machine, with the reason for the condition `MachinesCreated`.
struct ScalingError: Error, Sendable, CustomStringConvertible {
    var reason: String
    var message: String

    var description: String { message }
}
