import ClusterAPI
import ClusterContract
import Effects
import KubernetesAPI
import Machinery
import WorkloadCluster

/// Writes what is known of a control plane's health into the conditions of its Machines and its own.
struct HealthReport: Sendable {
    let now: Timestamp

    func set(_ answer: WorkloadAnswer, on scope: inout ControlPlaneScope) {
        let hasManagedEtcd = scope.controlPlane.hasManagedEtcd
        let pods = StaticPodHealth(hasManagedEtcd: hasManagedEtcd, nodes: answer.nodes, pods: answer.pods)
        let etcd = EtcdHealth(reading: answer.etcd, machines: scope.machines, nodes: answer.nodes, now: now)
        scope.updateMachines { machine in
            guard let node = machine.status?.nodeRef?.name else {
                setProvisioning(&machine, hasManagedEtcd: hasManagedEtcd)
                return
            }
            for (type, finding) in pods.findings(for: machine, onNode: node) {
                machine.set(finding, as: type, now: now)
            }
            if hasManagedEtcd, let finding = etcd.finding(for: machine, onNode: node) {
                machine.set(finding, as: ConditionType.etcdMemberHealthy, now: now)
            }
        }
        let strays = strayNodes(answer, scope.machines)
        aggregate(
            on: &scope.controlPlane, components(scope.machines, hasManagedEtcd: hasManagedEtcd, errors: strays))
        if hasManagedEtcd {
            aggregate(
                on: &scope.controlPlane, members(scope.machines, errors: etcd.clusterErrors + strays))
        } else {
            // Whoever runs that etcd may report on it in Kubernetes' form.
            scope.controlPlane.conditions.set(.true(ConditionType.etcdClusterHealthy), now: now)
        }
    }

    /// Says that nothing can be said, and why. What Cluster API's own conditions said last stays: they decide nothing while
    /// there is no connection.
    func setUnknown(_ scope: inout ControlPlaneScope, _ reason: String, _ message: String) {
        let hasManagedEtcd = scope.controlPlane.hasManagedEtcd
        let types = ControlPlaneComponent.conditionTypes(hasManagedEtcd: hasManagedEtcd)
        let now = now
        scope.updateMachines { machine in
            for type in types { machine.setV1Beta2(type, .unknown, reason: reason, message, now: now) }
        }
        let targets =
            [V1Beta2ConditionType.controlPlaneComponentsHealthy]
            + (hasManagedEtcd ? [V1Beta2ConditionType.etcdClusterHealthy] : [])
        for target in targets {
            scope.controlPlane.setV1Beta2(target, .unknown, reason: reason, message, now: now)
        }
    }

    /// A machine without a Node has nothing to show yet.
    private func setProvisioning(_ machine: inout Machine, hasManagedEtcd: Bool) {
        let message =
            machine.spec.providerID.map { "Waiting for a Node with spec.providerID \($0) to exist" }
            ?? "Waiting for \(machine.spec.infrastructureRef.kind) to report spec.providerID"
        for type in ControlPlaneComponent.conditionTypes(hasManagedEtcd: hasManagedEtcd) {
            machine.setV1Beta2(type, .unknown, reason: V1Beta2Reason.inspectionFailed, message, now: now)
        }
    }

    /// Control-plane Nodes of no Machine; while a machine comes up, one may be its own.
    private func strayNodes(_ answer: WorkloadAnswer, _ machines: [Machine]) -> [String] {
        guard machines.allSatisfy({ $0.status?.nodeRef != nil }) else { return [] }
        let known = Set(machines.compactMap { $0.status?.nodeRef?.name })
        return answer.nodes.keys.filter { !known.contains($0) }.sorted().map {
            "Control plane Node \($0) does not have a corresponding Machine"
        }
    }

    private func components(_ machines: [Machine], hasManagedEtcd: Bool, errors: [String]) -> HealthAggregation {
        HealthAggregation(
            machines: machines,
            types: ControlPlaneComponent.components(hasManagedEtcd: hasManagedEtcd).map(\.conditionType),
            target: ConditionType.controlPlaneComponentsHealthy, subject: "control plane",
            reasons: (
                ConditionReason.controlPlaneComponentsUnhealthy, ConditionReason.controlPlaneComponentsUnknown
            ), errors: errors)
    }

    private func members(_ machines: [Machine], errors: [String]) -> HealthAggregation {
        HealthAggregation(
            machines: machines, types: [ConditionType.etcdMemberHealthy], target: ConditionType.etcdClusterHealthy,
            subject: "etcd member",
            reasons: (ConditionReason.etcdClusterUnhealthy, ConditionReason.etcdClusterUnknown), errors: errors)
    }

    private func aggregate(on controlPlane: inout KubeadmControlPlane, _ aggregation: HealthAggregation) {
        controlPlane.conditions.set(aggregation.condition, now: now)
        controlPlane.conditionsV1Beta2.set(aggregation.conditionV1Beta2, now: now)
    }
}
