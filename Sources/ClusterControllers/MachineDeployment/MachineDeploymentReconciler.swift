import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import KubernetesAPI
import KubernetesClient
import Machinery

/// Runs a MachineDeployment as MachineSets, one for each template it has had.
struct MachineDeploymentReconciler: Reconciler {
    static let ownedConditions = [ConditionType.ready, ConditionType.available, ConditionType.machineSetReady]

    func reconcile(_ name: NamespacedName, _ context: ReconcileContext) async throws -> ReconcileResult {
        guard let deployment = try context.cache.get(MachineDeployment.self, name) else { return .done }
        let clusterName = NamespacedName(namespace: name.namespace, name: deployment.spec.clusterName)
        let cluster = try await context.observe(Cluster.self, clusterName)
        return try await context.reconcileWithPatch(
            deployment, ownedConditions: Self.ownedConditions, observesGeneration: true
        ) { deployment in
            guard deployment.begin(with: ClusterFinalizer.machineDeployment, in: cluster, now: context.time.now())
            else {
                return .done
            }
            if deployment.metadata.isBeingDeleted { return try await delete(&deployment, context) }
            guard let cluster else { return .done }
            return try await reconcile(&deployment, of: cluster, context)
        }
    }

    private func reconcile(
        _ deployment: inout MachineDeployment, of cluster: Cluster, _ context: ReconcileContext
    ) async throws -> ReconcileResult {
        deployment.metadata.labels[ClusterLabel.clusterName] = deployment.spec.clusterName
        deployment.metadata.ownerReferences.set(cluster.ownerReference(isController: false))
        let machineSets = try await adoptedMachineSets(of: deployment, context)

        var obstacles = ScalingObstacles()
        let spec = deployment.spec.template.spec
        let owner = cluster.ownerReference(isController: false)
        for reference in [spec.bootstrap.configRef, spec.infrastructureRef].compactMap(\.self) {
            let template = try await context.ownedTemplate(
                reference, namespace: deployment.metadata.namespace, owner: owner)
            if template == nil { obstacles.missingKinds.append(reference.kind) }
        }

        var phases = Phases()
        var current = machineSets
        var obstacle: CloningError?
        await phases.run {
            do {
                current = try await rollOut(&deployment, machineSets, context)
            } catch let error as CloningError {
                // A template that is missing is watched: its creation wakes this key.
                obstacle = error
            }
            return .done
        }
        let machines = try Self.machines(of: deployment, context)
        let status = MachineDeploymentStatusCalculator(now: context.time.now())
        await phases.run {
            status.update(
                &deployment, machineSets: current, machines: machines, obstacle: obstacle?.description,
                obstacles: obstacles)
        }
        let updated = deployment
        await phases.run { try await cleanUp(updated, current, context) }
        await phases.run { Self.untilRollout(of: updated, now: context.time.now()) }
        return try phases.result()
    }

    /// The moment of `rolloutAfter` is no event that could be watched.
    private static func untilRollout(of deployment: MachineDeployment, now: Timestamp) -> ReconcileResult {
        guard let moment = deployment.spec.rolloutAfter, moment > now else { return .done }
        return .after(moment - now)
    }

    /// The sets of this deployment in order of their creation; sets that match its selector and nobody manages become its own.
    private func adoptedMachineSets(
        of deployment: MachineDeployment, _ context: ReconcileContext
    ) async throws -> [MachineSet] {
        var result: [MachineSet] = []
        for machineSet in try Self.candidates(of: deployment, context) {
            guard machineSet.metadata.controller == nil else {
                result.append(machineSet)
                continue
            }
            var adopted = machineSet
            try adopted.metadata.ownerReferences.setController(deployment.ownerReference(isController: true))
            result.append(try await context.patch(from: machineSet, to: adopted))
        }
        return result
    }

    static func candidates(of deployment: MachineDeployment, _ context: ReconcileContext) throws -> [MachineSet] {
        try context.cache.list(
            MachineSet.self, namespace: deployment.metadata.namespace,
            labels: [ClusterLabel.clusterName: deployment.spec.clusterName]
        ).filter { machineSet in
            guard let controller = machineSet.metadata.controller else {
                return deployment.spec.selector.matches(machineSet.metadata.labels)
                    && !machineSet.metadata.isBeingDeleted
            }
            return controller.uid == deployment.metadata.uid
        }.sorted { left, right in
            let epoch = Timestamp(secondsSinceEpoch: 0)
            let (leftTime, rightTime) = (
                left.metadata.creationTimestamp ?? epoch, right.metadata.creationTimestamp ?? epoch
            )
            return leftTime == rightTime ? left.metadata.name < right.metadata.name : leftTime < rightTime
        }
    }

    static func machines(of deployment: MachineDeployment, _ context: ReconcileContext) throws -> [Machine] {
        try context.cache.list(
            Machine.self, namespace: deployment.metadata.namespace,
            labels: [ClusterLabel.clusterName: deployment.spec.clusterName]
        ).filter { $0.metadata.labels[ClusterLabel.deploymentName] == deployment.metadata.name }
    }

    private func delete(
        _ deployment: inout MachineDeployment, _ context: ReconcileContext
    ) async throws -> ReconcileResult {
        let owned = try Self.candidates(of: deployment, context).filter { $0.metadata.isControlled(by: deployment) }
        let status = MachineDeploymentStatusCalculator(now: context.time.now()).update(
            &deployment, machineSets: owned, machines: try Self.machines(of: deployment, context))
        guard !owned.isEmpty else {
            deployment.metadata.removeFinalizer(ClusterFinalizer.machineDeployment)
            return .done
        }
        for machineSet in owned where !machineSet.metadata.isBeingDeleted {
            try await context.client.delete(machineSet)
        }
        return status
    }
}
