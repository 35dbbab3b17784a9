import ClusterAPI
import Machinery

/// How many replicas each MachineSet of a MachineDeployment shall have: the algorithm of Kubernetes' Deployments, with
/// Machines in place of Pods.
struct RolloutPlan: Sendable, Hashable {
    /// What the plan must know of one MachineSet.
    struct Group: Sendable, Hashable {
        var name: String
        var specReplicas: Int
        var statusReplicas: Int
        var availableReplicas: Int

        init(name: String, spec: Int, status: Int, available: Int) {
            self.name = name
            specReplicas = spec
            statusReplicas = status
            availableReplicas = available
        }

        init(_ machineSet: MachineSet) {
            self.init(
                name: machineSet.metadata.name, spec: Int(machineSet.spec.replicas ?? 0),
                status: Int(machineSet.status?.replicas ?? 0), available: Int(machineSet.status?.availableReplicas ?? 0)
            )
        }
    }

    var desired: Int
    var maxSurge: Int
    var maxUnavailable: Int

    /// - Parameters:
    ///   - surge: 1 unless given; a percentage of `desired` rounds up.
    ///   - unavailable: 0 unless given; a percentage rounds down. Where both come to 0, one may be unavailable, because
    ///     nothing could ever move else.
    init(desired: Int, surge: IntOrString?, unavailable: IntOrString?) {
        self.desired = desired
        maxSurge = max(0, (surge ?? 1).scaled(to: desired, roundingUp: true) ?? 1)
        let scaled = max(0, (unavailable ?? 0).scaled(to: desired, roundingUp: false) ?? 0)
        maxUnavailable = maxSurge == 0 && scaled == 0 ? 1 : min(scaled, desired)
    }

    /// The replicas for the newest set: as many as the surge leaves room for.
    func newReplicas(_ new: Group, old: [Group]) -> Int {
        guard new.specReplicas < desired else { return desired }
        let total = ([new] + old).reduce(0) { $0 + max($1.specReplicas, $1.statusReplicas) }
        let room = desired + maxSurge - total
        guard room > 0 else { return new.specReplicas }
        return min(new.specReplicas + room, desired)
    }

    /// The replicas for the older sets, oldest first: those that are not available go first, then as many available ones as
    /// availability permits.
    func oldReplicas(_ old: [Group], new: Group) -> [String: Int] {
        var replicas = Dictionary(uniqueKeysWithValues: old.map { ($0.name, $0.specReplicas) })
        let all = [new] + old
        let total = all.reduce(0) { $0 + $1.specReplicas }
        let newUnavailable = new.specReplicas - new.availableReplicas
        var removable = total - (desired - maxUnavailable) - newUnavailable
        guard removable > 0 else { return replicas }

        for group in old {
            let unhealthy = min(removable, max(0, group.specReplicas - group.availableReplicas))
            replicas[group.name, default: 0] -= unhealthy
            removable -= unhealthy
        }
        let available = all.reduce(0) { $0 + $1.availableReplicas }
        var spare = min(removable, available - (desired - maxUnavailable))
        for group in old where spare > 0 {
            let taken = min(spare, replicas[group.name] ?? 0)
            replicas[group.name, default: 0] -= taken
            spare -= taken
        }
        return replicas
    }

    /// How many replicas the other sets leave for a new one where none of theirs may go.
    func missing(besides old: [Group]) -> Int {
        max(0, desired - old.reduce(0) { $0 + $1.specReplicas })
    }

    /// The replicas of all sets, oldest first, after `desired` changed, without replacing a machine.
    ///
    /// - Parameters:
    ///   - newest: The name of the set of the current template.
    ///   - previousMaximum: How many replicas the sets could have had in all before the change; `nil` where it is not known.
    func scaled(_ groups: [Group], newest: String?, previousMaximum: Int?) -> [String: Int] {
        let active = groups.filter { $0.specReplicas > 0 }
        let new = groups.first { $0.name == newest }
        // With one set there is nothing to share; with none, the newest takes it all.
        if active.count <= 1 {
            guard let only = active.first ?? new ?? groups.last else { return [:] }
            return [only.name: desired]
        }
        // A rollout that is over has nothing to share either.
        if let new, new.specReplicas == desired, new.availableReplicas == desired {
            return Dictionary(uniqueKeysWithValues: active.map { ($0.name, $0.name == newest ? desired : 0) })
        }
        return proportional(active, previousMaximum: previousMaximum ?? 0)
    }

    /// Shares a change of `desired` among several sets in the middle of a rollout, by their size; what does not divide goes
    /// to the largest. Of sets of one size the newer ones grow first and the older ones shrink first.
    ///
    /// - Parameters:
    ///   - groups: Sets with replicas, oldest first.
    ///   - previousMaximum: How many replicas the sets could have had in all before the change.
    func proportional(_ groups: [Group], previousMaximum: Int) -> [String: Int] {
        var replicas = Dictionary(uniqueKeysWithValues: groups.map { ($0.name, $0.specReplicas) })
        let total = groups.reduce(0) { $0 + $1.specReplicas }
        let allowed = desired == 0 ? 0 : desired + maxSurge
        let change = allowed - total
        guard change != 0, total > 0 else { return replicas }
        let ordered = groups.enumerated().sorted { left, right in
            guard left.element.specReplicas == right.element.specReplicas else {
                return left.element.specReplicas > right.element.specReplicas
            }
            return change > 0 ? left.offset > right.offset : left.offset < right.offset
        }.map(\.element)
        var added = 0
        for group in ordered where added != change {
            let base = previousMaximum > 0 ? previousMaximum : total
            let share = Self.rounded(group.specReplicas * allowed, by: base) - group.specReplicas
            let left = change - added
            let bounded = change > 0 ? min(max(0, share), left) : max(min(0, share), left)
            replicas[group.name, default: 0] += bounded
            added += bounded
        }
        if let largest = ordered.first, added != change {
            replicas[largest.name] = max(0, (replicas[largest.name] ?? 0) + change - added)
        }
        return replicas
    }

    private static func rounded(_ value: Int, by divisor: Int) -> Int {
        (value + divisor / 2) / divisor
    }
}
