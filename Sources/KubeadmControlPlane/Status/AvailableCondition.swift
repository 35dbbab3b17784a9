import ClusterAPI
import Effects
import KubernetesAPI
import Machinery
import WorkloadCluster

/// Whether a control plane serves: etcd has its quorum, one machine at least has all its parts, and there are certificates.
struct AvailableCondition: Sendable {
    let scope: ControlPlaneScope
    let now: Timestamp

    /// What goes away sooner is not told while the control plane serves.
    private static let patience = Duration.seconds(10)
    /// How long etcd may take at first to tell its members.
    private static let firstMembers = Duration.seconds(120)

    private var machines: [Machine] { scope.machines }
    private var hasManagedEtcd: Bool { scope.controlPlane.hasManagedEtcd }
    private var hasCertificates: Bool {
        scope.controlPlane.conditionsV1Beta2.isTrue(V1Beta2ConditionType.certificatesAvailable)
    }

    var condition: MetaCondition {
        guard scope.isInitialized else { return result(.false, "Control plane not yet initialized") }
        guard let answer = scope.workload.answer else { return unanswered }
        if hasManagedEtcd {
            guard answer.etcd.state != nil else { return withoutMembers }
            let etcd = EtcdHealth(reading: answer.etcd, machines: machines, nodes: answer.nodes, now: now)
            guard etcd.membersMatchMachines else {
                return result(.false, "The list of etcd members does not match the list of Machines and Nodes")
            }
        }
        let (machines, members) = (machineTally, memberTally(answer.etcd.state))
        let isServing = machines.good > 0 && hasCertificates && (!hasManagedEtcd || members.good >= members.quorum)
        let lines = isServing ? troubles(machines, members) : reasons(machines, members)
        return result(ConditionStatus(isServing), lines.joined(separator: "\n"))
    }

    /// When a trouble has lasted long enough to be told.
    var nextMoment: Timestamp? {
        machines.flatMap { machine in types.compactMap { machine.conditionsV1Beta2[$0] } }
            .filter { $0.status != .true }.compactMap(\.lastTransitionTime).map { $0 + Self.patience + .seconds(1) }
            .filter { $0 > now }.min()
    }

    private func result(_ status: ConditionStatus, _ message: String, reason: String? = nil) -> MetaCondition {
        let type = V1Beta2ConditionType.available
        let usual =
            status == .true
            ? V1Beta2Reason.whenTrue(type)
            : status == .false ? V1Beta2Reason.whenFalse(type) : V1Beta2Reason.inspectionFailed
        return MetaCondition(type: type, status: status, reason: reason ?? usual, message: message)
    }

    /// While nothing is known anew, what was said last counts, and in the end nothing.
    private var unanswered: MetaCondition {
        let components = scope.controlPlane.conditionsV1Beta2[V1Beta2ConditionType.controlPlaneComponentsHealthy]
        if components?.reason == V1Beta2Reason.connectionDown {
            return result(.unknown, components?.message ?? "", reason: V1Beta2Reason.connectionDown)
        }
        return scope.controlPlane.conditionsV1Beta2[V1Beta2ConditionType.available]
            ?? result(.unknown, scope.waiting ?? "")
    }

    private var withoutMembers: MetaCondition {
        let initialized = scope.controlPlane.conditionsV1Beta2[V1Beta2ConditionType.initialized]
        if let since = initialized?.lastTransitionTime, now - since < Self.firstMembers {
            return result(.false, "Waiting for etcd to report the list of members")
        }
        return result(.unknown, "Failed to get etcd members")
    }

    // MARK: Counting

    private struct Tally {
        var good = 0
        /// Bad for long enough to be told.
        var bad = 0
        /// Bad for so short a time that it may pass.
        var fresh = 0
    }

    private var types: [String] { ControlPlaneComponent.conditionTypes(hasManagedEtcd: hasManagedEtcd) }

    /// An API server speaks to the etcd member beside it only, and the others to the API server beside them: a machine serves
    /// with all its parts or not at all.
    private var machineTally: Tally {
        machines.filter { $0.spec.providerID != nil }.reduce(into: Tally()) { count($1, types, &$0) }
    }

    private func count(_ machine: Machine, _ types: [String], _ tally: inout Tally) {
        let conditions = types.map { machine.conditionsV1Beta2[$0] }
        if conditions.allSatisfy({ $0?.status == .true }) {
            tally.good += 1
        } else if let since = conditions.compactMap(\.self).filter({ $0.status != .true })
            .compactMap(\.lastTransitionTime).min(), now - since > Self.patience
        {
            tally.bad += 1
        } else {
            tally.fresh += 1
        }
    }

    private struct MemberTally {
        var good = 0
        var bad = 0
        var fresh = 0
        var voting = 0
        var learners = 0
        var quorum: Int { voting / 2 + 1 }
        var count: Int { voting + learners }
    }

    private func memberTally(_ state: EtcdState?) -> MemberTally {
        var tally = MemberTally()
        var joining = machines.filter { $0.status?.nodeRef == nil }
        for member in state?.members ?? [] {
            // A member without a name has been added and not started yet: it has no vote to lose.
            if member.isLearner || member.name.isEmpty { tally.learners += 1 } else { tally.voting += 1 }
            if member.name.isEmpty {
                tally.good += 1
                continue
            }
            var machine = machines.first { $0.status?.nodeRef?.name == member.name }
            // Machines come one at a time: the member without a Machine is the one of the machine without a Node.
            if machine == nil, joining.count == 1 { machine = joining.popLast() }
            guard let machine else {
                tally.bad += 1
                continue
            }
            var one = Tally()
            count(machine, [V1Beta2ConditionType.etcdMemberHealthy], &one)
            tally.good += one.good
            tally.bad += one.bad
            tally.fresh += one.fresh
        }
        return tally
    }

    // MARK: Words

    private func troubles(_ tally: Tally, _ members: MemberTally) -> [String] {
        var lines: [String] = []
        if hasManagedEtcd, members.bad > 0 {
            lines.append(memberLine(members.good + members.fresh, members))
        }
        if tally.bad > 0 {
            let good = tally.good + tally.fresh
            lines.append(
                "* \(good) of \(machines.count) Machines \(good == 1 ? "has" : "have") healthy control plane components, at "
                    + "least 1 required")
        }
        return lines
    }

    private func reasons(_ tally: Tally, _ members: MemberTally) -> [String] {
        var lines: [String] = []
        if !hasCertificates { lines.append("* Control plane certificates are not available") }
        if hasManagedEtcd, members.good < members.quorum { lines.append(memberLine(members.good, members)) }
        if tally.good < 1 {
            lines.append("* There are no Machines with healthy control plane components, at least 1 required")
        }
        return lines
    }

    private func memberLine(_ good: Int, _ members: MemberTally) -> String {
        let learners = members.learners > 0 ? " \(members.learners) learner etcd member," : ""
        let need = "\(learners) at least \(members.quorum) healthy member required for etcd quorum"
        if good == 0 { return "* There are no healthy etcd member,\(need)" }
        return "* \(good) of \(members.count) etcd members \(good == 1 ? "is" : "are") healthy,\(need)"
    }
}
