public import Machinery

/// A reconciler with what wakes it.
///
/// ```swift
/// Controller(
///     name: "machineset", for: MachineSet.self,
///     watches: [.owned(Machine.self), .mapped(Cluster.self, where: .changed(at: "spec", "paused"), machineSetsOfCluster)],
///     indexes: [ResourceIndex(Machine.self, .label("cluster.x-k8s.io/cluster-name"))],
///     reconciler: MachineSetReconciler())
/// ```
public struct Controller: Sendable {
    /// In logs and as the source of events.
    public let name: String
    let primary: ResourceType
    let predicate: Predicate
    let watches: [Watch]
    let indexes: [ResourceIndex]
    let reconciler: any Reconciler
    let workers: Int
    let backoff: Backoff
    let settling: Duration

    /// - Parameters:
    ///   - type: The kind whose objects are reconciled; every object wakes its own key.
    ///   - predicate: Which changes of these objects do.
    ///   - workers: How many keys are reconciled at a time.
    ///   - backoff: How long a key waits that has failed.
    ///   - settling: How long a key waits for more of the changes of other objects that wake it: for reconcilers that sum up what
    ///     changes often.
    public init<R: Resource>(
        name: String, for type: R.Type, where predicate: Predicate = .always, watches: [Watch] = [],
        indexes: [ResourceIndex] = [], reconciler: any Reconciler, workers: Int = 10, backoff: Backoff = .requeue,
        settling: Duration = .zero
    ) {
        self.init(
            name: name, for: R.resourceType, where: predicate, watches: watches, indexes: indexes,
            reconciler: reconciler,
            workers: workers, backoff: backoff, settling: settling)
    }

    public init(
        name: String, for resource: ResourceType, where predicate: Predicate = .always, watches: [Watch] = [],
        indexes: [ResourceIndex] = [], reconciler: any Reconciler, workers: Int = 10, backoff: Backoff = .requeue,
        settling: Duration = .zero
    ) {
        self.name = name
        primary = resource
        self.predicate = predicate
        self.watches = watches
        self.indexes = indexes
        self.reconciler = reconciler
        self.workers = max(1, workers)
        self.backoff = backoff
        self.settling = settling
    }

    /// The declared watches with the one of the controller's own objects.
    var allWatches: [Watch] {
        [Watch(source: .resource(primary, predicate, .keys { object, _ in [object.name] }))] + watches
    }

    func predicate(forObserved resource: ResourceKey) -> Predicate {
        for watch in watches {
            if case .observed(let type, let predicate) = watch.source, ResourceKey(type) == resource {
                return predicate
            }
        }
        return .always
    }
}
