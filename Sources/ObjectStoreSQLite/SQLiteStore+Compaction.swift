import GRDB
public import ObjectStore
import Synchronization

extension SQLiteStore {
    /// How many changes one transaction forgets: writers wait behind it.
    private static var changesPerSlice: Int { 1_000 }
    private static var pagesPerSlice: Int { 256 }

    public func compact(through revision: Revision) async throws(StoreError) {
        let (target, wakes) = try core.state.withLock { state throws(StoreError) in
            try state.checkOpen()
            if revision > state.revision { try state.checkKept(revision) }
            let target = min(revision, forks.withLock { $0.values.min() } ?? revision)
            // Readers must know before rows disappear under them.
            return (target, state.compact(through: target))
        }
        wakes.deliver()
        while try await database.write({ db in try Self.compactSlice(db, through: target) }) {}
        while try await database.write({ db in try Self.vacuumSlice(db) }) {}
    }

    /// Removes what a few more changes replaced or deleted.
    ///
    /// - Returns: Whether there is more to do.
    private static func compactSlice(_ db: Database, through target: Revision) throws -> Bool {
        let start = try StoreSchema.number(db, "compacted")
        guard start < target.row else { return false }
        let end =
            try Int64.fetchOne(
                db.cachedStatement(
                    sql:
                        "SELECT revision FROM changes WHERE revision > ? AND revision <= ? ORDER BY revision LIMIT 1 OFFSET ?"
                ),
                arguments: [start, target.row, changesPerSlice - 1]) ?? target.row
        try db.inTransaction(.immediate) {
            // Taken before the newest rows go, which may be what tells the revision after a restart.
            let newest = try Int64.fetchOne(db, sql: "SELECT max(revision) FROM changes") ?? 1
            try StoreSchema.setMeta(db, "revision", max(newest, StoreSchema.number(db, "revision")))
            try StoreSchema.setMeta(db, "compacted", end)
            try db.cachedStatement(
                sql: """
                    DELETE FROM changes WHERE revision IN
                    (SELECT previous FROM changes WHERE revision > ? AND revision <= ? AND previous IS NOT NULL)
                    """
            ).execute(arguments: [start, end])
            try db.cachedStatement(
                sql: "DELETE FROM changes WHERE revision > ? AND revision <= ? AND value IS NULL"
            ).execute(arguments: [start, end])
            return .commit
        }
        return end < target.row
    }

    /// Gives a few free pages back to the file system; an eighth of the file stays free for what comes.
    ///
    /// - Returns: Whether there is more to do.
    private static func vacuumSlice(_ db: Database) throws -> Bool {
        let free = try Int.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
        let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
        let excess = free - max(pagesPerSlice, pages / 8)
        guard excess > 0 else { return false }
        try db.execute(sql: "PRAGMA incremental_vacuum(\(min(excess, pagesPerSlice)))")
        return true
    }

    public func advance(to revision: Revision) async throws(StoreError) {
        let core = core
        let wakes = try await database.write { db in
            // On the writing connection, so between two groups of writes.
            guard revision > core.state.withLock(\.revision) else { return nil as Wakes? }
            try db.inTransaction(.immediate) {
                try StoreSchema.setMeta(db, "revision", revision.row)
                try StoreSchema.setMeta(db, "history", revision.row)
                return .commit
            }
            return core.state.withLock { $0.advance(to: revision) }
        }
        wakes?.deliver()
    }
}
