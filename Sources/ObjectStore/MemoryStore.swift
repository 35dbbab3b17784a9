import Synchronization

/// An ``ObjectStore`` in memory: for tests, simulations and forks.
///
/// Writes cost O(log n), reads and forks share values and structure. Nothing runs on its own: watchers are resumed by the
/// commit that concerns them, so the store works on a single-threaded executor.
public final class MemoryStore: ObjectStore {
    /// How much history a store keeps, at most, besides what compaction leaves.
    public struct History: Sendable, Hashable {
        public var maximumChanges: Int
        public var maximumBytes: Int

        public init(maximumChanges: Int = 65_536, maximumBytes: Int = 256 * 1024 * 1024) {
            self.maximumChanges = maximumChanges
            self.maximumBytes = maximumBytes
        }
    }

    private let core: StoreCore
    private let history: History

    /// An empty store at revision 1.
    public convenience init(history: History = History()) {
        self.init(StoreState(), archive: nil, history: history)
    }

    /// - Parameter archive: Holds the values that are missing in the state's tree, for as long as the store is used.
    package init(_ state: StoreState, archive: (any StoreArchive)?, history: History = History()) {
        core = StoreCore(state, archive: archive)
        self.history = history
    }

    public func currentRevision() async throws(StoreError) -> Revision { try core.currentRevision() }

    public func get(_ key: StoreKey) async throws(StoreError) -> StoredObject? { try await core.get(key) }

    public func list(_ query: RangeQuery) async throws(StoreError) -> RangePage { try await core.list(query) }

    public func withWatch<Result: Sendable>(
        _ query: WatchQuery, _ body: @Sendable (any StoreWatch) async throws -> Result
    ) async throws -> Result {
        try await core.withWatch(query, body)
    }

    public func compact(through revision: Revision) async throws(StoreError) {
        try core.state.withLock { state throws(StoreError) in
            if revision > state.revision { try state.checkKept(revision) }
            return state.compact(through: revision)
        }.deliver()
    }

    public func advance(to revision: Revision) async throws(StoreError) {
        core.state.withLock { $0.advance(to: revision) }.deliver()
    }

    public func withFork<Result: Sendable>(
        _ body: @Sendable (any ObjectStore) async throws -> Result
    ) async throws -> Result {
        try await body(fork())
    }

    /// A store of its own that starts with this one's contents as of now. It shares them until they are overwritten.
    public func fork() -> MemoryStore {
        let state = core.state.withLock { StoreState(tree: $0.tree, revision: $0.revision) }
        return MemoryStore(state, archive: core.archive, history: history)
    }
}

// MARK: - Commit

extension MemoryStore {
    private enum Attempt: Sendable {
        case committed(Revision, Wakes)
        case unchanged
        case refused(Mutation.Precondition, found: StoreEntry?)
        /// A value lies in the archive that an event or an error must show.
        case needsValue(StoreKey, StoreEntry)
    }

    public func commit(_ mutation: Mutation) async throws(StoreError) -> Revision? {
        var fetched: StoreEntry?
        while true {
            let attempt = try core.state.withLock { [fetched, history] state throws(StoreError) in
                try Self.attempt(mutation, fetched: fetched, history: history, &state)
            }
            switch attempt {
            case .committed(let revision, let wakes):
                wakes.deliver()
                return revision
            case .unchanged:
                return nil
            case .refused(let precondition, let found):
                throw StoreError.refused(precondition, found: found)
            case .needsValue(let key, let entry):
                guard let object = try await core.load([(key, entry)]).first ?? nil else {
                    throw StoreError(.corrupt, "The value of \(key) at revision \(entry.revision) is missing.")
                }
                fetched = StoreEntry(revision: entry.revision, value: object.value)
            }
        }
    }

    private static func attempt(
        _ mutation: Mutation, fetched: StoreEntry?, history: History, _ state: inout StoreState
    ) throws(StoreError) -> Attempt {
        try state.checkOpen()
        func complete(_ entry: StoreEntry) -> StoreEntry? {
            if entry.value != nil { return entry }
            return fetched?.revision == entry.revision ? fetched : nil
        }
        switch StoreState.decide(mutation, tree: state.tree, revision: state.revision.next) {
        case .nothing:
            return .unchanged
        case .refused(let precondition, let found):
            guard let found else { return .refused(precondition, found: nil) }
            guard let complete = complete(found) else { return .needsValue(precondition.key, found) }
            return .refused(precondition, found: complete)
        case .change(var change):
            if let previous = change.previous {
                guard let complete = complete(previous) else { return .needsValue(change.key, previous) }
                change.previous = complete
            }
            var tree = state.tree
            tree.apply(change, keepingValue: true)
            let wakes = state.publish([change], tree: tree)
            state.trimLog(toCount: history.maximumChanges, byteCount: history.maximumBytes, archived: false)
            return .committed(change.revision, wakes)
        }
    }
}

extension SortedTree<StoreEntry> {
    /// - Parameter keepingValue: Whether the tree holds the new value itself, not only the revision it is found by.
    package mutating func apply(_ change: StoreChange, keepingValue: Bool) {
        guard let value = change.value else { return remove(change.key) }
        set(change.key, to: StoreEntry(revision: change.revision, value: keepingValue ? value : nil))
    }
}

extension StoreError {
    package static func refused(_ precondition: Mutation.Precondition, found: StoreEntry?) -> StoreError {
        let key = precondition.key
        let current = found.flatMap { entry in
            entry.value.map { StoredObject(key: key, value: $0, revision: entry.revision) }
        }
        let expectation =
            switch precondition {
            case .absent: "to be absent"
            case .exists: "to exist"
            case .revision(_, let revision): "to be at revision \(revision)"
            }
        let finding = found.map { "is at revision \($0.revision)" } ?? "is absent"
        return StoreError(
            .preconditionFailed, "Expected \(key) \(expectation), but it \(finding).", key: key, current: current)
    }
}
