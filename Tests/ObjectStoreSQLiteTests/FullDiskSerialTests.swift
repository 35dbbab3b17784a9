import Foundation
import GRDB
import ObjectStore
import ObjectStoreTestSuite
import Testing

@testable import ObjectStoreSQLite

@Suite("A full disk", .serialized)
struct FullDiskSerialTests {
    @Test("fails writes whole, keeps serving reads and watches, and takes writes again when there is space")
    func limitedFile() async throws {
        var options = SQLiteStore.Options.frugal
        options.maximumPageCount = 100
        try await withNewStore(options: options) { store in
            var written = 0
            let error = try await expectFailure(.full) {
                while true {
                    try await store.put(StoreKey("k/\(written)"), String(repeating: "x", count: 10_000))
                    written += 1
                }
            }
            #expect(error.message.contains("space") && error.message.contains("store.db"))
            #expect(try await store.currentRevision() == Revision(UInt64(written) + 1))
            #expect(try await store.texts().count == written)
            #expect(try await store.events(after: 1).count == written)
            for index in 0..<5 { try await store.delete(StoreKey("k/\(index)")) }
            try await store.compact(through: try await store.currentRevision())
            let revision = try await store.put("k/again", String(repeating: "y", count: 10_000))
            #expect(try await store.get("k/again")?.revision == revision)
            #expect(revision == Revision(UInt64(written) + 7))
        }
    }

    @Test("on a real file system", .enabled(if: Probe.canMount, "needs unshare and a tmpfs"), .timeLimit(.minutes(2)))
    func realFileSystem() async throws {
        try await withTemporaryDirectory { directory in
            let script = "mount -t tmpfs -o size=8m tmpfs \"$1\" && exec \"$2\" fill \"$1\""
            let (status, output) = try Probe.run(
                "unshare", ["--mount", "--map-root-user", "sh", "-c", script, "sh", directory, Probe.path])
            #expect(status == 0 && output.hasSuffix("OK\n"), "\(output)")
        }
    }
}
