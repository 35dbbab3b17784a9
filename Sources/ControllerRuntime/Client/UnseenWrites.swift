import Effects
import KubernetesClient
import Machinery
import Synchronization

/// What a controller has written for its keys and its caches have not shown yet.
final class UnseenWrites: Sendable {
    private struct Entry {
        var expectations = Expectations()
        /// When to go on without.
        var deadline: Timestamp
    }

    private let client: any Client
    private let informers: InformerSet
    private let time: any TimeSource
    private let entries = Mutex<[NamespacedName: Entry]>([:])

    /// Servers tell of every write at once; the limit is for a watch that is broken just now.
    private static var limit: Duration { .seconds(10) }

    init(client: any Client, informers: InformerSet, time: any TimeSource) {
        self.client = client
        self.informers = informers
        self.time = time
    }

    func add(_ written: Expectations, for name: NamespacedName) {
        guard !written.isEmpty else { return }
        let deadline = time.now() + Self.limit
        entries.withLock { entries in
            entries[name, default: Entry(deadline: deadline)].expectations.merge(written)
            entries[name]?.deadline = deadline
        }
    }

    /// Whether the caches have seen everything, or have been waited for long enough.
    func isEmpty(for name: NamespacedName) -> Bool {
        entries.withLock { entries in
            guard var entry = entries[name] else { return true }
            entry.expectations.forgetMet(by: informers)
            let isOver = entry.expectations.isEmpty || entry.deadline <= time.now()
            entries[name] = isOver ? nil : entry
            return isOver
        }
    }

    func deadline(for name: NamespacedName) -> Timestamp {
        entries.withLock { $0[name]?.deadline } ?? time.now()
    }

    /// Asks the server how far it is where the answer to a write was lost: once the caches have come that far, they show the
    /// write or it did not take place. Where the server does not answer that either, the key waits out its limit.
    func resolveUncertain(for name: NamespacedName) async {
        let uncertain = entries.withLock { $0[name]?.expectations.uncertain } ?? [:]
        for (key, resource) in uncertain.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            var options = ListOptions()
            options.limit = 1
            guard let list = try? await client.list(resource, options) else { continue }
            entries.withLock { $0[name]?.expectations.resolveUncertain(key, resourceVersion: list.resourceVersion) }
        }
    }
}
