package import ClusterAPI
package import ControllerRuntime
package import Effects
import KubernetesAPI
package import Machinery
import Synchronization

/// What machines were made within the last hour, also those that are gone.
///
/// It is kept in memory: after a restart only machines that still exist are known, so the cap holds at once and the breaker counts
/// anew.
public final class MachineCreations: Sendable {
    private let state = Mutex(State())

    private struct State {
        var made: [NamespacedName: [Creation]] = [:]
        var lastSweep: Timestamp?

        /// Forgets what no longer matters of all clusters, also those that are gone.
        mutating func sweep(_ now: Timestamp) {
            if let lastSweep, now - lastSweep < MachineCreations.sweepPeriod { return }
            lastSweep = now
            made = made.compactMapValues { creations in
                let recent = creations.filter { now - $0.time < CreationRules.breakerPeriod }
                return recent.isEmpty ? nil : recent
            }
        }
    }

    private static let sweepPeriod = Duration.seconds(60)
    /// So long may a cache take to show a machine that was made.
    private static let visibilityDelay = Duration.seconds(2)

    private struct Creation: Sendable {
        var machine: String
        /// The identity of what asked for it.
        var group: String
        var time: Timestamp
    }

    public init() {}

    /// Takes in that a machine was made.
    package func note(_ machine: Machine, for group: CreationGroup, at now: Timestamp) {
        let creation = Creation(machine: machine.metadata.name, group: group.uid, time: now)
        state.withLock { state in
            state.sweep(now)
            state.made[group.cluster, default: []].append(creation)
        }
    }

    /// How many machines may be made now, by the Machines of the cluster that the cache knows. Its list needs an index by the
    /// label of the cluster.
    package func allowance(
        for group: CreationGroup, asked: Int, _ context: ReconcileContext
    ) throws -> CreationAllowance {
        let machines = try context.cache.list(
            Machine.self, namespace: group.cluster.namespace, labels: [ClusterLabel.clusterName: group.cluster.name])
        return allowance(for: group, asked: asked, among: machines, now: context.time.now())
    }

    /// - Parameter machines: Those of the cluster that exist.
    package func allowance(
        for group: CreationGroup, asked: Int, among machines: [Machine], now: Timestamp
    ) -> CreationAllowance {
        let creations = state.withLock { $0.made[group.cluster] ?? [] }
        let existing = Dictionary(
            machines.map { ($0.metadata.name, $0.metadata.creationTimestamp) }, uniquingKeysWith: { first, _ in first })
        let noted = Set(creations.map(\.machine))
        let unnoted = existing.compactMap { noted.contains($0.key) ? nil : $0.value }
        let losses = creations.filter { creation in
            creation.group == group.uid && existing[creation.machine] == nil
                && now - creation.time > Self.visibilityDelay && group.resumed.map { creation.time > $0 } ?? true
        }
        return group.rules.allowance(
            asked: asked, wanted: group.wanted, cluster: creations.map(\.time) + unnoted, losses: losses.map(\.time),
            now: now)
    }
}

/// Who has machines made: a MachineDeployment, a MachineSet without one, or a control plane.
package struct CreationGroup: Sendable, Hashable {
    let cluster: NamespacedName
    let uid: String
    /// `machinedeployment demo-workers`, as `kubectl` takes it.
    let argument: String
    let wanted: Int
    /// When a person last had an open breaker closed.
    let resumed: Timestamp?
    let rules: CreationRules

    package init(_ object: some Resource, wanted: Int?, in cluster: Cluster) {
        self.cluster = cluster.namespacedName
        uid = object.metadata.uid
        argument = "\(type(of: object).resourceType.kind.lowercased()) \(object.metadata.name)"
        self.wanted = wanted ?? 1
        resumed = object.metadata.annotations[CreationAnnotation.resumedAt].flatMap { Timestamp(rfc3339: $0) }
        rules =
            cluster.metadata.annotations[CreationAnnotation.machinesPerMinute].flatMap { Int($0) }
            .flatMap { $0 > 0 ? CreationRules(machinesPerMinute: $0) : nil } ?? CreationRules()
    }

    /// The reason and the message of a condition, told with an event where nothing is made any more and that is news.
    ///
    /// - Parameter object: Who carries the condition MachinesCreated.
    package func tell(
        of obstacle: CreationObstacle, on object: some ConditionedResource, _ context: ReconcileContext
    ) -> (reason: String, message: String) {
        let (reason, message) = explain(obstacle)
        if obstacle.isHalt, object.conditions[ConditionType.machinesCreated]?.reason != reason {
            context.events.warning(object, reason, message)
        }
        return (reason, message)
    }

    /// The reason and the message of a condition.
    package func explain(_ obstacle: CreationObstacle) -> (reason: String, message: String) {
        switch obstacle {
        case .throttled(let remaining, let machinesPerMinute, let until):
            (
                CreationReason.throttled,
                "At most \(machinesPerMinute) Machines a minute are made for a cluster (annotation "
                    + "\(CreationAnnotation.machinesPerMinute) of the Cluster): \(remaining) more follow from "
                    + "\(until.rfc3339) on"
            )
        case .halted(let lost, let wanted, let until):
            (
                CreationReason.halted,
                "\(lost) Machines that were made within the last hour are gone again while \(wanted) are wanted, so no "
                    + "more are made before \(until.rfc3339). Find out what removes them (`slipway events`); to go on at "
                    + "once: kubectl annotate --overwrite -n \(cluster.namespace) \(argument) "
                    + "\(CreationAnnotation.resumedAt)=$(date -u +%Y-%m-%dT%H:%M:%SZ)"
            )
        }
    }
}
