import Machinery

/// What a controller has written for one key, as far as its caches may not have seen it yet.
struct Expectations: Sendable {
    private struct Deletion: Hashable, Sendable {
        var resource: ResourceKey
        var name: NamespacedName
        /// Empty where the answer did not tell.
        var uid: String
    }

    /// The highest revision written, by resource.
    private var revisions: [ResourceKey: UInt64] = [:]
    private var deletions: Set<Deletion> = []
    /// Resources of which it is not known whether a write took place: its answer was lost.
    private(set) var uncertain: [ResourceKey: ResourceType] = [:]

    var isEmpty: Bool { revisions.isEmpty && deletions.isEmpty && uncertain.isEmpty }

    /// - Parameter resourceVersion: One that is no number (KEP-5504) cannot be waited for.
    mutating func expect(_ resource: ResourceKey, resourceVersion: String) {
        guard let revision = UInt64(resourceVersion) else { return }
        revisions[resource] = max(revisions[resource] ?? 0, revision)
    }

    mutating func expectDeletion(_ resource: ResourceKey, _ name: NamespacedName, uid: String) {
        deletions.insert(Deletion(resource: resource, name: name, uid: uid))
    }

    mutating func expectUncertain(_ resource: ResourceType) {
        uncertain[ResourceKey(resource)] = resource
    }

    /// - Parameter resourceVersion: What the server was at when asked after the uncertain write.
    mutating func resolveUncertain(_ resource: ResourceKey, resourceVersion: String) {
        uncertain[resource] = nil
        expect(resource, resourceVersion: resourceVersion)
    }

    mutating func merge(_ other: Expectations) {
        uncertain.merge(other.uncertain) { mine, _ in mine }
        revisions.merge(other.revisions) { max($0, $1) }
        deletions.formUnion(other.deletions)
    }

    /// Forgets what the caches have seen, and what no cache is there to see.
    mutating func forgetMet(by informers: InformerSet) {
        uncertain = uncertain.filter { informers.informer(for: $0.key) != nil }
        revisions = revisions.filter { resource, revision in
            informers.informer(for: resource).map { $0.hasSynced && $0.revision < revision } ?? false
        }
        deletions = deletions.filter { deletion in
            guard let informer = informers.informer(for: deletion.resource), informer.hasSynced else { return false }
            guard let object = informer.read({ $0.objects[deletion.name] }) else { return false }
            return !object.isBeingDeleted && (deletion.uid.isEmpty || deletion.uid == object.uid)
        }
    }
}
