import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import KubernetesAPI
import KubernetesClient
import Machinery
import WorkloadCluster

/// Ties a cluster's infrastructure, control plane and Machines together, and takes them apart in order.
struct ClusterReconciler: Reconciler {
    let workloadClusters: WorkloadClusters

    static let ownedConditions = [
        ConditionType.ready, ConditionType.infrastructureReady, ConditionType.controlPlaneReady,
        ConditionType.controlPlaneInitialized,
    ]

    func reconcile(_ name: NamespacedName, _ context: ReconcileContext) async throws -> ReconcileResult {
        guard let cluster = try context.cache.get(Cluster.self, name) else { return .done }
        return try await context.reconcileWithPatch(
            cluster, ownedConditions: Self.ownedConditions, observesGeneration: true
        ) { cluster in
            guard cluster.begin(with: ClusterFinalizer.cluster, in: cluster, now: context.time.now()) else {
                return .done
            }
            if cluster.metadata.isBeingDeleted { return try await deleting(&cluster, context) }
            return try await reconcile(&cluster, context)
        }
    }

    private func reconcile(_ cluster: inout Cluster, _ context: ReconcileContext) async throws -> ReconcileResult {
        let before = cluster.status?.phase
        var parts = ClusterParts(machines: try Self.machines(of: cluster, context))
        parts.machineDeployments = try context.cache.list(
            MachineDeployment.self, namespace: cluster.metadata.namespace,
            labels: [ClusterLabel.clusterName: cluster.metadata.name])
        parts.connection = connectionState(of: cluster)

        var phases = Phases()
        await phases.run {
            parts.infrastructure = try await reconcileInfrastructure(&cluster, context)
            return .done
        }
        await phases.run {
            parts.controlPlane = try await reconcileControlPlane(&cluster, context)
            return .done
        }
        let next = ClusterStatusCalculator(now: context.time.now()).update(&cluster, parts)
        await phases.run { next }
        if cluster.status?.phase != before, let phase = cluster.status?.phase {
            context.events.normal(cluster, "PhaseChanged", "Cluster is \(phase)")
        }
        return try phases.result()
    }

    /// A cluster that was reached before a restart is wanted to be reached again.
    private func connectionState(of cluster: Cluster) -> ConnectionState? {
        let name = cluster.namespacedName
        if cluster.conditionsV1Beta2.isTrue(V1Beta2ConditionType.remoteConnectionProbe) {
            _ = try? workloadClusters.client(for: name)
        }
        return workloadClusters.connectionState(of: name)
    }

    static func machines(of cluster: Cluster, _ context: ReconcileContext) throws -> [Machine] {
        try context.cache.list(
            Machine.self, namespace: cluster.metadata.namespace,
            labels: [ClusterLabel.clusterName: cluster.metadata.name])
    }

    /// Takes endpoint and failure domains from the infrastructure once that is ready.
    private func reconcileInfrastructure(
        _ cluster: inout Cluster, _ context: ReconcileContext
    ) async throws -> ContractObject? {
        guard let reference = cluster.spec.infrastructureRef else {
            // A cluster whose topology is not worked out yet has no reference, but will have one.
            if cluster.spec.topology == nil { cluster.currentStatus.infrastructureReady = true }
            return nil
        }
        guard let infrastructure = try await context.observe(reference, namespace: cluster.metadata.namespace) else {
            if cluster.status?.infrastructureReady == true {
                throw ContractViolation("\(reference.kind) \"\(reference.name)\" is gone, although it was ready before")
            }
            return nil
        }
        try await context.claim(
            infrastructure.object, for: cluster.ownerReference(isController: true), clusterName: cluster.metadata.name)
        takeFailure(of: infrastructure, into: &cluster)
        guard infrastructure.isReady else { return infrastructure }
        if cluster.spec.controlPlaneEndpoint?.isValid != true, let endpoint = infrastructure.controlPlaneEndpoint,
            endpoint.isValid
        {
            cluster.spec.controlPlaneEndpoint = endpoint
        }
        cluster.currentStatus.failureDomains = infrastructure.failureDomains
        cluster.currentStatus.infrastructureReady = true
        return infrastructure
    }

    private func reconcileControlPlane(
        _ cluster: inout Cluster, _ context: ReconcileContext
    ) async throws -> ContractObject? {
        guard let reference = cluster.spec.controlPlaneRef else { return nil }
        guard let controlPlane = try await context.observe(reference, namespace: cluster.metadata.namespace) else {
            if cluster.status?.controlPlaneReady == true {
                throw ContractViolation("\(reference.kind) \"\(reference.name)\" is gone, although it was ready before")
            }
            return nil
        }
        try await context.claim(
            controlPlane.object, for: cluster.ownerReference(isController: true), clusterName: cluster.metadata.name)
        takeFailure(of: controlPlane, into: &cluster)
        if cluster.spec.controlPlaneEndpoint?.isValid != true, let endpoint = controlPlane.controlPlaneEndpoint,
            endpoint.isValid
        {
            cluster.spec.controlPlaneEndpoint = endpoint
        }
        // A control plane that was ready once stays so here; what ails it later is told by its conditions.
        if controlPlane.isReady { cluster.currentStatus.controlPlaneReady = true }
        return controlPlane
    }

    private func takeFailure(of object: ContractObject, into cluster: inout Cluster) {
        cluster.currentStatus.failureReason = object.failureReason ?? cluster.status?.failureReason
        if let message = object.failureMessage {
            cluster.currentStatus.failureMessage =
                "Failure detected from referenced resource \(object.object.kind) \"\(object.object.name)\": \(message)"
        }
    }
}

/// What a Cluster's status is made of.
struct ClusterParts: Sendable {
    var infrastructure: ContractObject?
    var controlPlane: ContractObject?
    var machines: [Machine]
    var machineDeployments: [MachineDeployment] = []
    /// `nil` where nobody asked for a connection yet.
    var connection: ConnectionState?

    init(machines: [Machine]) {
        self.machines = machines
    }

    var controlPlaneMachines: [Machine] { machines.filter(\.isControlPlane) }
    var workers: [Machine] { machines.filter { !$0.isControlPlane } }
}
