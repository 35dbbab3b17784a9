extension ObjectStore {
    /// A store of its own inside this one: it sees and changes only keys that begin with `prefix`, without it.
    ///
    /// Revisions are those of the whole store, so they grow by more than one between changes of the scope. Watches inside
    /// report progress soon after changes of the scope, and in time after others. End the prefix with `/`, so that no scope's
    /// prefix begins another's by accident.
    public func scoped(prefix: StoreKey) -> ScopedStore {
        ScopedStore(base: self, prefix: prefix)
    }
}

/// An isolated part of another store.
public struct ScopedStore: ObjectStore {
    private let base: any ObjectStore
    private let prefix: StoreKey

    init(base: any ObjectStore, prefix: StoreKey) {
        self.base = base
        self.prefix = prefix
    }

    public func currentRevision() async throws(StoreError) -> Revision { try await base.currentRevision() }

    public func get(_ key: StoreKey) async throws(StoreError) -> StoredObject? {
        try await base.get(outer(key)).map(inner)
    }

    public func list(_ query: RangeQuery) async throws(StoreError) -> RangePage {
        var query = query
        query.prefix = outer(query.prefix)
        query.after = query.after.map(outer)
        var page = try await base.list(query)
        for index in page.objects.indices { page.objects[index].key = inner(page.objects[index].key) }
        page.next = page.next.map(inner)
        return page
    }

    public func commit(_ mutation: Mutation) async throws(StoreError) -> Revision? {
        var mutation = mutation
        mutation.change =
            switch mutation.change {
            case .put(let key, let value): .put(outer(key), value: value)
            case .delete(let key): .delete(outer(key))
            }
        mutation.preconditions = mutation.preconditions.map { precondition in
            switch precondition {
            case .absent(let key): .absent(outer(key))
            case .exists(let key): .exists(outer(key))
            case .revision(let key, let revision): .revision(outer(key), revision)
            }
        }
        do {
            return try await base.commit(mutation)
        } catch {
            var error = error
            error.key = error.key.map(inner)
            error.current = error.current.map(inner)
            throw error
        }
    }

    public func withWatch<Result: Sendable>(
        _ query: WatchQuery, _ body: @Sendable (any StoreWatch) async throws -> Result
    ) async throws -> Result {
        var query = query
        query.prefix = outer(query.prefix)
        query.scope = outer(query.scope)
        return try await base.withWatch(query) { watch in try await body(ScopedWatch(base: watch, store: self)) }
    }

    /// Compacts the whole store: revisions, and so history, are one for all of its scopes.
    public func compact(through revision: Revision) async throws(StoreError) {
        try await base.compact(through: revision)
    }

    /// Advances the whole store.
    public func advance(to revision: Revision) async throws(StoreError) {
        try await base.advance(to: revision)
    }

    public func withFork<Result: Sendable>(
        _ body: @Sendable (any ObjectStore) async throws -> Result
    ) async throws -> Result {
        try await base.withFork { fork in try await body(fork.scoped(prefix: prefix)) }
    }

    private func outer(_ key: StoreKey) -> StoreKey { StoreKey(prefix.text + key.text) }

    fileprivate func inner(_ key: StoreKey) -> StoreKey {
        StoreKey(String(decoding: key.text.utf8.dropFirst(prefix.text.utf8.count), as: UTF8.self))
    }

    private func inner(_ object: StoredObject) -> StoredObject {
        StoredObject(key: inner(object.key), value: object.value, revision: object.revision)
    }
}

private struct ScopedWatch: StoreWatch {
    let base: any StoreWatch
    let store: ScopedStore

    func next() async throws -> StoreWatchBatch {
        var batch = try await base.next()
        for index in batch.events.indices { batch.events[index].key = store.inner(batch.events[index].key) }
        return batch
    }

    func interrupt() { base.interrupt() }
}
