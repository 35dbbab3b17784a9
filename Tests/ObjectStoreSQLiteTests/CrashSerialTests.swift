import Foundation
import GRDB
import ObjectStore
import ObjectStoreTestSuite
import Synchronization
import Testing

@testable import ObjectStoreSQLite

/// Kills a writing process again and again, on one data directory, and looks at what is left.
///
/// A kill shows what the order of writes and acknowledgements is worth, and whether recovery is right. That acknowledged writes
/// also outlive a power failure rests on `fsync`, hence on `synchronous = FULL`, which has a test of its own.
@Suite("A store whose process is killed", .serialized, .timeLimit(.minutes(30)))
struct CrashSerialTests {
    private static var rounds: Int { ProcessInfo.processInfo.environment["SLIPWAY_TEST_DEPTH"] == "deep" ? 400 : 20 }

    private struct Acknowledged {
        var key: StoreKey
        /// The mark of the value, `nil` for a deletion.
        var mark: String?
    }

    @Test("has every acknowledged write, none half, and goes on from there")
    func kill() async throws {
        try await withTemporaryDirectory { directory in
            var acknowledged: [Revision: Acknowledged] = [:]
            var highest: Revision = 1
            var generator = SeededGenerator(seed: 42)
            for round in 0..<Self.rounds {
                // Sometimes while it opens.
                let lines = round % 5 == 0 ? 0 : Int.random(in: 1..<300, using: &generator)
                let output = try Probe.killWhileWriting(in: directory, seed: round, after: lines)
                var newest: Revision = highest
                for line in output {
                    let words = line.split(separator: " ").map(String.init)
                    if words[0] == "open" {
                        let opened = try Revision(#require(UInt64(words[1])))
                        #expect(opened >= highest, "round \(round): the revision fell from \(highest) to \(opened)")
                        continue
                    }
                    let revision = try Revision(#require(UInt64(words[0])))
                    #expect(revision > highest, "round \(round): revision \(revision) is given twice")
                    #expect(acknowledged[revision] == nil)
                    acknowledged[revision] = Acknowledged(
                        key: StoreKey(words[1]), mark: words[2] == "-" ? nil : words[2])
                    newest = max(newest, revision)
                }
                let seen: [StoreEvent]
                (seen, highest) = try await withSQLiteStore(at: directory, program: "test 1", options: .frugal) {
                    store in
                    let seen = try await check(store, acknowledged, round: round)
                    let current = try await store.currentRevision()
                    #expect(current >= newest)
                    return (seen, current)
                }
                // What was written but not acknowledged has now been seen, and must not be lost either.
                for event in seen where acknowledged[event.revision] == nil {
                    acknowledged[event.revision] = Acknowledged(key: event.key, mark: event.value.map(mark))
                }
            }
            #expect(acknowledged.count > Self.rounds * 10, "The probe hardly wrote.")
        }
    }

    /// - Returns: The changes that are kept.
    private func check(
        _ store: SQLiteStore, _ acknowledged: [Revision: Acknowledged], round: Int
    ) async throws -> [StoreEvent] {
        let integrity = try await store.database.write { db in try String.fetchOne(db, sql: "PRAGMA integrity_check") }
        #expect(integrity == "ok")
        let objects = try await store.list(RangeQuery(prefix: "")).objects
        for object in objects { #expect(try isWhole(object.value), "round \(round): \(object.key) is not whole") }

        // The newest acknowledged write of each key is there, unless a later one, acknowledged or not, came after it.
        let found = Dictionary(uniqueKeysWithValues: objects.map { ($0.key, $0) })
        let compacted = store.core.state.withLock(\.compacted)
        let events = try await store.events(after: compacted)
        #expect(events.allSatisfy { event in (try? event.value.map(isWhole) ?? true) == true })
        let changed = Dictionary(grouping: events, by: \.key)
        for (key, writes) in Dictionary(grouping: acknowledged, by: \.value.key) {
            let last = try #require(writes.max { $0.key < $1.key })
            let later = changed[key]?.last { $0.revision > last.key }
            if let object = found[key] {
                #expect(object.revision >= last.key, "round \(round): \(key) fell back behind \(last.key)")
                if object.revision == last.key { #expect(mark(object.value) == last.value.mark) }
            } else {
                #expect(last.value.mark == nil || later != nil, "round \(round): \(key) is lost since \(last.key)")
            }
        }
        // Every acknowledged change that was not compacted is in the change log, as it was.
        let byRevision = Dictionary(uniqueKeysWithValues: events.map { ($0.revision, $0) })
        for (revision, write) in acknowledged where revision > compacted {
            let event = try #require(byRevision[revision], "round \(round): the change \(revision) is lost")
            #expect(event.key == write.key && event.value.map(mark) == write.mark)
        }
        // The change log leads from the oldest state that is kept to the newest.
        var contents: [StoreKey: [UInt8]] = [:]
        for object in try await store.list(RangeQuery(prefix: "", revision: compacted)).objects {
            contents[object.key] = object.value
        }
        for event in events {
            #expect(event.previousValue == contents[event.key], "round \(round): \(event.key) at \(event.revision)")
            contents[event.key] = event.value
        }
        #expect(contents == found.mapValues(\.value))
        return events
    }

    /// The form is the probe's: mark, count, so many marks, an end.
    private func isWhole(_ value: [UInt8]) throws -> Bool {
        let words = String(decoding: value, as: UTF8.self).split(separator: " ", maxSplits: 2)
        guard words.count == 3, let count = Int(words[1]) else { return false }
        return words[2] == String(repeating: String(words[0]), count: count) + "."
    }

    private func mark(_ value: [UInt8]) -> String {
        String(decoding: value.prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self)
    }
}
