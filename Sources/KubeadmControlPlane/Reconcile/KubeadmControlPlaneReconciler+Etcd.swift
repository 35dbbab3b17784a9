import ClusterAPI
import ControllerRuntime
import Effects
import KubernetesAPI
import KubernetesClient
import Machinery
import WorkloadCluster

extension KubeadmControlPlaneReconciler {
    /// Removes members of etcd that have no Machine any more: what a machine leaves that was lost without a farewell.
    ///
    /// - Returns: Whether to go on.
    func removeStrayMembers(_ scope: inout ControlPlaneScope, _ context: ReconcileContext) async throws -> Bool {
        guard let answer = scope.workload.answer, let state = answer.etcd.state, !scope.machines.isEmpty,
            scope.machines.allSatisfy({ $0.status?.nodeRef != nil })
        else { return true }
        let nodes = Set(scope.machines.compactMap { $0.status?.nodeRef?.name })
        // A member that was just added has no name until it has started.
        let strays = state.members.filter { !$0.name.isEmpty && !nodes.contains($0.name) }
        guard let stray = strays.first else { return true }
        try await removeMember(stray, scope, answer, state)
        context.events.normal(
            scope.controlPlane, "EtcdMemberRemoved",
            "Removed the etcd member \(stray.name), which had no Machine any more")
        scope.waiting = "Waiting for etcd after the removal of the member \(stray.name)"
        // etcd tells nobody that it has settled.
        scope.look(after: Self.unhealthyDelay)
        return false
    }

    /// Lets machines that are being deleted go once they are drained: their etcd member leaves first, so that the rest of the
    /// members never wait for one that is gone.
    ///
    /// - Returns: Whether to go on.
    func reconcilePreTerminateHook(_ scope: inout ControlPlaneScope, _ context: ReconcileContext) async throws -> Bool {
        guard
            let machine = PreTerminateHook(machines: scope.machines, controlPlane: scope.controlPlane).machineToRelease
        else { return true }
        if scope.machines.count > 1, scope.controlPlane.hasManagedEtcd, let node = machine.status?.nodeRef?.name {
            guard let answer = scope.workload.answer else {
                scope.waiting =
                    "Waiting for the workload cluster to remove the etcd member of Machine \(machine.metadata.name)"
                return false
            }
            guard let state = answer.etcd.state else {
                scope.waiting = "Waiting for etcd to remove the member of Machine \(machine.metadata.name)"
                return false
            }
            if let member = state.member(named: node) {
                let staying = scope.machines.filter { !$0.metadata.isBeingDeleted }
                if let heir = staying.filter({ $0.status?.nodeRef != nil }).max(by: Machine.isOlder) {
                    try await moveLeadership(from: machine, to: heir, scope)
                }
                try await removeMember(member, scope, answer, state)
                context.events.normal(
                    scope.controlPlane, "EtcdMemberRemoved",
                    "Removed the etcd member of Machine \(machine.metadata.name)")
            }
        }
        scope.update(machine.metadata.name) { $0.metadata.annotations[KubeadmControlPlaneAnnotation.cleanupHook] = nil }
        try await scope.storeMachines(context)
        return true
    }

    /// Moves etcd's leadership away from a machine that is about to go; nothing happens where it does not lead.
    func moveLeadership(from machine: Machine, to heir: Machine, _ scope: ControlPlaneScope) async throws {
        guard let answer = scope.workload.answer, let state = answer.etcd.state,
            let node = machine.status?.nodeRef?.name, let member = state.member(named: node),
            member.id == state.leader, heir.metadata.name != machine.metadata.name
        else { return }
        guard let heirNode = heir.status?.nodeRef?.name, let next = state.member(named: heirNode) else {
            throw ControlPlaneError(
                "Machine \(heir.metadata.name) has no etcd member that could take the leadership from Machine "
                    + "\(machine.metadata.name)")
        }
        try await access.moveLeadership(
            of: scope.cluster.namespacedName, to: next.id, through: answer.nodes.keys.sorted())
    }

    private func removeMember(
        _ member: EtcdState.Member, _ scope: ControlPlaneScope, _ answer: WorkloadAnswer, _ state: EtcdState
    ) async throws {
        guard state.members.count > 1 else {
            throw ControlPlaneError("the last member of etcd, \(member.name), cannot be removed")
        }
        let others = Self.etcdNodes(of: scope.machines, among: Array(answer.nodes.values)).filter { $0 != member.name }
        try await access.removeMember(member.id, of: scope.cluster.namespacedName, through: others)
    }
}

/// Decides which machine that is being deleted may go.
struct PreTerminateHook: Sendable {
    let machines: [Machine]
    let controlPlane: KubeadmControlPlane

    /// From this version on kubelets speak to the API server beside them, which ends with the etcd member: then ours must be the
    /// last hook.
    private static let localKubelets = (1, 31)

    /// The machine that waits for nothing but the control plane's hook; one at a time.
    var machineToRelease: Machine? {
        let going = machines.filter(\.metadata.isBeingDeleted)
        guard going.allSatisfy({ $0.metadata.annotations[KubeadmControlPlaneAnnotation.cleanupHook] != nil }) else {
            return nil
        }
        let oldest = going.min { left, right in
            let (mine, other) = (left.metadata.deletionTimestamp, right.metadata.deletionTimestamp)
            guard let mine, let other, mine != other else { return left.metadata.name < right.metadata.name }
            return mine < other
        }
        guard let oldest, isWaiting(oldest), !mustWaitForOthers(oldest) else { return nil }
        return oldest
    }

    /// The Machine's controller says when it has come to the hooks.
    private func isWaiting(_ machine: Machine) -> Bool {
        let condition = machine.conditions[ConditionType.preTerminateDeleteHookSucceeded]
        return condition?.status == .false && condition?.reason == ConditionReason.waitingExternalHook
    }

    private func mustWaitForOthers(_ machine: Machine) -> Bool {
        guard let version = try? SemanticVersion(parsing: controlPlane.spec.version),
            (version.major, version.minor) >= Self.localKubelets
        else { return false }
        return machine.metadata.annotations.keys.contains { key in
            key.hasPrefix(ClusterAnnotation.preTerminateDeleteHookPrefix)
                && key != KubeadmControlPlaneAnnotation.cleanupHook
        }
    }
}
