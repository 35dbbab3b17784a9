import ClusterAPI
import Machinery

/// Which machine goes when there is one too many.
struct ScaleDownChoice: Sendable {
    let machines: [Machine]
    /// The names of Machines that are to be replaced.
    let outdated: Set<String>
    let domains: [String: FailureDomain]
    let hasManagedEtcd: Bool

    /// Users come first, then what is broken, then what is to be replaced anyway.
    var machine: Machine? {
        let old = machines.filter { outdated.contains($0.metadata.name) }
        let groups = [
            old.filter(Self.isMarked), machines.filter(Self.isMarked), old.filter(isUnhealthy), old, machines,
        ]
        guard let eligible = groups.first(where: { !$0.isEmpty }) else { return nil }
        return FailureDomainChoice(domains: domains, machines: machines).forScaleDown(eligible: eligible)
    }

    private static func isMarked(_ machine: Machine) -> Bool {
        machine.metadata.annotations[ClusterAnnotation.deleteMachine] != nil
    }

    private func isUnhealthy(_ machine: Machine) -> Bool {
        ControlPlaneComponent.conditionTypes(hasManagedEtcd: hasManagedEtcd).contains {
            machine.conditions.isFalse($0)
        }
    }
}
