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

    /// - Parameters:
    ///   - type: The kind whose objects are reconciled; every object wakes its own key.
    ///   - predicate: Which changes of these objects do.
    ///   - workers: How many keys are reconciled at a time.
    ///   - backoff: How long a key waits that has failed.
    public init<R: Resource>(
        name: String, for type: R.Type, where predicate: Predicate = .always, watches: [Watch] = [],
        indexes: [ResourceIndex] = [], reconciler: any Reconciler, workers: Int = 10, backoff: Backoff = .requeue
    ) {
        self.init(
            name: name, for: R.resourceType, where: predicate, watches: watches, indexes: indexes,
            reconciler: reconciler,
            workers: workers, backoff: backoff)
    }

    public init(
        name: String, for resource: ResourceType, where predicate: Predicate = .always, watches: [Watch] = [],
        indexes: [ResourceIndex] = [], reconciler: any Reconciler, workers: Int = 10, backoff: Backoff = .requeue
    ) {
        self.name = name
        primary = resource
        self.predicate = predicate
        self.watches = watches
        self.indexes = indexes
        self.reconciler = reconciler
        self.workers = max(1, workers)
        self.backoff = backoff
    }

    /// The declared watches with the one of the controller's own objects.
    var allWatches: [Watch] {
        [Watch(source: .resource(primary, predicate, .keys { object, _ in [object.name] }))] + watches
    }
}
