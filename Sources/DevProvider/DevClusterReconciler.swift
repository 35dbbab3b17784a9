import ClusterAPI
import ClusterContract
import ControllerRuntime
import DevAPI
import Effects
import Machinery
import WorkloadSimulator

/// Gives a simulated cluster the address at which its control plane will answer, and removes all of it in the end.
struct DevClusterReconciler: Reconciler {
    let simulator: WorkloadSimulator

    func reconcile(_ name: NamespacedName, _ context: ReconcileContext) async throws -> ReconcileResult {
        guard let devCluster = try context.cache.get(DevCluster.self, name) else { return .done }
        let owner = devCluster.metadata.ownerReferences.first { $0.groupKind == Cluster.resourceType.groupKind }
        var cluster: Cluster?
        if let owner {
            cluster = try await context.observe(
                Cluster.self, NamespacedName(namespace: name.namespace, name: owner.name))
        }
        return try await context.reconcileWithPatch(devCluster, ownedConditions: [ConditionType.ready]) { devCluster in
            let isPaused = cluster?.pauses(devCluster.metadata) ?? Pausing.isPaused(devCluster.metadata)
            // The Cluster controller makes itself the owner first. The finalizer is stored before anything is made that it must
            // clean up.
            if !isPaused, !devCluster.metadata.isBeingDeleted {
                if cluster == nil || devCluster.metadata.addFinalizer(DevName.clusterFinalizer) { return .done }
            }
            devCluster.setPaused(isPaused, by: cluster, now: context.time.now())
            if isPaused { return .done }
            if devCluster.metadata.isBeingDeleted {
                try await simulator.removeCluster(devCluster.metadata.uid)
                devCluster.metadata.removeFinalizer(DevName.clusterFinalizer)
                return .done
            }
            guard let cluster else { return .done }
            try await provide(&devCluster, for: cluster, now: context.time.now())
            return .done
        }
    }

    private func provide(_ devCluster: inout DevCluster, for cluster: Cluster, now: Timestamp) async throws {
        do {
            let wanted = [devCluster.spec.controlPlaneEndpoint, cluster.spec.controlPlaneEndpoint]
                .compactMap { $0 }.first { $0.isValid }
            let endpoint = try await simulator.reserveEndpoint(
                forCluster: devCluster.metadata.uid,
                wanted: wanted.map { SimulatedEndpoint(host: $0.host, port: Int($0.port)) })
            devCluster.spec.controlPlaneEndpoint =
                wanted ?? APIEndpoint(host: endpoint.host, port: Int32(endpoint.port))
        } catch {
            set(
                .false(
                    ConditionType.ready, reason: DevMachineReason.provisioningFailed, severity: .warning, "\(error)"),
                on: &devCluster, now: now)
            throw error
        }
        devCluster.currentStatus.failureDomains = devCluster.spec.backend.inMemory?.failureDomains ?? [:]
        devCluster.currentStatus.ready = true
        set(.true(ConditionType.ready), on: &devCluster, now: now)
    }

    private func set(_ condition: Condition, on devCluster: inout DevCluster, now: Timestamp) {
        devCluster.conditions.set(condition, now: now)
        devCluster.setV1Beta2(
            V1Beta2ConditionType.ready, condition.status,
            reason: condition.reason.isEmpty ? V1Beta2ConditionType.ready : condition.reason, condition.message,
            now: now)
    }
}
