package import ClusterAPI
package import Effects
import Machinery

/// Machines whose deletion takes long, and why as far as they say it.
package enum StaleMachines {
    private static let limit = Duration.seconds(900)
    private static let drainLimit = Duration.seconds(300)

    /// What a drain says of what holds it up, and what that means.
    private static let signs = [
        ("cannot evict pod as it would violate the pod's disruption budget.", "PodDisruptionBudgets"),
        ("deletionTimestamp set, but still not removed from the Node", "Pods not terminating"),
        ("failed to evict Pod", "Pod eviction errors"),
        ("waiting for completion", "Pods not completed yet"),
    ]

    /// - Returns: `nil` where none takes long.
    package static func text(_ machines: [Machine], now: Timestamp) -> String? {
        let stale = machines.filter { isStale($0, now: now) }
        guard !stale.isEmpty else { return nil }
        let names = MachineNames.text(stale.map(\.metadata.name).sorted())
        let verb = stale.count == 1 ? "is" : "are"
        return "\(names) \(verb) in deletion since more than 15m\(causes(stale, now: now))"
    }

    package static func isStale(_ machine: Machine, now: Timestamp) -> Bool {
        machine.metadata.deletionTimestamp.map { now - $0 > limit } ?? false
    }

    /// `, delay likely due to …`; empty where nothing is known.
    package static func causes(_ machines: [Machine], now: Timestamp) -> String {
        let messages = machines.filter { machine in
            machine.status?.deletion?.nodeDrainStartTime.map { now - $0 > drainLimit } ?? false
        }.compactMap { machine -> String? in
            let condition = machine.conditionsV1Beta2[V1Beta2ConditionType.deleting]
            return condition?.reason == V1Beta2Reason.drainingNode ? condition?.message : nil
        }
        let causes = signs.filter { sign in messages.contains { $0.contains(sign.0) } }.map(\.1)
        return causes.isEmpty ? "" : ", delay likely due to \(causes.joined(separator: ", "))"
    }

    /// How long until the next of the Machines counts as stale; `nil` where none will.
    package static func nextChange(of machines: [Machine], now: Timestamp) -> Duration? {
        machines.compactMap { $0.metadata.deletionTimestamp.map { limit - (now - $0) + .seconds(1) } }
            .filter { $0 > .zero }.min()
    }
}
