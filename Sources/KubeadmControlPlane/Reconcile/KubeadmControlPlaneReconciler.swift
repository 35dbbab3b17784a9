import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import KubernetesAPI
import KubernetesClient
import Machinery
import PKI
import WorkloadCluster

/// Makes a control plane of machines that kubeadm sets up: the first founds the cluster, the others join it one by one. Keeps
/// it that way: replaces machines that are out of date or broken, and never so that etcd loses its quorum.
struct KubeadmControlPlaneReconciler: Reconciler {
    let workloadClusters: WorkloadClusters
    /// Reaches the etcd of workload clusters.
    let access: any ControlPlaneAccess
    let creations: MachineCreations
    let keyAlgorithm: KeyAlgorithm
    let pki: PKIEnvironment

    static let ownedConditions = [
        ConditionType.ready, ConditionType.available, ConditionType.certificatesAvailable,
        ConditionType.machinesCreated, ConditionType.machinesReady, ConditionType.machinesSpecUpToDate,
        ConditionType.resized, ConditionType.controlPlaneComponentsHealthy, ConditionType.etcdClusterHealthy,
        V1Beta2ConditionType.initialized, V1Beta2ConditionType.machinesUpToDate, V1Beta2ConditionType.rollingOut,
        V1Beta2ConditionType.scalingUp, V1Beta2ConditionType.scalingDown, V1Beta2ConditionType.remediating,
        V1Beta2ConditionType.deleting, V1Beta2ConditionType.paused,
    ]

    func reconcile(_ name: NamespacedName, _ context: ReconcileContext) async throws -> ReconcileResult {
        guard let controlPlane = try context.cache.get(KubeadmControlPlane.self, name) else { return .done }
        guard let clusterName = Self.clusterName(of: controlPlane) else { return .done }
        let cluster = try await context.observe(
            Cluster.self, NamespacedName(namespace: name.namespace, name: clusterName))
        return try await context.reconcileWithPatch(
            controlPlane, ownedConditions: Self.ownedConditions, observesGeneration: true
        ) { controlPlane in
            guard controlPlane.begin(with: ClusterFinalizer.kubeadmControlPlane, in: cluster, now: context.time.now())
            else {
                return .done
            }
            if controlPlane.metadata.isBeingDeleted {
                return try await delete(&controlPlane, clusterName: clusterName, cluster, context)
            }
            guard let cluster else { return .done }
            if let rival = Self.rival(of: controlPlane, in: cluster) {
                StatusReport(now: context.time.now()).refuse(
                    &controlPlane, ControlPlaneReason.anotherControlPlane,
                    "Cluster \(clusterName) has another control plane, \(rival): remove this one, or name it in the "
                        + "Cluster's spec.controlPlaneRef")
                return .done
            }
            return try await reconcile(&controlPlane, of: cluster, context)
        }
    }

    /// The Cluster that owns the control plane, or the one that its label names: the Cluster makes itself the owner of the one
    /// control plane that it refers to.
    static func clusterName(of controlPlane: KubeadmControlPlane) -> String? {
        controlPlane.metadata.ownerReferences.first { $0.groupKind == Cluster.resourceType.groupKind }?.name
            ?? controlPlane.metadata.labels[ClusterLabel.clusterName]
    }

    /// The control plane that the Cluster refers to instead of this one.
    private static func rival(of controlPlane: KubeadmControlPlane, in cluster: Cluster) -> String? {
        guard let reference = cluster.spec.controlPlaneRef,
            reference.kind != KubeadmControlPlane.resourceType.kind || reference.name != controlPlane.metadata.name
        else { return nil }
        return "\(reference.kind) \(reference.name)"
    }

    private func reconcile(
        _ controlPlane: inout KubeadmControlPlane, of cluster: Cluster, _ context: ReconcileContext
    ) async throws -> ReconcileResult {
        // One that lost its label is still one of ours: another must not be made in its place.
        let all = try context.cache.list(
            Machine.self, namespace: cluster.metadata.namespace,
            labels: [ClusterLabel.clusterName: cluster.metadata.name]
        ).filter { $0.metadata.labels[ClusterLabel.controlPlane] != nil || $0.metadata.isControlled(by: controlPlane) }
        let now = context.time.now()
        if cluster.status?.infrastructureReady == true {
            switch AdoptionPlan(controlPlane: controlPlane, machines: all).decision {
            case .none: break
            case .adopt(let names):
                try await adopt(all.filter { names.contains($0.metadata.name) }, for: controlPlane, context)
                // The Machines' change of owner wakes this key.
                return .done
            case .refuse(let problem):
                let isNews = StatusReport(now: now).refuse(
                    &controlPlane, ControlPlaneReason.foreignMachines, problem)
                if isNews { context.events.warning(controlPlane, "AdoptionFailed", problem) }
                return .done
            }
        }
        let machines = all.filter { $0.metadata.isControlled(by: controlPlane) }
        guard machines.count == all.count else {
            let others = all.filter { !$0.metadata.isControlled(by: controlPlane) }.map(\.metadata.name).sorted()
            StatusReport(now: now).refuse(
                &controlPlane, ControlPlaneReason.foreignMachines,
                "Not all control-plane Machines of the cluster belong to this control plane, so none is touched: "
                    + "\(MachineNames.text(others)) \(others.count == 1 ? "has" : "have") another owner")
            return .done
        }
        var scope = ControlPlaneScope(controlPlane: controlPlane, cluster: cluster, machines: machines, now: now)
        var phases = Phases()
        await phases.run {
            try await advance(&scope, context)
            return .done
        }
        StatusReport(now: now).update(&scope)
        controlPlane = scope.controlPlane
        return try phases.result().merging(scope.nextLook.map { .after(max($0 - now, .milliseconds(1))) } ?? .done)
    }

    /// Does the next thing that is possible; each phase may be the last one.
    private func advance(_ scope: inout ControlPlaneScope, _ context: ReconcileContext) async throws {
        try await scope.gather(context)
        guard scope.cluster.status?.infrastructureReady == true else {
            return hold(&scope, "Waiting for Cluster status.infrastructureReady to be true")
        }
        let template = try await observeTemplate(&scope, context)
        guard let certificates = try await reconcileCertificates(&scope, context) else { return }
        guard let endpoint = scope.cluster.spec.controlPlaneEndpoint, endpoint.isValid else {
            return hold(&scope, "Waiting for Cluster spec.controlPlaneEndpoint to be set")
        }
        try await reconcileKubeconfig(&scope, endpoint, certificates, context)
        let factory = ControlPlaneMachineFactory(
            controlPlane: scope.controlPlane, cluster: scope.cluster, template: template, context: context)
        try await factory.complete(&scope)
        try await propagateInPlace(&scope, factory, context)
        try await readWorkload(&scope, context)
        try await reportHealth(&scope, context)
        guard try await removeStrayMembers(&scope, context) else { return }
        guard try await reconcilePreTerminateHook(&scope, context) else { return }
        guard try await remediate(&scope, context) else { return }
        guard try await changeMachines(&scope, factory, context) else { return }
        try await finish(&scope, context)
    }

    private func hold(_ scope: inout ControlPlaneScope, _ why: String) {
        scope.waiting = why
        HealthReport(now: scope.now).setUnknown(&scope, V1Beta2Reason.inspectionFailed, why)
    }

    /// What is done once all machines are as they should be.
    private func finish(_ scope: inout ControlPlaneScope, _ context: ReconcileContext) async throws {
        guard scope.isInitialized, !scope.machines.isEmpty, scope.workload.answer != nil else { return }
        let workloadClient = try workloadClusters.client(for: scope.cluster.namespacedName)
        guard let version = try? SemanticVersion(parsing: scope.controlPlane.spec.version) else { return }
        try await WorkloadRoles(workloadClient: workloadClient).ensureNodeReaders()
        let changes = try await AddOns(
            controlPlane: scope.controlPlane, version: version, workloadClient: workloadClient
        ).update()
        for change in changes { context.events.normal(scope.controlPlane, "AddOnUpdated", change) }
        try await recordCertificateExpiries(&scope, context)
    }
}
