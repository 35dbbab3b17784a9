import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import KubernetesAPI
import KubernetesClient
import Machinery
import WorkloadCluster

extension MachineReconciler {
    /// Takes a machine down and says how far that is.
    func deleting(
        _ machine: inout Machine, of cluster: Cluster?, _ context: ReconcileContext
    ) async throws -> ReconcileResult {
        let status = MachineStatusCalculator(now: context.time.now())
        status.updatePhase(of: &machine)
        let parts = try await parts(of: &machine, in: cluster, context)
        var phases = Phases()
        await phases.run { try await takeDown(&machine, parts, of: cluster, context) }
        let next = status.update(
            &machine, cluster: cluster, bootstrap: parts.bootstrap, infrastructure: parts.infrastructure,
            node: parts.node)
        await phases.run { next }
        return try phases.result()
    }

    /// What a Machine that goes still has.
    private struct DeletionParts: Sendable {
        var bootstrap: ContractObject?
        var infrastructure: ContractObject?
        var node: NodeObservation = .notLookedFor
        /// Whether the provider ID, by which the Node is found, is not written down on the Machine yet.
        var learnsProviderID = false
    }

    /// - Throws: Where a provider's object cannot be read: what may be there must not be taken for gone.
    private func parts(
        of machine: inout Machine, in cluster: Cluster?, _ context: ReconcileContext
    ) async throws -> DeletionParts {
        let namespace = machine.metadata.namespace
        var parts = DeletionParts()
        if let reference = machine.spec.bootstrap.configRef {
            parts.bootstrap = try await context.observe(reference, namespace: namespace)
        }
        parts.infrastructure = try await context.observe(machine.spec.infrastructureRef, namespace: namespace)
        if machine.spec.providerID == nil, let providerID = parts.infrastructure?.providerID {
            machine.spec.providerID = providerID
            parts.learnsProviderID = true
        }
        if let cluster { parts.node = try departingNode(of: &machine, in: cluster, context) }
        return parts
    }

    /// The Node that the Machine had, or one that came before it was seen, which nobody else would remove.
    private func departingNode(
        of machine: inout Machine, in cluster: Cluster, _ context: ReconcileContext
    ) throws -> NodeObservation {
        guard let name = machine.status?.nodeRef?.name else { return try findNode(of: &machine, in: cluster, context) }
        do {
            return try workloadNode(name, of: cluster).map(NodeObservation.found) ?? .missing
        } catch let error as WorkloadUnavailable {
            // What cannot be asked holds no deletion up.
            return .unreachable(error.reason, since: error.since)
        }
    }

    /// Step by step: hooks, Pods, volumes, infrastructure, bootstrap object, Node, finalizer. Each step must be over before the
    /// next begins.
    private func takeDown(
        _ machine: inout Machine, _ parts: DeletionParts, of cluster: Cluster?, _ context: ReconcileContext
    ) async throws -> ReconcileResult {
        if machine.conditions[ConditionType.ready]?.reason != ConditionReason.deleting {
            machine.conditions.set(
                .false(ConditionType.ready, reason: ConditionReason.deleting, severity: .info), now: context.time.now())
        }
        guard machine.metadata.hasFinalizer(ClusterFinalizer.machine) else { return .done }

        let mayDeleteNode = try await mayDeleteNode(of: machine, in: cluster, context)
        if mayDeleteNode, isWaiting(for: ClusterAnnotation.preDrainDeleteHookPrefix, &machine, context) {
            return .done
        }
        // Where the machine itself is gone nothing can be drained any more.
        if mayDeleteNode, parts.infrastructure != nil, let cluster,
            let wait = try await emptyNode(of: &machine, in: cluster, context)
        {
            return wait
        }
        if isWaiting(for: ClusterAnnotation.preTerminateDeleteHookPrefix, &machine, context) { return .done }
        // With the infrastructure goes the only other place that knows it; the write wakes this key again.
        if parts.learnsProviderID { return .done }
        if try await waits(
            for: parts.infrastructure, V1Beta2Reason.waitingForInfrastructureDeletion, &machine, context)
        {
            return .done
        }
        if try await waits(for: parts.bootstrap, V1Beta2Reason.waitingForBootstrapDeletion, &machine, context) {
            return .done
        }
        if mayDeleteNode, let cluster, let node = machine.status?.nodeRef {
            if let retry = try await deleteNode(node.name, of: &machine, in: cluster, context) { return retry }
        }
        if let wait = try await waitForWord(of: parts.node, &machine, in: cluster, context) { return wait }
        machine.metadata.removeFinalizer(ClusterFinalizer.machine)
        machine.setV1Beta2(
            V1Beta2ConditionType.deleting, .true, reason: V1Beta2Reason.deletionCompleted, "Deletion completed",
            now: context.time.now())
        return .done
    }

    /// A Machine whose Node was not seen yet may have one, of which a cluster tells that is reached again in a moment, such as after
    /// a restart.
    private func waitForWord(
        of node: NodeObservation, _ machine: inout Machine, in cluster: Cluster?, _ context: ReconcileContext
    ) async throws -> ReconcileResult? {
        guard case .unreachable(let reason, let since) = node, let cluster, machine.status?.nodeRef == nil,
            cluster.conditions.isTrue(ConditionType.controlPlaneInitialized),
            try await keepsNodes(cluster, without: machine, context)
        else { return nil }
        let remaining = ClusterStatusCalculator.connectionGracePeriod - (context.time.now() - since)
        guard remaining > .zero else { return nil }
        setDeleting(
            on: &machine, V1Beta2Reason.deletingNode,
            "Waiting for the cluster to tell whether the machine has a Node: \(reason)", context)
        // The connection wakes this key when it comes up, which may never be.
        return .after(remaining)
    }

    /// Deletes an object of a provider where it is still there.
    private func waits(
        for part: ContractObject?, _ reason: String, _ machine: inout Machine, _ context: ReconcileContext
    ) async throws -> Bool {
        guard let part else { return false }
        try await context.deleteIfNeeded(part)
        let since = part.object.deletionTimestamp ?? context.time.now().truncatedToSeconds
        setDeleting(
            on: &machine, reason,
            "Waiting for \(part.object.kind) \(part.object.name) to be deleted, since \(since.rfc3339)", context)
        return true
    }

    /// - Returns: When to try again; `nil` where the Node is gone or its time is up.
    private func deleteNode(
        _ name: String, of machine: inout Machine, in cluster: Cluster, _ context: ReconcileContext
    ) async throws -> ReconcileResult? {
        do {
            try await nodes.deleteNode(named: name, in: cluster.namespacedName)
            return nil
        } catch let error as WorkloadUnavailable where isStillConnecting(error, context) {
            setDeleting(
                on: &machine, V1Beta2Reason.deletingNode, "Node \(name) cannot be deleted yet: \(error)", context)
            return .after(.seconds(2))
        } catch {
            let limit = machine.spec.nodeDeletionTimeout?.duration ?? .seconds(10)
            let now = context.time.now()
            let firstFailure = firstFailure(of: &machine, now)
            if limit > .zero, now - (machine.metadata.deletionTimestamp ?? now) > limit,
                now - firstFailure >= Self.nodeDeletionRetryTimeout
            {
                context.events.warning(
                    machine, "FailedDeleteNode", "Gave up deleting Node \(name) after \(limit): \(error)")
                return nil
            }
            setDeleting(
                on: &machine, V1Beta2Reason.deletingNode, "Node \(name) cannot be deleted yet: \(error)", context)
            // A cluster that cannot be reached tells nothing when it is back but through its connection, which may never be:
            // the time-out must be looked at by itself.
            return .after(.seconds(2))
        }
    }

    /// A plane that has just started has not had its chance yet: its first attempt to connect costs no Node its deletion.
    private func isStillConnecting(_ error: WorkloadUnavailable, _ context: ReconcileContext) -> Bool {
        error.isFirstAttempt && context.time.now() - error.since < Self.firstConnectionTimeout
    }

    private static let firstConnectionTimeout = Duration.seconds(60)

    /// The time-out counts from the deletion of the Machine, so a long drain may have used it up before the Node's turn comes:
    /// for so long the deletion is tried nevertheless, which leaves time for more than two answers that are lost.
    private static let nodeDeletionRetryTimeout = Duration.seconds(30)

    /// When the Node could not be deleted for the first time, which the condition keeps.
    private func firstFailure(of machine: inout Machine, _ now: Timestamp) -> Timestamp {
        if machine.conditions[ConditionType.nodeHealthy]?.reason != ConditionReason.deletionFailed {
            machine.conditions.set(
                .false(ConditionType.nodeHealthy, reason: ConditionReason.deletionFailed, severity: .warning), now: now)
        }
        return machine.conditions[ConditionType.nodeHealthy]?.lastTransitionTime ?? now
    }

    /// Whether the Node is worth deleting: not where its whole cluster goes, nor where nothing could answer.
    func mayDeleteNode(of machine: Machine, in cluster: Cluster?, _ context: ReconcileContext) async throws -> Bool {
        guard let cluster, machine.status?.nodeRef != nil else { return false }
        return try await keepsNodes(cluster, without: machine, context)
    }

    private func keepsNodes(
        _ cluster: Cluster, without machine: Machine, _ context: ReconcileContext
    ) async throws -> Bool {
        guard !cluster.metadata.isBeingDeleted else { return false }
        if let reference = cluster.spec.controlPlaneRef {
            let controlPlane = try await context.observe(reference, namespace: cluster.metadata.namespace)
            if controlPlane?.object.isBeingDeleted == true { return false }
            if controlPlane?.isExternallyManaged == true { return true }
        }
        let others = try context.cache.list(
            Machine.self, namespace: machine.metadata.namespace,
            labels: [ClusterLabel.clusterName: cluster.metadata.name]
        ).filter { $0.isControlPlane && $0.metadata.uid != machine.metadata.uid && !$0.metadata.isBeingDeleted }
        return !others.isEmpty
    }

    /// Whether somebody asked, by annotation, to be waited for.
    private func isWaiting(for prefix: String, _ machine: inout Machine, _ context: ReconcileContext) -> Bool {
        let hooks = machine.metadata.annotations.keys.filter { $0.hasPrefix(prefix) }.sorted()
        let isPreDrain = prefix == ClusterAnnotation.preDrainDeleteHookPrefix
        let type =
            isPreDrain ? ConditionType.preDrainDeleteHookSucceeded : ConditionType.preTerminateDeleteHookSucceeded
        guard !hooks.isEmpty else {
            if machine.conditions[type] != nil { machine.conditions.set(.true(type), now: context.time.now()) }
            return false
        }
        let message = "Waiting for the hooks in the annotations \(hooks.joined(separator: ", "))"
        machine.conditions.set(
            .false(type, reason: ConditionReason.waitingExternalHook, severity: .info, message), now: context.time.now()
        )
        setDeleting(
            on: &machine, isPreDrain ? V1Beta2Reason.waitingForPreDrainHook : V1Beta2Reason.waitingForPreTerminateHook,
            message, context)
        return true
    }

    func setDeleting(
        on machine: inout Machine, _ reason: String, _ message: String, _ context: ReconcileContext
    ) {
        machine.setV1Beta2(V1Beta2ConditionType.deleting, .true, reason: reason, message, now: context.time.now())
        machine.conditions.set(
            .false(ConditionType.ready, reason: ConditionReason.deleting, severity: .info, message),
            now: context.time.now())
    }
}
