import FoundationEssentials
import GRDB
import ObjectStore
import Synchronization

/// Writes mutations: all that wait at a time in one transaction with one `fsync`, each with a revision of its own.
///
/// A group is decided against the persistent tree, written, and only then shown to readers and watchers; when the write
/// fails, nothing has happened.
final class GroupWriter: Sendable {
    fileprivate struct Waiting: Sendable {
        var mutation: Mutation
        var continuation: CheckedContinuation<Outcome, Never>
    }

    fileprivate typealias Outcome = Result<Revision?, StoreError>

    fileprivate struct Queue: Sendable {
        var waiting: [Waiting] = []
        var isScheduled = false
        /// Why no more writes are taken.
        var refusal: StoreError?
    }

    /// How much of the newest history is held in memory for watchers.
    struct Window: Sendable {
        var changes: Int
        var bytes: Int
    }

    private let core: StoreCore
    private let database: StoreDatabase
    private let archive: SQLiteArchive
    private let window: Window
    private let queue = Mutex(Queue())

    fileprivate static let maximumGroup = 256
    fileprivate static let maximumGroupBytes = 8 << 20

    init(_ core: StoreCore, _ database: StoreDatabase, _ archive: SQLiteArchive, window: Window) {
        self.core = core
        self.database = database
        self.archive = archive
        self.window = window
    }

    var waitingCount: Int { queue.withLock(\.waiting.count) }

    func commit(_ mutation: Mutation) async throws(StoreError) -> Revision? {
        let outcome: Outcome = await withCheckedContinuation { continuation in
            let (refusal, isFirst) = queue.withLock { queue -> (StoreError?, Bool) in
                if let refusal = queue.refusal { return (refusal, false) }
                queue.waiting.append(Waiting(mutation: mutation, continuation: continuation))
                defer { queue.isScheduled = true }
                return (nil, !queue.isScheduled)
            }
            if let refusal { continuation.resume(returning: .failure(refusal)) }
            if isFirst { database.schedule(writeGroup) }
        }
        return try outcome.get()
    }

    /// Takes no more mutations and waits until those that were taken are written.
    func close() async throws(StoreError) {
        queue.withLock { $0.refusal = $0.refusal ?? StoreError(.closed, "The store is closed.") }
        while queue.withLock(\.isScheduled) { try await database.write { _ in } }
    }

    @Sendable private func writeGroup(_ db: Database) {
        let group = queue.withLock { $0.takeGroup() }
        let outcomes = write(group.map(\.mutation), db)
        // The next group goes to the end of the connection's queue, so that compaction gets its turn.
        let isMore = queue.withLock { queue in
            queue.isScheduled = !queue.waiting.isEmpty
            return queue.isScheduled
        }
        if isMore { database.schedule(writeGroup) }
        for (waiting, outcome) in zip(group, outcomes) { waiting.continuation.resume(returning: outcome) }
    }

    private func write(_ mutations: [Mutation], _ db: Database) -> [Outcome] {
        let (tree, revision) = core.state.withLock { ($0.tree, $0.revision) }
        var group = Group(tree: tree, revision: revision, archive: archive)
        let outcomes = mutations.map { mutation in
            do {
                return Outcome.success(try group.add(mutation, db))
            } catch {
                return Outcome.failure(StoreError(error, database: database.path))
            }
        }
        guard !group.changes.isEmpty else { return outcomes }
        do {
            try db.inTransaction(.immediate) {
                for change in group.changes { try db.write(change) }
                return .commit
            }
        } catch {
            let failure = StoreError(error, database: database.path)
            if failure.isFailedSync { refuseAll(after: failure) }
            return outcomes.map { _ in .failure(failure) }
        }
        publish(group)
        return outcomes
    }

    private func publish(_ group: Group) {
        for change in group.changes {
            if let value = change.value { archive.remember(value, at: change.revision) }
        }
        core.state.withLock { state in
            let wakes = state.publish(group.changes, tree: group.tree)
            state.trimLog(toCount: window.changes, byteCount: window.bytes, archived: true)
            return wakes
        }.deliver()
    }

    /// After a failed `fsync` the kernel may have dropped the pages and report success next time: only a restart, which reads
    /// what is really there, makes writing safe again.
    private func refuseAll(after failure: StoreError) {
        queue.withLock {
            $0.refusal = StoreError(
                .inputOutput,
                "Writing to the disk failed, so no more writes are taken. Check the disk, then restart.",
                cause: failure)
        }
    }
}

extension GroupWriter.Queue {
    fileprivate mutating func takeGroup() -> [GroupWriter.Waiting] {
        var bytes = 0
        var count = 0
        while count < min(waiting.count, GroupWriter.maximumGroup), bytes < GroupWriter.maximumGroupBytes {
            if case .put(_, let value) = waiting[count].mutation.change { bytes += value.count }
            count += 1
        }
        defer { waiting.removeFirst(count) }
        return Array(waiting[..<count])
    }
}

/// Mutations that are decided one after the other, as if each were made before the next.
private struct Group {
    private(set) var tree: SortedTree<StoreEntry>
    private(set) var changes: [StoreChange] = []
    private var revision: Revision
    private let archive: SQLiteArchive

    init(tree: SortedTree<StoreEntry>, revision: Revision, archive: SQLiteArchive) {
        self.tree = tree
        self.revision = revision
        self.archive = archive
    }

    mutating func add(_ mutation: Mutation, _ db: Database) throws -> Revision? {
        switch StoreState.decide(mutation, tree: tree, revision: revision.next) {
        case .nothing:
            return nil
        case .refused(let precondition, let found):
            throw StoreError.refused(precondition, found: try found.map { try complete($0, db) })
        case .change(var change):
            change.previous = try change.previous.map { try complete($0, db) }
            changes.append(change)
            tree.apply(change, keepingValue: false)
            revision = change.revision
            return change.revision
        }
    }

    /// An entry with its value, which the group itself may have written.
    private func complete(_ entry: StoreEntry, _ db: Database) throws -> StoreEntry {
        let ours = changes.last { $0.revision == entry.revision }
        guard let value = try ours?.value ?? archive.value(at: entry.revision, in: db) else {
            throw StoreError(.corrupt, "The value of revision \(entry.revision) is missing.")
        }
        return StoreEntry(revision: entry.revision, value: value)
    }
}

extension Database {
    fileprivate func write(_ change: StoreChange) throws {
        let previous = change.previous?.revision.row
        if let value = change.value {
            // A blob without bytes may have no address, and SQLite binds that as NULL, which would be a deletion.
            try cachedStatement(sql: "INSERT INTO changes VALUES (?, ?, ?, ifnull(?, x''))")
                .execute(arguments: [change.revision.row, change.key.text, previous, Data(value)])
            try cachedStatement(
                sql: "INSERT INTO objects VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET revision = excluded.revision"
            ).execute(arguments: [change.key.text, change.revision.row])
        } else {
            try cachedStatement(sql: "INSERT INTO changes VALUES (?, ?, ?, NULL)")
                .execute(arguments: [change.revision.row, change.key.text, previous])
            try cachedStatement(sql: "DELETE FROM objects WHERE key = ?").execute(arguments: [change.key.text])
        }
    }
}
