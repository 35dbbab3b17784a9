import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import KubernetesAPI
import KubernetesClient
import Machinery
import PKI
import WorkloadCluster

/// Makes a control plane of machines that kubeadm sets up: the first founds the cluster, the others join it one by one.
struct KubeadmControlPlaneReconciler: Reconciler {
    let workloadClusters: WorkloadClusters
    let keyAlgorithm: KeyAlgorithm
    let pki: PKIEnvironment

    static let ownedConditions = [
        ConditionType.ready, ConditionType.available, ConditionType.certificatesAvailable,
        ConditionType.machinesCreated,
        ConditionType.machinesReady, ConditionType.machinesSpecUpToDate, ConditionType.resized,
    ]

    func reconcile(_ name: NamespacedName, _ context: ReconcileContext) async throws -> ReconcileResult {
        guard let controlPlane = try context.cache.get(KubeadmControlPlane.self, name) else { return .done }
        guard let clusterName = Self.clusterName(of: controlPlane) else { return .done }
        let cluster = try await context.observe(
            Cluster.self, NamespacedName(namespace: name.namespace, name: clusterName))
        return try await context.reconcileWithPatch(
            controlPlane, ownedConditions: Self.ownedConditions, observesGeneration: true
        ) { controlPlane in
            let isPaused = cluster?.pauses(controlPlane.metadata) ?? Pausing.isPaused(controlPlane.metadata)
            controlPlane.setPaused(isPaused, by: cluster, now: context.time.now())
            if isPaused { return .done }
            if controlPlane.metadata.isBeingDeleted {
                return try await delete(&controlPlane, clusterName: clusterName, context)
            }
            if controlPlane.metadata.addFinalizer(ClusterFinalizer.kubeadmControlPlane) { return .done }
            guard let cluster else { return .done }
            return try await reconcile(&controlPlane, of: cluster, context)
        }
    }

    /// The Cluster that owns the control plane; it says so when it has found it.
    static func clusterName(of controlPlane: KubeadmControlPlane) -> String? {
        controlPlane.metadata.ownerReferences.first { $0.groupKind == Cluster.resourceType.groupKind }?.name
    }

    private func reconcile(
        _ controlPlane: inout KubeadmControlPlane, of cluster: Cluster, _ context: ReconcileContext
    ) async throws -> ReconcileResult {
        let all = try Self.machines(ofCluster: cluster.metadata.name, namespace: cluster.metadata.namespace, context)
        let machines = all.filter { $0.metadata.isControlled(by: controlPlane) }
        var waiting: String?
        var phases = Phases()
        let snapshot = controlPlane
        await phases.run {
            waiting = try await advance(snapshot, of: cluster, machines, foreign: all.count - machines.count, context)
            return .done
        }
        let hasCertificates = try await ClusterCertificates.look(for: cluster.namespacedName, in: context.client)
            .missing.isEmpty
        let status = try await observeStatus(of: controlPlane, in: cluster, machines, context)
        ControlPlaneStatusCalculator(now: context.time.now()).update(
            &controlPlane, machines: machines, status, hasCertificates: hasCertificates, waiting: waiting)
        return try phases.result()
    }

    /// Does the next thing that is possible.
    ///
    /// - Returns: What it waits for, in words; `nil` where nothing is to do.
    private func advance(
        _ controlPlane: KubeadmControlPlane, of cluster: Cluster, _ machines: [Machine], foreign: Int,
        _ context: ReconcileContext
    ) async throws -> String? {
        guard cluster.status?.infrastructureReady == true else {
            return "Waiting for the cluster's infrastructure to be ready"
        }
        guard foreign == 0 else {
            return "The cluster has \(foreign) control-plane Machines that this control plane does not manage"
        }
        let owner = controlPlane.ownerReference(isController: true)
        let certificates = try await ClusterCertificates.lookOrMake(
            for: cluster.namespacedName, owner: owner, algorithm: keyAlgorithm, pki: pki, in: context.client)
        guard let endpoint = cluster.spec.controlPlaneEndpoint, endpoint.isValid else {
            return "Waiting for the cluster's control plane endpoint"
        }
        try await ClusterKubeconfig.reconcile(
            for: cluster.namespacedName, server: "https://\(endpoint.hostAndPort)",
            authority: try certificates.clusterAuthority(), owner: owner, algorithm: keyAlgorithm, pki: pki,
            in: context.client)

        let factory = ControlPlaneMachineFactory(controlPlane: controlPlane, cluster: cluster, context: context)
        try await factory.completeClones(of: machines)
        let plan = ControlPlanePlan(
            desired: Int(controlPlane.spec.replicas ?? 1),
            isInitialized: cluster.conditions.isTrue(ConditionType.controlPlaneInitialized), machines: machines)
        switch plan.step {
        case .none: return nil
        case .wait(let reason): return reason
        case .initialize, .scaleUp:
            let domain = ControlPlanePlan.failureDomain(in: cluster.status?.failureDomains ?? [:], for: machines)
            let machine = try await factory.create(failureDomain: domain, founds: plan.step == .initialize)
            context.events.normal(
                controlPlane, plan.step == .initialize ? "ControlPlaneInitializing" : "ScalingUp",
                "Created Machine \(machine.metadata.name)")
            return "Waiting for Machine \(machine.metadata.name)"
        case .scaleDown(let name):
            try await context.client.delete(
                Machine.resourceType, NamespacedName(namespace: controlPlane.metadata.namespace, name: name))
            context.events.normal(controlPlane, "ScalingDown", "Deleted Machine \(name)")
            return "Waiting for Machine \(name) to be gone"
        }
    }

    static func machines(
        ofCluster cluster: String, namespace: String, _ context: ReconcileContext
    ) throws -> [Machine] {
        try context.cache.list(Machine.self, namespace: namespace, labels: [ClusterLabel.clusterName: cluster])
            .filter { $0.metadata.labels[ClusterLabel.controlPlane] != nil }
    }

    /// What the machines' infrastructure objects and the cluster itself say.
    private func observeStatus(
        of controlPlane: KubeadmControlPlane, in cluster: Cluster, _ machines: [Machine], _ context: ReconcileContext
    ) async throws -> ControlPlaneObservation {
        var observation = ControlPlaneObservation()
        for machine in machines {
            let infrastructure = try await context.observe(
                machine.spec.infrastructureRef, namespace: machine.metadata.namespace)
            observation.rolloutReasons[machine.metadata.name] = RolloutReasons.reasons(
                for: machine, infrastructure: infrastructure?.object, controlPlane)
        }
        observation.isInitialized = controlPlane.status?.initialized ?? false
        // Only a cluster that has a first machine can answer.
        guard machines.contains(where: { $0.status?.infrastructureReady == true }) else { return observation }
        do {
            let workloadClient = try workloadClusters.client(for: cluster.namespacedName)
            if !observation.isInitialized {
                let name = NamespacedName(namespace: "kube-system", name: "kubeadm-config")
                observation.isInitialized = try await workloadClient.find(ConfigMap.self, name) != nil
            }
            observation.readyNodes = try workloadClusters.nodes(of: cluster.namespacedName)
                .filter { node in
                    node.isReady && machines.contains { $0.status?.nodeRef?.name == node.metadata.name }
                }.count
        } catch let unavailable as WorkloadUnavailable {
            // The connection wakes this key when it comes up.
            observation.unreachable = unavailable.reason
        }
        return observation
    }

    /// The workers go first; then all machines of the control plane together, which need no quorum any more.
    private func delete(
        _ controlPlane: inout KubeadmControlPlane, clusterName: String, _ context: ReconcileContext
    ) async throws -> ReconcileResult {
        let namespace = controlPlane.metadata.namespace
        let all = try context.cache.list(
            Machine.self, namespace: namespace, labels: [ClusterLabel.clusterName: clusterName])
        let machines = all.filter { $0.metadata.isControlled(by: controlPlane) }
        let calculator = ControlPlaneStatusCalculator(now: context.time.now())
        let workers = all.filter { $0.metadata.labels[ClusterLabel.controlPlane] == nil }
        guard workers.isEmpty else {
            calculator.setDeleting(
                &controlPlane, machines: machines, "Waiting for \(workers.count) worker Machines to be gone")
            return .done
        }
        guard !machines.isEmpty else {
            controlPlane.metadata.removeFinalizer(ClusterFinalizer.kubeadmControlPlane)
            return .done
        }
        for machine in machines where !machine.metadata.isBeingDeleted {
            try await context.client.delete(machine)
        }
        calculator.setDeleting(
            &controlPlane, machines: machines, "Waiting for \(machines.count) control-plane Machines to be gone")
        return .done
    }
}

/// What is known of a control plane beside its Machines.
struct ControlPlaneObservation: Sendable {
    /// kubeadm has written its configuration into the cluster.
    var isInitialized = false
    var readyNodes = 0
    /// Why the cluster's API cannot be asked.
    var unreachable: String?
    /// Why Machines are out of date, by the name of the Machine.
    var rolloutReasons: [String: [String]] = [:]
}
