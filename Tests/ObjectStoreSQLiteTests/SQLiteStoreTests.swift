import Foundation
import GRDB
import ObjectStore
import ObjectStoreTestSuite
import Testing

@testable import ObjectStoreSQLite

@Suite("A store in SQLite")
struct SQLiteStoreTests {
    @Test("synchronizes every commit, keeps a write-ahead log and can give space back")
    func pragmas() async throws {
        try await withNewStore { store in
            let pragmas = try await store.database.write { db in
                try ["synchronous", "journal_mode", "auto_vacuum"].map { name in
                    try String.fetchOne(db, sql: "PRAGMA \(name)") ?? ""
                }
            }
            #expect(pragmas == ["2", "wal", "2"])
        }
    }

    @Test("belongs to its owner alone")
    func modes() async throws {
        try await withTemporaryDirectory { parent in
            let directory = parent + "/deep/er"
            try await withSQLiteStore(at: directory, program: "test 1") { store in
                try await store.put("a", "1")
                #expect(try mode(of: parent + "/deep") == 0o700)
                #expect(try mode(of: directory) == 0o700)
                #expect(try files(in: directory) == ["store.db", "store.db-shm", "store.db-wal", "store.lock"])
                for file in try files(in: directory) { #expect(try mode(of: "\(directory)/\(file)") == 0o600) }
            }
            #expect(try files(in: directory) == ["store.db", "store.lock"], "A closed store is one file.")
        }
    }

    @Test("closes an open directory, but leaves one alone that holds other things")
    func foreignModes() async throws {
        try await withTemporaryDirectory { parent in
            let empty = parent + "/empty"
            let shared = parent + "/shared"
            for path in [empty, shared] {
                try FileManager.default.createDirectory(
                    atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
            }
            #expect(FileManager.default.createFile(atPath: shared + "/other", contents: nil))
            for path in [empty, shared] { try await withSQLiteStore(at: path, program: "test 1") { _ in } }
            #expect(try mode(of: empty) == 0o700)
            #expect(try mode(of: shared) == 0o755)
            #expect(try mode(of: shared + "/store.db") == 0o600)
            try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: empty)
            try await withSQLiteStore(at: empty, program: "test 1") { _ in }
            #expect(try mode(of: empty) == 0o700)
        }
    }

    @Test("is open once at a time, and says who has it")
    func inUse() async throws {
        try await withTemporaryDirectory { directory in
            try await withSQLiteStore(at: directory, program: "test 1") { _ in
                let error = try await expectFailure(.inUse) {
                    try await withSQLiteStore(at: directory + "/", program: "test 1") { _ in }
                }
                #expect(error.message.contains("pid \(getpid())"))
                #expect(error.message.contains(directory))
            }
            try await withSQLiteStore(at: directory, program: "test 1") { _ in }
        }
    }

    @Test("refuses what it cannot read, and says what to do")
    func unreadable() async throws {
        try await withTemporaryDirectory { directory in
            try await withSQLiteStore(at: directory, program: "slipway 9.1") { store in
                _ = try await store.put("a", "1")
            }
            let file = directory + "/store.db"
            func change(_ sql: String) throws {
                let queue = try DatabaseQueue(path: file)
                try queue.writeWithoutTransaction { db in try db.execute(sql: sql) }
                try queue.close()
            }
            try change("PRAGMA user_version = 2")
            let before = try Data(contentsOf: URL(fileURLWithPath: file))
            var error = try await expectFailure(.newerFormat) {
                try await withSQLiteStore(at: directory, program: "slipway 1.0") { _ in }
            }
            #expect(error.message.contains("slipway 9.1") && error.message.contains("format 2"))
            #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == before, "It is left untouched.")

            try change("PRAGMA user_version = 1; PRAGMA application_id = 7")
            error = try await expectFailure(.corrupt) {
                try await withSQLiteStore(at: directory, program: "slipway 1.0") { _ in }
            }
            #expect(error.message.contains("another program"))

            try Data(repeating: 0x5a, count: 8_192).write(to: URL(fileURLWithPath: file))
            error = try await expectFailure(.corrupt) {
                try await withSQLiteStore(at: directory, program: "slipway 1.0") { _ in }
            }
            #expect(error.message.contains(file) && error.message.contains("backup"))
        }
    }

    @Test("tells of a value that is lost")
    func lostValue() async throws {
        try await withNewStore { store in
            let revision = try await store.put("a", String(repeating: "x", count: 8_000))
            try await store.database.write { db in
                try db.execute(sql: "DELETE FROM changes WHERE revision = ?", arguments: [revision.rawValue])
            }
            try await expectFailure(.corrupt) { try await store.get("a") }
            try await expectFailure(.corrupt) { try await store.texts() }
            try await expectFailure(.corrupt) { try await store.put("a", "2") }
            try await store.put("b", "1")
            #expect(try await store.text("b") == "1")
        }
    }

    @Test("says where it cannot be created")
    func unwritable() async throws {
        try await withTemporaryDirectory { directory in
            #expect(FileManager.default.createFile(atPath: directory + "/file", contents: nil))
            for path in [directory + "/file", directory + "/file/below"] {
                let error = try await expectFailure(.inputOutput) {
                    try await withSQLiteStore(at: path, program: "test 1") { _ in }
                }
                #expect(error.message.contains(path) && error.message.contains("Not a directory"))
            }
            try FileManager.default.createDirectory(atPath: directory + "/store.db", withIntermediateDirectories: false)
            let error = try await expectFailure(.inputOutput) {
                try await withSQLiteStore(at: directory, program: "test 1") { _ in }
            }
            #expect(error.message.contains("store.db"))
        }
    }

    @Test("ends its watches and refuses writes when it closes, after the writes it took")
    func close() async throws {
        try await withTemporaryDirectory { directory in
            let store = try SQLiteStore.open(at: directory, program: "test 1", options: .frugal)
            let written = try await withThrowingTaskGroup(of: Int.self) { group in
                group.addTask {
                    try await expectFailure(.closed) {
                        try await store.withWatch(prefix: "never", after: 1) { watch in
                            while true { _ = try await watch.next() }
                        }
                    }
                    return 0
                }
                for index in 0..<200 {
                    group.addTask {
                        do {
                            try await store.put(StoreKey("k/\(index)"), "v")
                            return 1
                        } catch let error as StoreError {
                            #expect(error.code == .closed)
                            return 0
                        }
                    }
                }
                while try await store.currentRevision() < 50 { await Task.yield() }
                try await store.close()
                return try await group.reduce(0, +)
            }
            try await expectFailure(.closed) { try await store.get("k/1") }
            try await expectFailure(.closed) { try await store.put("k/1", "v") }
            try await expectFailure(.closed) { try await store.currentRevision() }
            try await expectFailure(.closed) { try await store.withFork { _ in } }
            try await withSQLiteStore(at: directory, program: "test 1") { store in
                let kept = try await store.texts().count
                #expect(kept == written)
            }
        }
    }

    @Test("writes what waits in groups")
    func groups() async throws {
        try await withNewStore { store in
            // While the writer is held up, all others queue behind it.
            let release = DispatchSemaphore(value: 0)
            store.database.schedule { _ in release.wait() }
            try await withThrowingDiscardingTaskGroup { group in
                for index in 0..<100 { group.addTask { try await store.put(StoreKey("k/\(index)"), "v") } }
                while store.waitingWrites < 100 { await Task.yield() }
                release.signal()
            }
            #expect(try await store.currentRevision() == 101)
            let batch = try await store.withWatch(prefix: "", after: 1) { watch in try await watch.next() }
            #expect(Set(batch.events.map(\.revision)).count == batch.events.count)
        }
    }

    @Test("gives space back after compaction, and compacts in slices")
    func vacuum() async throws {
        try await withNewStore { store in
            let value = String(repeating: "x", count: 4_000)
            for index in 0..<2_500 { try await store.put(StoreKey("k/\(index % 5)"), value) }
            func pages() async throws -> Int {
                try await store.database.write { db in try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0 }
            }
            let before = try await pages()
            try await store.compact(through: 2_501)
            let after = try await pages()
            #expect(before > 2_500 && after < before / 4, "\(before) pages, then \(after)")
            let rows = try await store.database.write { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM changes")
            }
            #expect(rows == 5)
            #expect(try await store.texts().count == 5)
        }
    }
}
