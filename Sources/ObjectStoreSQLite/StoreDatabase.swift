import GRDB
import ObjectStore

/// The connections to a store's database: one that writes and a few that read, each on a thread of its own, so that waiting
/// for the disk blocks no task's thread.
///
/// A call is carried through even when its task is cancelled: its outcome is always known.
struct StoreDatabase: Sendable {
    private let pool: DatabasePool
    let path: String

    /// How a database is used.
    struct Options: Sendable {
        var program: String
        /// Lets a test fill the "disk"; `nil` means that only the real one is a bound.
        var maximumPageCount: Int?
    }

    /// Opens the database, creates its tables where it is new, and reads what it holds but for the values.
    static func open(path: String, _ options: Options) throws(StoreError) -> (StoreDatabase, StoreState) {
        do {
            let pool = try DatabasePool(path: path, configuration: configuration(path: path))
            let state = try pool.writeWithoutTransaction { db in try prepare(db, path: path, options) }
            return (StoreDatabase(pool: pool, path: path), state)
        } catch {
            throw StoreError(error, database: path)
        }
    }

    private static func configuration(path: String) -> Configuration {
        var configuration = Configuration()
        configuration.label = "store"
        configuration.foreignKeysEnabled = false
        configuration.maximumReaderCount = 3
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA cache_size = -2000")
            guard !db.configuration.readonly else { return }
            // Here, because opening a pool writes to the file, and because a file gets its vacuum mode with its first page.
            if try StoreSchema.check(db, path: path) == .new { try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL") }
        }
        return configuration
    }

    private static func prepare(_ db: Database, path: String, _ options: Options) throws -> StoreState {
        // The pool sets NORMAL as it opens, which may lose acknowledged writes when the power fails.
        try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864")
        guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2 else {
            throw StoreError(.inputOutput, "The database \(path) does not accept synchronous = FULL.")
        }
        if let count = options.maximumPageCount { try db.execute(sql: "PRAGMA max_page_count = \(count)") }
        if try StoreSchema.check(db, path: path) == .new {
            try db.inTransaction(.immediate) {
                try StoreSchema.create(db)
                try StoreSchema.setMeta(db, "program", options.program)
                return .commit
            }
        } else if try StoreSchema.meta(db, "program") != options.program {
            try StoreSchema.setMeta(db, "program", options.program)
        }
        return try StoreSchema.load(db)
    }

    /// Runs `body` on the writing connection when all that was asked for before is done.
    func schedule(_ body: @escaping @Sendable (Database) -> Void) {
        pool.asyncWriteWithoutTransaction(body)
    }

    /// Runs `body` on the writing connection.
    func write<Result: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Result
    ) async throws(StoreError) -> Result {
        let result = await withCheckedContinuation { continuation in
            schedule { db in continuation.resume(returning: outcome { try body(db) }) }
        }
        return try result.get()
    }

    /// Runs `body` on a reading connection. Each of its statements sees a state of its own: what is read must not change.
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Result
    ) async throws(StoreError) -> Result {
        let result = await withCheckedContinuation { continuation in
            pool.asyncUnsafeRead { db in continuation.resume(returning: outcome { try body(db.get()) }) }
        }
        return try result.get()
    }

    private func outcome<Value>(_ body: () throws -> Value) -> Result<Value, StoreError> {
        do {
            return .success(try body())
        } catch {
            return .failure(StoreError(error, database: path))
        }
    }

    /// Moves the write-ahead log into the database file and closes all connections.
    func close() async throws(StoreError) {
        try await write { db in
            // A reader may hold it up; then the next start does it.
            _ = try? db.checkpoint(.truncate)
        }
        do {
            try pool.close()
        } catch {
            throw StoreError(error, database: path)
        }
    }
}
