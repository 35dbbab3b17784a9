import ClusterAPI
import ClusterContract
import Effects
import KubernetesAPI
import Machinery
import WorkloadCluster

/// What is done about machines that health checks find unhealthy.
enum RemediationStep: Sendable, Hashable {
    /// No machine is to be repaired.
    case none
    /// A repair goes on: the machine is going, or its replacement is not made yet.
    case inProgress
    /// The machine stays for now. `until` is when time alone may change that.
    case refuse(machine: String, RemediationRefusal, until: Timestamp?)
    /// The machine is deleted; `leader` is the Machine that takes the leadership of etcd before.
    case delete(machine: String, RemediationData, leader: String?)
}

/// Why a machine is not repaired, in the words of Cluster API.
struct RemediationRefusal: Sendable, Hashable {
    /// The reason in Cluster API's own form.
    var reason = ConditionReason.waitingForRemediation
    /// The reason in Kubernetes' form.
    var reasonV1Beta2: String
    var message: String

    static func deferred(_ message: String) -> RemediationRefusal {
        RemediationRefusal(reasonV1Beta2: ControlPlaneReason.remediationDeferred, message: message)
    }

    static func impossible(_ message: String) -> RemediationRefusal {
        RemediationRefusal(reasonV1Beta2: ControlPlaneReason.cannotBeRemediated, message: message)
    }
}

/// Decides about repairs: the most broken machine first, one at a time, never so that etcd loses its quorum.
struct RemediationPlan: Sendable {
    let cluster: Cluster
    let controlPlane: KubeadmControlPlane
    let machines: [Machine]
    /// What etcd says; `nil` where it cannot be asked.
    let etcd: EtcdState?
    let now: Timestamp

    private static let defaultMinHealthyPeriod = Duration.seconds(3600)

    private var hasManagedEtcd: Bool { controlPlane.hasManagedEtcd }
    private var healthy: [Machine] { machines.filter { !$0.isUnhealthy } }

    var step: RemediationStep {
        let candidates = machines.filter(\.isToBeRemediated)
        guard let machine = candidates.min(by: isMoreBroken) else { return .none }
        if machine.metadata.isBeingDeleted || isReplacementMissing { return .inProgress }
        let name = machine.metadata.name
        if let version = cluster.spec.topology?.version, version != controlPlane.spec.version {
            let message =
                "KubeadmControlPlane can't remediate while waiting for a version upgrade to \(version) to be propagated "
                + "from Cluster.spec.topology"
            return .refuse(machine: name, .deferred(message), until: nil)
        }
        let retry = retry(of: machine)
        if let refusal = retry.refusal { return .refuse(machine: name, refusal, until: retry.until) }
        guard controlPlane.status?.initialized == true else {
            return .delete(machine: name, retry.data, leader: nil)
        }
        if let refusal = unsafety(of: machine) { return .refuse(machine: name, refusal, until: nil) }
        guard hasManagedEtcd else { return .delete(machine: name, retry.data, leader: nil) }
        guard let leader = healthy.filter({ $0.status?.nodeRef != nil }).max(by: Machine.isOlder) else {
            return .refuse(
                machine: name,
                .impossible(
                    "KubeadmControlPlane can't remediate this Machine because there is no healthy Machine to forward etcd "
                        + "leadership to"), until: nil)
        }
        return .delete(machine: name, retry.data, leader: leader.metadata.name)
    }

    /// Whether a machine was deleted by a repair and none made since. The note of it may outlive the repair by a crash.
    var isReplacementMissing: Bool {
        guard let repair = controlPlane.remediationInProgress else { return false }
        return !machines.contains { machine in
            machine.remediationFor == repair
                || (machine.metadata.creationTimestamp ?? repair.timestamp) > repair.timestamp
        }
    }

    // MARK: The most broken one

    private func isMoreBroken(_ left: Machine, _ right: Machine) -> Bool {
        let (mine, other) = (signs(of: left), signs(of: right))
        for (isMine, isOther) in zip(mine, other) where isMine != isOther { return isMine }
        return Machine.isOlder(left, right)
    }

    /// What speaks for repairing a machine before others, the strongest first.
    private func signs(of machine: Machine) -> [Bool] {
        let etcd = [ConditionType.etcdMemberHealthy, ConditionType.etcdPodHealthy]
        let components = [
            ConditionType.apiServerPodHealthy, ConditionType.controllerManagerPodHealthy,
            ConditionType.schedulerPodHealthy,
        ]
        let types = (hasManagedEtcd ? etcd : []) + components
        return [
            machine.metadata.annotations[ClusterAnnotation.remediateMachine] != nil, machine.status?.nodeRef == nil,
        ] + types.map { !machine.conditions.isTrue($0) }
    }

    // MARK: Retries

    /// Whether the machine may be repaired again, where it is itself the fruit of a repair that failed too soon.
    private func retry(of machine: Machine) -> (data: RemediationData, refusal: RemediationRefusal?, until: Timestamp?)
    {
        var data = RemediationData(machine: machine.metadata.name, timestamp: now, retryCount: 0)
        guard let last = machine.remediationFor else { return (data, nil, nil) }
        let strategy = controlPlane.spec.remediationStrategy
        let minHealthyPeriod = strategy?.minHealthyPeriod?.duration ?? Self.defaultMinHealthyPeriod
        guard last.timestamp + minHealthyPeriod > now else { return (data, nil, nil) }
        data.retryCount = last.retryCount
        if let period = strategy?.retryPeriod, last.timestamp + period.duration > now {
            let message =
                "KubeadmControlPlane can't remediate this machine because the operation already failed in the latest "
                + "\(period) (RetryPeriod)"
            return (data, .deferred(message), last.timestamp + period.duration)
        }
        if let limit = strategy?.maxRetry, data.retryCount >= Int(limit) {
            let message =
                "KubeadmControlPlane can't remediate this machine because the operation already failed \(limit) times "
                + "(MaxRetry)"
            return (data, .impossible(message), last.timestamp + minHealthyPeriod)
        }
        data.retryCount += 1
        return (data, nil, nil)
    }

    // MARK: Safety

    /// Why the machine cannot go without harm to a cluster that runs.
    private func unsafety(of machine: Machine) -> RemediationRefusal? {
        guard machines.count > 1 else {
            return .impossible("KubeadmControlPlane can't remediate if current replicas are less or equal to 1")
        }
        if healthy.contains(where: { $0.status?.nodeRef == nil }) {
            return .deferred(
                "KubeadmControlPlane waiting for control plane Machine provisioning to complete before triggering remediation"
            )
        }
        if machines.contains(where: \.metadata.isBeingDeleted) {
            return .deferred(
                "KubeadmControlPlane waiting for control plane Machine deletion to complete before triggering remediation"
            )
        }
        guard hasManagedEtcd else { return nil }
        guard let etcd else {
            return .deferred("KubeadmControlPlane can't remediate this Machine while etcd cannot be asked")
        }
        guard keepsQuorum(etcd, without: machine) else {
            return .impossible(
                "KubeadmControlPlane can't remediate this Machine because this could result in etcd loosing quorum")
        }
        return nil
    }

    /// Whether the members that stay are enough of those that etcd will count: members without a healthy Machine count as
    /// lost.
    func keepsQuorum(_ etcd: EtcdState, without machine: Machine) -> Bool {
        let staying = etcd.members.filter { $0.name != machine.status?.nodeRef?.name || $0.name.isEmpty }
        let good = staying.count { member in
            machines.contains { other in
                other.status?.nodeRef?.name == member.name && other.metadata.name != machine.metadata.name
                    && other.conditions.isTrue(ConditionType.etcdMemberHealthy)
            }
        }
        return good >= staying.count / 2 + 1
    }
}
