import ClusterAPI
import Effects
import Machinery

/// Which Machines go first when a MachineSet has too many.
///
/// Cluster API's priorities: a machine that is going already, then one that somebody marked, then one that is unhealthy,
/// then what the policy says. Equals go by name, so that the order is the same at every look.
enum DeletionOrder {
    static func sorted(_ machines: [Machine], policy: MachineSetDeletePolicy, now: Timestamp) -> [Machine] {
        machines.map { (priority: priority(of: $0, policy: policy, now: now), machine: $0) }
            .sorted { left, right in
                left.priority == right.priority
                    ? left.machine.metadata.name < right.machine.metadata.name : left.priority > right.priority
            }
            .map(\.machine)
    }

    /// 100 must go, 0 must stay.
    static func priority(of machine: Machine, policy: MachineSetDeletePolicy, now: Timestamp) -> Double {
        if machine.metadata.isBeingDeleted { return 100 }
        if machine.metadata.annotations[ClusterAnnotation.deleteMachine] != nil { return 75 }
        if isUnhealthy(machine) { return 50 }
        switch policy {
        case .oldest: return ageShare(of: machine, now: now)
        case .newest: return 50 - ageShare(of: machine, now: now)
        default: return 20
        }
    }

    static func isUnhealthy(_ machine: Machine) -> Bool {
        machine.status?.nodeRef == nil || machine.status?.failureReason != nil || machine.status?.failureMessage != nil
            || machine.conditions.isFalse(ConditionType.nodeHealthy)
            || machine.conditions.isFalse(ConditionType.healthCheckSucceeded)
    }

    /// 0 for a new machine, towards 50 for old ones: `50·(1 − e^(−age/10 d))`. Days rather than seconds keep old machines
    /// apart from very old ones.
    private static func ageShare(of machine: Machine, now: Timestamp) -> Double {
        guard let created = machine.metadata.creationTimestamp else { return 0 }
        let days = max(0, (now - created) / .seconds(86_400))
        return 50 * (1 - exponential(-days / 10))
    }

    /// e^x for x ≤ 0 by its series after halving, exact enough to order machines.
    private static func exponential(_ x: Double) -> Double {
        guard x > -50 else { return 0 }
        var halvings = 0
        var reduced = x
        while reduced < -0.5 {
            reduced /= 2
            halvings += 1
        }
        var term = 1.0
        var sum = 1.0
        for index in 1...16 {
            term *= reduced / Double(index)
            sum += term
        }
        return (0..<halvings).reduce(sum) { value, _ in value * value }
    }
}
