/// All that a store knows, as a value: the newest tree, the changes that led to it and the watchers that wait for more.
///
/// Pure: every function decides and returns what the caller must do outside of the lock.
package struct StoreState: Sendable {
    package private(set) var tree: SortedTree<StoreEntry>
    package private(set) var revision: Revision
    /// History up to this revision is forgotten: lists at, and watches after, an older one fail.
    package private(set) var compacted: Revision
    /// The newest changes. It may begin after `compacted` where an archive holds the older ones.
    package private(set) var log: ChangeLog
    package private(set) var isClosed = false
    private var waiters = WatchWaiters()
    private var lastWaiter: UInt64 = 0

    /// - Parameter compacted: Must not be above `revision`.
    package init(
        tree: SortedTree<StoreEntry> = SortedTree(), revision: Revision = Revision(1), compacted: Revision? = nil
    ) {
        self.tree = tree
        self.revision = revision
        self.compacted = compacted ?? revision
        log = ChangeLog(after: revision)
    }
}

// MARK: - Changes

extension StoreState {
    /// What a mutation leads to.
    package enum Decision: Sendable {
        case change(StoreChange)
        /// There is nothing to delete.
        case nothing
        case refused(Mutation.Precondition, found: StoreEntry?)
    }

    /// Judges a mutation against a tree, for the revision it would get.
    package static func decide(
        _ mutation: Mutation, tree: SortedTree<StoreEntry>, revision: Revision
    ) -> Decision {
        for precondition in mutation.preconditions {
            let found = tree[precondition.key]
            guard precondition.holds(for: found) else { return .refused(precondition, found: found) }
        }
        switch mutation.change {
        case .put(let key, let value):
            return .change(StoreChange(key: key, value: value, previous: tree[key], revision: revision))
        case .delete(let key):
            guard let previous = tree[key] else { return .nothing }
            return .change(StoreChange(key: key, value: nil, previous: previous, revision: revision))
        }
    }

    /// Makes changes visible that have been decided and, where the store is durable, written.
    ///
    /// - Parameter tree: What the changes lead to.
    package mutating func publish(_ changes: [StoreChange], tree: SortedTree<StoreEntry>) -> Wakes {
        let clean = revision
        var woken: [WatchWaiter] = []
        for change in changes {
            log.append(change)
            woken += waiters.remove(wokenBy: change.key)
            revision = change.revision
        }
        self.tree = tree
        return Wakes(waiters: woken, wake: .changed(clean: clean))
    }

    /// Bounds the changes held in memory. Where no archive holds the older ones, they count as compacted.
    package mutating func trimLog(toCount count: Int, byteCount: Int, archived: Bool) {
        log.trim(toCount: count, byteCount: byteCount)
        if !archived { compacted = max(compacted, log.start) }
    }

    /// Forgets history. All watchers that wait learn of the progress they made, for their positions would else be forgotten.
    package mutating func compact(through revision: Revision) -> Wakes {
        compacted = max(compacted, revision)
        log.trim(through: compacted)
        return Wakes(waiters: waiters.removeAll(), wake: .changed(clean: self.revision))
    }

    package mutating func advance(to revision: Revision) -> Wakes {
        guard revision > self.revision else { return Wakes(waiters: [], wake: .changed(clean: self.revision)) }
        self.revision = revision
        compacted = revision
        log = ChangeLog(after: revision)
        return Wakes(waiters: waiters.removeAll(), wake: .changed(clean: revision))
    }

    package mutating func close() -> Wakes {
        isClosed = true
        return Wakes(waiters: waiters.removeAll(), wake: .closed)
    }
}

extension Mutation.Precondition {
    fileprivate func holds(for found: StoreEntry?) -> Bool {
        switch self {
        case .absent: found == nil
        case .exists: found != nil
        case .revision(_, let revision): found?.revision == revision
        }
    }
}

/// Watchers to resume once the lock is released.
package struct Wakes: Sendable {
    fileprivate(set) var waiters: [WatchWaiter]
    fileprivate(set) var wake: WatchWake

    package func deliver() {
        for waiter in waiters { waiter.continuation.resume(returning: wake) }
    }
}

// MARK: - Reads

extension StoreState {
    package func checkOpen() throws(StoreError) {
        if isClosed { throw StoreError(.closed, "The store is closed.") }
    }

    package func checkKept(_ revision: Revision) throws(StoreError) {
        if revision > self.revision {
            throw StoreError(.futureRevision, "Revision \(revision) is not reached: the newest is \(self.revision).")
        }
        if revision < compacted {
            throw StoreError(.compacted, "Revision \(revision) is no longer kept: history begins at \(compacted).")
        }
    }
}

// MARK: - Watches

extension StoreState {
    package enum WatchStep: Sendable {
        case batch(StoreWatchBatch)
        /// The changes up to `through` are only in the archive.
        case archived(through: Revision)
        /// Nothing is new.
        case wait
    }

    /// The most changes looked at, under the lock, for one batch.
    private static var changesPerStep: Int { 1024 }

    /// What a watcher at `position` gets next.
    package func step(_ query: WatchQuery, position: Revision) throws(StoreError) -> WatchStep {
        try checkOpen()
        try checkKept(position)
        if position == revision { return .wait }
        if position < log.start { return .archived(through: log.start) }
        var batch = StoreWatchBatch(events: [], progress: position)
        var looked = 0
        log.forEach(after: position) { change in
            if change.key.hasPrefix(query.prefix) { batch.events.append(change.event) }
            batch.progress = change.revision
            looked += 1
            return looked < Self.changesPerStep
        }
        return .batch(batch)
    }

    package mutating func nextWaiterID() -> UInt64 {
        lastWaiter += 1
        return lastWaiter
    }

    /// Lets a watcher wait, unless something is new already.
    package mutating func wait(
        _ id: UInt64, _ query: WatchQuery, position: Revision, _ continuation: CheckedContinuation<WatchWake, Never>
    ) -> WatchWake? {
        if isClosed { return .closed }
        if position != revision { return .changed(clean: position) }
        waiters.insert(WatchWaiter(id: id, query: query, continuation: continuation))
        return nil
    }

    package mutating func stopWaiting(_ id: UInt64, scope: StoreKey) -> Wakes {
        Wakes(waiters: waiters.remove(id, scope: scope).map { [$0] } ?? [], wake: .cancelled(clean: revision))
    }
}
