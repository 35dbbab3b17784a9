import ClusterAPI
import Effects
import Machinery

/// The next step of a control plane on its way to the wanted number of machines.
enum ControlPlaneStep: Sendable, Hashable {
    case none
    /// The first machine founds the cluster.
    case initialize
    /// One more machine joins.
    case scaleUp
    /// This machine goes.
    case scaleDown(machine: String)
    /// Something must be in order first; a watch tells when it is.
    case wait(String)
}

/// Decides the next step. One machine comes or goes at a time, and only while all others are well: etcd forgives no haste.
struct ControlPlanePlan: Sendable {
    var desired: Int
    /// Whether the cluster's API has been up.
    var isInitialized: Bool
    var machines: [Machine]

    var step: ControlPlaneStep {
        if machines.count < desired {
            if machines.isEmpty { return isInitialized ? .scaleUp : .initialize }
            if let obstacle { return .wait(obstacle) }
            return .scaleUp
        }
        if machines.count > desired {
            if let obstacle { return .wait(obstacle) }
            return machineToRemove.map { .scaleDown(machine: $0.metadata.name) } ?? .none
        }
        return .none
    }

    /// What stands in the way of a change, in words.
    var obstacle: String? {
        guard isInitialized || machines.isEmpty else { return "Waiting for the first machine to found the cluster" }
        let byName = machines.sorted { $0.metadata.name < $1.metadata.name }
        if let going = byName.first(where: \.metadata.isBeingDeleted) {
            return "Waiting for Machine \(going.metadata.name) to be gone"
        }
        if let joining = byName.first(where: { $0.status?.nodeRef == nil }) {
            return "Waiting for Machine \(joining.metadata.name) to join the cluster"
        }
        if let ill = byName.first(where: { !$0.conditions.isTrue(ClusterAPI.ConditionType.nodeHealthy) }) {
            return "Waiting for the Node of Machine \(ill.metadata.name) to be healthy"
        }
        return nil
    }

    /// A machine that somebody marked, else the oldest of the failure domain with the most machines.
    private var machineToRemove: Machine? {
        let marked = machines.filter { $0.metadata.annotations[ClusterAnnotation.deleteMachine] != nil }
        let eligible = marked.isEmpty ? machines : marked
        let domains = Dictionary(grouping: eligible) { $0.spec.failureDomain ?? "" }
        let fullest = domains.sorted { left, right in
            left.value.count == right.value.count ? left.key < right.key : left.value.count > right.value.count
        }.first?.value
        return fullest?.min(by: Self.isOlder)
    }

    static func isOlder(_ left: Machine, _ right: Machine) -> Bool {
        let epoch = Timestamp(secondsSinceEpoch: 0)
        let (leftTime, rightTime) = (
            left.metadata.creationTimestamp ?? epoch, right.metadata.creationTimestamp ?? epoch
        )
        return leftTime == rightTime ? left.metadata.name < right.metadata.name : leftTime < rightTime
    }

    /// The failure domain for one more machine: the one with the fewest, of those that may hold control planes.
    static func failureDomain(in domains: [String: FailureDomain], for machines: [Machine]) -> String? {
        let counts = Dictionary(grouping: machines.filter { !$0.metadata.isBeingDeleted }) {
            $0.spec.failureDomain ?? ""
        }
        return domains.filter { $0.value.controlPlane == true }.keys.min { left, right in
            let (leftCount, rightCount) = (counts[left]?.count ?? 0, counts[right]?.count ?? 0)
            return leftCount == rightCount ? left < right : leftCount < rightCount
        }
    }
}
