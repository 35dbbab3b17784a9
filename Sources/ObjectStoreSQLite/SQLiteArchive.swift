import FoundationEssentials
import GRDB
import ObjectStore
import Synchronization

/// The values and the history in the database, with a cache of values before it.
final class SQLiteArchive: StoreArchive {
    private let database: StoreDatabase
    private let cache: Mutex<ValueCache>

    /// Larger reads pass the cache by: they would only push out what is in use.
    private static let maximumCachedRead = 256
    private static let eventsPerBatch = 256
    private static let bytesPerBatch = 4 << 20

    init(_ database: StoreDatabase, cacheBytes: Int) {
        self.database = database
        cache = Mutex(ValueCache(maximumBytes: cacheBytes))
    }

    func values(at revisions: [Revision]) async throws(StoreError) -> [[UInt8]?] {
        var values = cache.withLock { cache in revisions.map { cache.value(at: $0) } }
        // In the order in which they lie in the file.
        let missing = values.indices.filter { values[$0] == nil }.sorted { revisions[$0] < revisions[$1] }
        guard !missing.isEmpty else { return values }
        let read = try await database.read { db in
            var read: [[UInt8]?] = []
            read.reserveCapacity(missing.count)
            // One transaction locks the file once, instead of once for each value.
            try db.inTransaction(.deferred) {
                for index in missing { read.append(try Self.value(at: revisions[index], in: db)) }
                return .commit
            }
            return read
        }
        for (index, value) in zip(missing, read) { values[index] = value }
        if missing.count <= Self.maximumCachedRead {
            cache.withLock { cache in
                for (index, value) in zip(missing, read) {
                    if let value { cache.insert(value, at: revisions[index]) }
                }
            }
        }
        return values
    }

    /// One value, for the writer, on its own connection.
    func value(at revision: Revision, in db: Database) throws -> [UInt8]? {
        if let value = cache.withLock({ $0.value(at: revision) }) { return value }
        let value = try Self.value(at: revision, in: db)
        if let value { remember(value, at: revision) }
        return value
    }

    func remember(_ value: [UInt8], at revision: Revision) {
        cache.withLock { $0.insert(value, at: revision) }
    }

    private static func value(at revision: Revision, in db: Database) throws -> [UInt8]? {
        let statement = try db.cachedStatement(sql: "SELECT value FROM changes WHERE revision = ?")
        let rows = try Row.fetchCursor(statement, arguments: [revision.row])
        // The row is a view of its cursor.
        return try withExtendedLifetime(rows) { try rows.next()?.bytes(0) }
    }

    func changes(
        prefix: StoreKey, after: Revision, through: Revision
    ) async throws(StoreError) -> StoreWatchBatch {
        try await database.read { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT changes.revision, changes.key, changes.value, replaced.value
                    FROM changes LEFT JOIN changes AS replaced ON replaced.revision = changes.previous
                    WHERE changes.revision > ? AND changes.revision <= ? AND changes.key >= ? AND changes.key < ?
                    ORDER BY changes.revision
                    """)
            let rows = try Row.fetchCursor(
                statement, arguments: [after.row, through.row, prefix.text, prefix.end])
            var batch = StoreWatchBatch(events: [], progress: through)
            var bytes = 0
            while let row = try rows.next() {
                let event = StoreEvent(
                    key: StoreKey(row[1]), value: try row.bytes(2), previousValue: try row.bytes(3),
                    revision: Revision(row: row[0]))
                batch.events.append(event)
                bytes += (event.value?.count ?? 0) + (event.previousValue?.count ?? 0)
                if batch.events.count == Self.eventsPerBatch || bytes >= Self.bytesPerBatch {
                    batch.progress = event.revision
                    break
                }
            }
            return batch
        }
    }

    func replacements(
        prefix: StoreKey, after: Revision, through: Revision
    ) async throws(StoreError) -> [(key: StoreKey, revision: Revision?)] {
        try await database.read { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT key, previous FROM changes
                    WHERE revision > ? AND revision <= ? AND key >= ? AND key < ? ORDER BY revision
                    """)
            let rows = try Row.fetchCursor(
                statement, arguments: [after.row, through.row, prefix.text, prefix.end])
            var replacements: [(key: StoreKey, revision: Revision?)] = []
            while let row = try rows.next() {
                let previous: Int64? = row[1]
                replacements.append((StoreKey(row[0]), previous.map { Revision(row: $0) }))
            }
            return replacements
        }
    }
}

extension StoreKey {
    /// A text above every key that begins with this one: no key holds the last of all code points.
    fileprivate var end: String { text + "\u{10FFFF}" }
}

extension Row {
    /// A blob, or `nil` for NULL.
    fileprivate func bytes(_ column: Int) throws -> [UInt8]? {
        try withUnsafeData(atIndex: column) { data in data.map { Array($0) } }
    }
}
