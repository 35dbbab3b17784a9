public import ObjectStore
import Synchronization

/// An ``ObjectStore`` in an SQLite database: durable before it acknowledges.
///
/// Keys and revisions are held in memory as well, so preconditions, counts and watches need no reads; values are read when
/// they are asked for, through a bounded cache. Use it through ``withSQLiteStore(at:program:options:_:)``.
public final class SQLiteStore: ObjectStore {
    /// How much memory a store may use.
    public struct Options: Sendable {
        /// How many bytes of values that were read or written last are held for the next reader.
        public var cacheBytes = 16 << 20
        /// How many of the newest changes are held for watchers, at most; older ones are read from the database.
        public var windowChanges = 4_096
        /// How many bytes of values those changes may have, about.
        public var windowBytes = 16 << 20
        /// Lets a test fill the database.
        package var maximumPageCount: Int?

        public init() {}
    }

    let core: StoreCore
    let database: StoreDatabase
    let archive: SQLiteArchive
    private let directory: DataDirectory
    private let writer: GroupWriter
    /// The revisions at which forks in use began.
    let forks = Mutex<[UInt64: Revision]>([:])

    /// How many mutations wait to be written.
    var waitingWrites: Int { writer.waitingCount }

    private init(directory: DataDirectory, database: StoreDatabase, state: StoreState, options: Options) {
        self.directory = directory
        self.database = database
        archive = SQLiteArchive(database, cacheBytes: options.cacheBytes)
        core = StoreCore(state, archive: archive)
        writer = GroupWriter(
            core, database, archive, window: .init(changes: options.windowChanges, bytes: options.windowBytes))
    }

    static func open(at path: String, program: String, options: Options) throws(StoreError) -> SQLiteStore {
        let directory = try DataDirectory.open(path)
        do {
            let (database, state) = try StoreDatabase.open(
                path: directory.databasePath,
                .init(program: program, maximumPageCount: options.maximumPageCount))
            return SQLiteStore(directory: directory, database: database, state: state, options: options)
        } catch {
            directory.release()
            throw error
        }
    }

    /// Finishes the writes that were taken, ends the watches and gives the directory free. Called once.
    func close() async throws(StoreError) {
        defer { directory.release() }
        try await writer.close()
        core.state.withLock { $0.close() }.deliver()
        try await database.close()
    }

    public func currentRevision() async throws(StoreError) -> Revision { try core.currentRevision() }

    public func get(_ key: StoreKey) async throws(StoreError) -> StoredObject? { try await core.get(key) }

    public func list(_ query: RangeQuery) async throws(StoreError) -> RangePage { try await core.list(query) }

    public func commit(_ mutation: Mutation) async throws(StoreError) -> Revision? { try await writer.commit(mutation) }

    public func withWatch<Result: Sendable>(
        _ query: WatchQuery, _ body: @Sendable (any StoreWatch) async throws -> Result
    ) async throws -> Result {
        try await core.withWatch(query, body)
    }

    /// Runs `body` with a fork in memory that reads the values it has not overwritten from this store.
    public func withFork<Result: Sendable>(
        _ body: @Sendable (any ObjectStore) async throws -> Result
    ) async throws -> Result {
        let (id, state) = try core.state.withLock { state throws(StoreError) in
            try state.checkOpen()
            let id = state.nextWaiterID()
            // Under the store's lock, so that no compaction passes by in between.
            forks.withLock { $0[id] = state.revision }
            return (id, StoreState(tree: state.tree, revision: state.revision))
        }
        defer { forks.withLock { _ = $0.removeValue(forKey: id) } }
        return try await body(MemoryStore(state, archive: archive))
    }
}

/// Runs `body` with the store in `directory`, which is created where it is missing, and closes it afterwards.
///
/// - Parameters:
///   - directory: Only one process at a time can have it open.
///   - program: The name and version of the program, which an older one will tell when it cannot read the format.
/// - Throws: ``StoreError`` with ``StoreError/Code/inUse``, ``StoreError/Code/newerFormat``, ``StoreError/Code/corrupt``,
///   ``StoreError/Code/full`` or ``StoreError/Code/inputOutput`` when the store cannot be opened, and whatever `body` throws.
public nonisolated(nonsending) func withSQLiteStore<Result: Sendable>(
    at directory: String, program: String, options: SQLiteStore.Options = SQLiteStore.Options(),
    _ body: nonisolated(nonsending) (SQLiteStore) async throws -> Result
) async throws -> Result {
    let store = try SQLiteStore.open(at: directory, program: program, options: options)
    let result: Result
    do {
        result = try await body(store)
    } catch {
        // What the body failed of matters more than how closing went.
        try? await store.close()
        throw error
    }
    try await store.close()
    return result
}
