/// Revisioned storage of byte values under ordered keys, with watches: the one place where a plane's state lives.
///
/// Every successful mutation changes exactly one key and gets a revision of its own, so a watch can resume at any revision
/// without missing or repeating a change. Reads of one call see one revision. A mutation is durable, as far as the
/// implementation is, before `commit` returns, and no read or watch shows it before it is durable.
public protocol ObjectStore: Sendable {
    /// The revision of the newest mutation; a new store starts at 1.
    func currentRevision() async throws(StoreError) -> Revision

    /// The newest value under `key`, or `nil`.
    func get(_ key: StoreKey) async throws(StoreError) -> StoredObject?

    /// The objects of a range in ascending order of their keys, all as of one revision.
    ///
    /// - Throws: ``StoreError/Code/compacted`` or ``StoreError/Code/futureRevision`` for a revision that is not kept or not
    ///   reached.
    func list(_ query: RangeQuery) async throws(StoreError) -> RangePage

    /// Checks the preconditions and makes the one change, or does nothing.
    ///
    /// Cancelling the task does not undo or abandon a commit: the answer is always known.
    ///
    /// - Returns: The revision of the change. Deleting an absent key without a precondition changes nothing and returns `nil`.
    /// - Throws: ``StoreError/Code/preconditionFailed`` with the key and what was found.
    func commit(_ mutation: Mutation) async throws(StoreError) -> Revision?

    /// Runs `body` with the changes that `query` asks for, without a gap.
    ///
    /// - Throws: ``StoreError/Code/compacted`` when changes after the query's revision are no longer kept,
    ///   ``StoreError/Code/futureRevision`` when it is not reached, and whatever `body` throws.
    func withWatch<Result: Sendable>(
        _ query: WatchQuery, _ body: @Sendable (any StoreWatch) async throws -> Result
    ) async throws -> Result

    /// Forgets superseded values and changes up to `revision`. Lists at, and watches after, an older one then fail.
    ///
    /// Forks that are in use hold compaction back to where they began.
    ///
    /// - Throws: ``StoreError/Code/futureRevision`` for a revision that is not reached.
    func compact(through revision: Revision) async throws(StoreError)

    /// Raises the revision to at least `revision` without a change and forgets the history: after a restore or a migration
    /// no revision that was ever handed out may be given again, and watches from before must begin anew.
    func advance(to revision: Revision) async throws(StoreError)

    /// Runs `body` with a store of its own that starts with this one's contents as of now and never writes back to it.
    ///
    /// Values are shared until they are overwritten; the fork ends with `body`.
    func withFork<Result: Sendable>(
        _ body: @Sendable (any ObjectStore) async throws -> Result
    ) async throws -> Result
}

extension ObjectStore {
    /// Runs `body` with the changes under `prefix` that come after `revision`, without a gap.
    public func withWatch<Result: Sendable>(
        prefix: StoreKey, after revision: Revision,
        _ body: @Sendable (any StoreWatch) async throws -> Result
    ) async throws -> Result {
        try await withWatch(WatchQuery(prefix: prefix, after: revision), body)
    }
}

/// Which changes to watch.
public struct WatchQuery: Sendable, Hashable {
    /// How a watcher learns that changes happened which do not match.
    public enum Progress: Sendable, Hashable {
        /// By a batch without events, soon after any change of the same store or scope.
        case prompt
        /// With its next event, when history is compacted, or by cancelling ``StoreWatch/next()`` and calling it again. Costs
        /// nothing while nothing matches.
        case eventual
    }

    /// Only changes of keys that begin with this.
    public var prefix: StoreKey
    /// Only changes that come after this revision.
    public var after: Revision
    public var progress: Progress
    /// The part of the store that the watcher belongs to: changes elsewhere, also in scopes inside of it, are nothing it must
    /// hear of promptly.
    package var scope = StoreKey("")

    public init(prefix: StoreKey, after: Revision, progress: Progress = .prompt) {
        self.prefix = prefix
        self.after = after
        self.progress = progress
    }
}

/// The changes of a watch, in order.
public protocol StoreWatch: Sendable {
    /// Waits for the next changes. Called by one task at a time.
    ///
    /// A batch without events reports progress only: every matching change up to its revision has been delivered. One such
    /// batch stands for all that happened in the meantime. A call that was cancelled has lost nothing; the next one goes on.
    ///
    /// - Throws: `CancellationError`; ``StoreError/Code/compacted`` when the reader fell so far behind that changes were
    ///   dropped; ``StoreError/Code/closed`` when the store closes.
    func next() async throws -> StoreWatchBatch

    /// Makes the ``next()`` that waits, or the next one that would, return a batch without events. May be called by any task.
    func interrupt()
}

public struct StoreWatchBatch: Sendable {
    public var events: [StoreEvent]
    /// All matching changes up to this revision are in this batch or an earlier one.
    public var progress: Revision

    public init(events: [StoreEvent], progress: Revision) {
        self.events = events
        self.progress = progress
    }
}
