import ClusterAPI
import Effects
import KubernetesAPI
import Machinery
import WorkloadCluster

/// What etcd could be asked.
enum EtcdReading: Sendable, Hashable {
    /// Somebody else runs etcd.
    case external
    /// No machine has a Node through which etcd could be asked.
    case noNodes
    case state(EtcdState)
    /// Why it could not be asked.
    case failed(String)

    var state: EtcdState? {
        if case .state(let state) = self { state } else { nil }
    }
}

/// How the members of an etcd that runs on the control-plane machines fare.
struct EtcdHealth: Sendable {
    let reading: EtcdReading
    let machines: [Machine]
    /// The control-plane Nodes by name.
    let nodes: [String: Node]
    let now: Timestamp

    private static let inspectionFailed = (ConditionReason.etcdMemberInspectionFailed, V1Beta2Reason.inspectionFailed)
    private static let unhealthy = (ConditionReason.etcdMemberUnhealthy, ControlPlaneReason.notHealthy)
    /// How long it takes at most until a new member is seen.
    private static let memberDelay = Duration.seconds(120)

    /// - Parameter node: The name of the Machine's Node.
    func finding(for machine: Machine, onNode node: String) -> HealthFinding? {
        switch reading {
        case .external, .noNodes: return machine.metadata.isBeingDeleted ? .deleting : nil
        case .failed(let why):
            if machine.metadata.isBeingDeleted { return .deleting }
            return .unknown(Self.inspectionFailed, "Failed to connect to etcd: \(why)")
        case .state(let state):
            if let finding = Self.finding(state, machine, onNode: node) { return finding }
            return .healthy(ControlPlaneReason.healthy)
        }
    }

    private static func finding(_ state: EtcdState, _ machine: Machine, onNode node: String) -> HealthFinding? {
        guard let member = state.member(named: node) else {
            return .unhealthy(
                unhealthy, .error, "Missing etcd member", v1Beta2: "Etcd doesn't have an etcd member for Node \(node)")
        }
        if machine.metadata.isBeingDeleted { return .deleting }
        if !member.alarms.isEmpty {
            let alarms = member.alarms.joined(separator: ", ")
            return .unhealthy(
                unhealthy, .error, "Etcd member reports alarms: \(alarms)", v1Beta2: "Etcd reports alarms: \(alarms)")
        }
        return member.failure.map { .unhealthy(unhealthy, .error, "Etcd member does not answer: \($0)") }
    }

    /// What is wrong with the cluster as a whole and cannot be told on a Machine.
    var clusterErrors: [String] {
        guard let state = reading.state else { return [] }
        return state.members.filter { member in !machines.contains { $0.status?.nodeRef?.name == member.name } }
            .map { member in
                let name = member.name.isEmpty ? "\(member.id) (Name not yet assigned)" : member.name
                return "Etcd member \(name) does not have a corresponding Machine"
            }
    }

    /// Whether members and Machines belong together, but for those that come or go just now.
    var membersMatchMachines: Bool {
        guard let state = reading.state else { return !machines.contains { $0.status?.nodeRef != nil } }
        let isProvisioning = machines.contains { $0.status?.nodeRef == nil }
        for machine in machines where !machine.metadata.isBeingDeleted {
            guard let name = machine.status?.nodeRef?.name, state.member(named: name) == nil else { continue }
            guard let created = nodes[name]?.metadata.creationTimestamp else { continue }
            if now - created > Self.memberDelay { return false }
        }
        return clusterErrors.isEmpty || isProvisioning
    }
}
