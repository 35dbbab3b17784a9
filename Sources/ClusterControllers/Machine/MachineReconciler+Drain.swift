import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import KubernetesAPI
import KubernetesClient
import Machinery
import WorkloadCluster

extension MachineReconciler {
    /// Nothing tells when a budget allows an eviction or a volume is detached: this controller watches no Pods and no volumes
    /// of workload clusters.
    private static let roundDelay: Duration = .seconds(20)

    /// Empties the Node and waits for its volumes, so that what runs there can go on elsewhere.
    ///
    /// - Returns: When to go on; `nil` where nothing is left to wait for.
    func emptyNode(
        of machine: inout Machine, in cluster: Cluster, _ context: ReconcileContext
    ) async throws -> ReconcileResult? {
        guard let name = machine.status?.nodeRef?.name, !hasLostItsControlPlaneHook(machine) else { return nil }
        let node: Unstructured?
        do {
            node = try workloadNode(name, of: cluster)
        } catch let error as WorkloadUnavailable {
            return waitForConnection(of: &machine, error, context)
        }
        guard let node else { return nil }
        if let wait = try await drain(node, of: &machine, in: cluster, context) { return wait }
        return try await waitForVolumes(of: node, &machine, in: cluster, context)
    }

    /// A kubeadm control plane takes its hook away when the machine's etcd member is gone: then its API server is too, and with
    /// it what would be drained.
    private func hasLostItsControlPlaneHook(_ machine: Machine) -> Bool {
        machine.metadata.controller?.kind == KubeadmControlPlane.resourceType.kind
            && machine.metadata.annotations[KubeadmControlPlaneAnnotation.cleanupHook] == nil
    }

    func workloadNode(_ name: String, of cluster: Cluster) throws -> Unstructured? {
        try nodes.workloadClusters.node(name, of: cluster.namespacedName)?.unstructured
    }

    private func waitForConnection(
        of machine: inout Machine, _ error: WorkloadUnavailable, _ context: ReconcileContext
    ) -> ReconcileResult? {
        guard wantsDrain(machine, context) else { return nil }
        begin(\.nodeDrainStartTime, of: &machine, context)
        let message = "Cannot drain the Node: \(error.reason)"
        setDrain(
            .false(
                ConditionType.drainingSucceeded, reason: ConditionReason.drainingFailed, severity: .warning, message),
            &machine, context)
        setDeleting(on: &machine, V1Beta2Reason.drainingNode, message, context)
        // The connection wakes this key when it comes up; a time-out must be looked at by itself.
        return .after(Self.roundDelay)
    }

    // MARK: Pods

    private func wantsDrain(_ machine: Machine, _ context: ReconcileContext) -> Bool {
        machine.metadata.annotations[ClusterAnnotation.excludeNodeDraining] == nil
            && !isOver(machine.spec.nodeDrainTimeout, since: machine.status?.deletion?.nodeDrainStartTime, context)
    }

    private func drain(
        _ node: Unstructured, of machine: inout Machine, in cluster: Cluster, _ context: ReconcileContext
    ) async throws -> ReconcileResult? {
        if machine.conditions.isTrue(ConditionType.drainingSucceeded) { return nil }
        guard wantsDrain(machine, context) else {
            if let since = machine.status?.deletion?.nodeDrainStartTime,
                machine.conditions.isFalse(ConditionType.drainingSucceeded)
            {
                context.events.warning(
                    machine, "FailedDrainNode",
                    "Gave up draining Node \(node.name), which began at \(since.rfc3339), for nodeDrainTimeout is over")
            }
            return nil
        }
        begin(\.nodeDrainStartTime, of: &machine, context)
        let drain = NodeDrain(
            client: try nodes.workloadClusters.client(for: cluster.namespacedName), node: node,
            rules: try context.cache.list(MachineDrainRule.self, namespace: machine.metadata.namespace),
            machine: machine, cluster: cluster, now: context.time.now())
        do {
            try await drain.cordon()
            let state = try await drain.state()
            if state.isDone {
                context.events.normal(machine, "SuccessfulDrainNode", "Drained Node \(node.name)")
                setDrain(.true(ConditionType.drainingSucceeded), &machine, context)
                return nil
            }
            let report = await drain.evict(state)
            let message = report.message(since: machine.status?.deletion?.nodeDrainStartTime ?? context.time.now())
            setDrain(
                .false(
                    ConditionType.drainingSucceeded, reason: ConditionReason.draining, severity: .info,
                    "Draining the node before deletion"), &machine, context)
            setDeleting(on: &machine, V1Beta2Reason.drainingNode, message, context)
            return .after(report.isMoving ? .seconds(5) : Self.roundDelay)
        } catch {
            let message = "Failed to drain Node \(node.name): \(error)"
            setDrain(
                .false(
                    ConditionType.drainingSucceeded, reason: ConditionReason.drainingFailed, severity: .warning, message
                ),
                &machine, context)
            setDeleting(on: &machine, V1Beta2Reason.drainingNode, message, context)
            throw error
        }
    }

    private func setDrain(_ condition: Condition, _ machine: inout Machine, _ context: ReconcileContext) {
        machine.conditions.set(condition, now: context.time.now())
    }

    // MARK: Volumes

    private func waitForVolumes(
        of node: Unstructured, _ machine: inout Machine, in cluster: Cluster, _ context: ReconcileContext
    ) async throws -> ReconcileResult? {
        guard machine.metadata.annotations[ClusterAnnotation.excludeWaitForNodeVolumeDetach] == nil,
            // A kubelet that is gone detaches nothing.
            !NodeDrain.isUnreachable(node),
            !isOver(
                machine.spec.nodeVolumeDetachTimeout, since: machine.status?.deletion?.waitForNodeVolumeDetachStartTime,
                context)
        else { return nil }
        let client = try nodes.workloadClusters.client(for: cluster.namespacedName)
        let drain = NodeDrain(
            client: client, node: node,
            rules: try context.cache.list(MachineDrainRule.self, namespace: machine.metadata.namespace),
            machine: machine, cluster: cluster, now: context.time.now())
        let held = try await NodeVolumes.attached(to: node, skipping: try await drain.state().skipped, client)
        guard !held.isEmpty else {
            if machine.conditions[ConditionType.volumeDetachSucceeded] != nil {
                machine.conditions.set(.true(ConditionType.volumeDetachSucceeded), now: context.time.now())
            }
            return nil
        }
        begin(\.waitForNodeVolumeDetachStartTime, of: &machine, context)
        let since = machine.status?.deletion?.waitForNodeVolumeDetachStartTime ?? context.time.now()
        let message =
            "Waiting for Node volumes to be detached (started at \(since.rfc3339)): \(NodeVolumes.message(held))"
        machine.conditions.set(
            .false(
                ConditionType.volumeDetachSucceeded, reason: ConditionReason.waitingForVolumeDetach, severity: .info,
                message), now: context.time.now())
        setDeleting(on: &machine, V1Beta2Reason.waitingForVolumeDetach, message, context)
        return .after(Self.roundDelay)
    }

    // MARK: Time

    private func begin(
        _ moment: WritableKeyPath<MachineDeletionStatus, Timestamp?>, of machine: inout Machine,
        _ context: ReconcileContext
    ) {
        var deletion = machine.status?.deletion ?? MachineDeletionStatus()
        guard deletion[keyPath: moment] == nil else { return }
        deletion[keyPath: moment] = context.time.now().truncatedToSeconds
        machine.currentStatus.deletion = deletion
    }

    /// - Parameter limit: None, or zero, is forever.
    private func isOver(_ limit: MetaDuration?, since: Timestamp?, _ context: ReconcileContext) -> Bool {
        guard let limit, limit > .zero, let since else { return false }
        return context.time.now() - since > limit.duration
    }
}
