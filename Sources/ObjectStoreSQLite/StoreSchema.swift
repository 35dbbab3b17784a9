import GRDB
import ObjectStore

/// The tables of a store, and which of their versions this program understands.
///
/// `changes` holds every value once, under the revision that wrote it, until compaction: a row without a value is a deletion,
/// `previous` names the row that a change replaced. `objects` names the newest row of each key. `meta` holds names and numbers:
/// `program`, the version of the program that wrote last; `revision`, below which the counter must not fall; `compacted`, through
/// which revision rows have been removed; `history`, before which none may be shown.
enum StoreSchema {
    /// "Slip": what marks a database file as ours.
    static let applicationID = 0x536C_6970
    static let version = 1

    enum Finding {
        case new
        case current
    }

    /// Looks at a database before anything is written to it.
    static func check(_ db: Database, path: String) throws -> Finding {
        let application = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        if application == 0, version == 0, try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0 {
            return .new
        }
        guard application == applicationID else {
            throw StoreError(.corrupt, "\(path) is a database of another program.")
        }
        if version > self.version {
            let program = try meta(db, "program") ?? "a newer version"
            throw StoreError(
                .newerFormat,
                "\(path) has format \(version) and was written by \(program); this program reads up to format "
                    + "\(self.version). Use that version or a newer one, or another data directory.")
        }
        return .current
    }

    static func create(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE changes (
                    revision INTEGER PRIMARY KEY, key TEXT NOT NULL, previous INTEGER, value BLOB
                );
                CREATE TABLE objects (key TEXT PRIMARY KEY, revision INTEGER NOT NULL) WITHOUT ROWID;
                CREATE TABLE meta (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
                PRAGMA application_id = \(applicationID);
                PRAGMA user_version = \(version);
                """)
    }

    static func meta<Value: DatabaseValueConvertible>(_ db: Database, _ name: String) throws -> Value? {
        try Value.fetchOne(
            db.cachedStatement(sql: "SELECT value FROM meta WHERE name = ?"), arguments: [name])
    }

    /// A revision among the names, 1 where it was never set.
    static func number(_ db: Database, _ name: String) throws -> Int64 { try meta(db, name) ?? 1 }

    static func setMeta(_ db: Database, _ name: String, _ value: some DatabaseValueConvertible) throws {
        try db.cachedStatement(
            sql: "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        ).execute(arguments: [name, value])
    }

    /// What is in the database: the tree without the values, and how far history goes.
    static func load(_ db: Database) throws -> StoreState {
        var entries: [(key: StoreKey, value: StoreEntry)] = []
        let rows = try Row.fetchCursor(db, sql: "SELECT key, revision FROM objects ORDER BY key")
        while let row = try rows.next() {
            entries.append((StoreKey(row[0]), StoreEntry(revision: Revision(row: row[1]), value: nil)))
        }
        let newestChange = try Int64.fetchOne(db, sql: "SELECT max(revision) FROM changes") ?? 1
        let revision = try max(newestChange, number(db, "revision"))
        let compacted = try max(number(db, "compacted"), number(db, "history"))
        if let entry = entries.first(where: { $0.value.revision.row > newestChange }) {
            throw StoreError(.corrupt, "The database names a value of \(entry.key) that it does not hold.")
        }
        return StoreState(
            tree: SortedTree(sorted: entries), revision: Revision(row: revision), compacted: Revision(row: compacted))
    }
}

extension Revision {
    /// The revision as SQLite's signed integer, which counts further than any store will.
    var row: Int64 { Int64(clamping: rawValue) }

    init(row: Int64) { self.init(UInt64(max(0, row))) }
}
