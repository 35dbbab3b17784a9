import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import KubernetesAPI
import KubernetesClient
import Machinery
import WorkloadCluster

extension MachineReconciler {
    /// Takes a machine down step by step: hooks, Pods, volumes, infrastructure, bootstrap object, Node, finalizer. Each step
    /// must be over before the next begins.
    func deleting(
        _ machine: inout Machine, of cluster: Cluster?, _ context: ReconcileContext
    ) async throws -> ReconcileResult {
        let status = MachineStatusCalculator(now: context.time.now())
        status.updatePhase(of: &machine)
        machine.conditions.set(
            .false(ConditionType.ready, reason: ConditionReason.deleting, severity: .info), now: context.time.now())
        guard machine.metadata.hasFinalizer(ClusterFinalizer.machine) else { return .done }

        if let cluster { try await takeLateNode(into: &machine, of: cluster, context) }
        let mayDeleteNode = try await mayDeleteNode(of: machine, in: cluster, context)
        if mayDeleteNode, isWaiting(for: ClusterAnnotation.preDrainDeleteHookPrefix, &machine, context) {
            return .done
        }
        if mayDeleteNode, let cluster, let wait = try await emptyNode(of: &machine, in: cluster, context) {
            return wait
        }
        if isWaiting(for: ClusterAnnotation.preTerminateDeleteHookPrefix, &machine, context) { return .done }

        let namespace = machine.metadata.namespace
        let infrastructure = try await context.observe(machine.spec.infrastructureRef, namespace: namespace)
        if let infrastructure {
            try await context.deleteIfNeeded(infrastructure)
            setDeleting(
                on: &machine, V1Beta2Reason.waitingForInfrastructureDeletion,
                "Waiting for \(infrastructure.object.kind) \(infrastructure.object.name) to be deleted", context)
            return .done
        }
        if let reference = machine.spec.bootstrap.configRef,
            let bootstrap = try await context.observe(reference, namespace: namespace)
        {
            try await context.deleteIfNeeded(bootstrap)
            setDeleting(
                on: &machine, V1Beta2Reason.waitingForBootstrapDeletion,
                "Waiting for \(bootstrap.object.kind) \(bootstrap.object.name) to be deleted", context)
            return .done
        }
        if mayDeleteNode, let cluster, let node = machine.status?.nodeRef {
            if let retry = try await deleteNode(node.name, of: &machine, in: cluster, context) { return retry }
        }
        machine.metadata.removeFinalizer(ClusterFinalizer.machine)
        return .done
    }

    /// A Machine that is deleted before its Node was seen may have one all the same, which nobody else would remove.
    private func takeLateNode(
        into machine: inout Machine, of cluster: Cluster, _ context: ReconcileContext
    ) async throws {
        guard machine.status?.nodeRef == nil else { return }
        if machine.spec.providerID == nil {
            machine.spec.providerID =
                try await context.observe(machine.spec.infrastructureRef, namespace: machine.metadata.namespace)?
                .providerID
        }
        guard let providerID = machine.spec.providerID else { return }
        do {
            guard let node = try nodes.node(providerID: providerID, in: cluster.namespacedName) else { return }
            machine.currentStatus.nodeRef = ObjectReference(
                apiVersion: "v1", kind: "Node", name: node.metadata.name, uid: node.metadata.uid)
        } catch is WorkloadUnavailable {
            // What cannot be asked holds no deletion up.
        }
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
    /// for so long the deletion is tried nevertheless.
    private static let nodeDeletionRetryTimeout = Duration.seconds(10)

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
        guard let cluster, !cluster.metadata.isBeingDeleted, machine.status?.nodeRef != nil else { return false }
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
