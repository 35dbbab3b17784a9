import ObjectStore
import ObjectStoreSQLite

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Fills a small file system, with a file of ballast on it that can be thrown off again.
struct DiskFiller {
    let directory: String

    private var data: String { directory + "/data" }
    private var ballast: String { directory + "/ballast" }

    func run() async throws {
        makeBallast(bytes: 2 << 20)
        let written = try await withSQLiteStore(at: data, program: "probe") { store in
            let written = try await fill(store)
            try await expectReadable(store, count: written)
            // The same again: it must not matter how often it is tried.
            try await expectFull(store)
            try await expectReadable(store, count: written)
            expect(unlink(ballast) == 0, "the ballast goes")
            try await store.put(written)
            try await expectReadable(store, count: written + 1)
            return written + 1
        }
        try await withSQLiteStore(at: data, program: "probe") { store in
            try await expectReadable(store, count: written)
            _ = try await fill(store, from: written)
        }
        // Full from the start: it opens and reads all the same.
        makeBallast(bytes: 64 << 20)
        try await withSQLiteStore(at: data, program: "probe") { store in
            try await expectReadable(store, count: written)
        }
        report("OK")
    }

    /// - Returns: How many writes were acknowledged in all.
    private func fill(_ store: SQLiteStore, from start: Int = 0) async throws -> Int {
        var count = start
        while true {
            do {
                try await store.put(count)
                count += 1
            } catch {
                expect(error.code == .full, "\(error) says full")
                return count
            }
        }
    }

    private func expectFull(_ store: SQLiteStore) async throws {
        do {
            try await store.put(1_000_000)
            expect(false, "a write on a full disk fails")
        } catch {
            expect(error.code == .full, "\(error) says full")
        }
    }

    private func expectReadable(_ store: SQLiteStore, count: Int) async throws {
        let page = try await store.list(RangeQuery(prefix: StoreKey("k/")))
        expect(page.objects.count >= count, "\(page.objects.count) of \(count) objects are listed")
        expect(page.objects.allSatisfy { $0.value.count == 32 << 10 }, "the objects are whole")
        let events = try await store.withWatch(prefix: StoreKey(""), after: Revision(1)) { watch in
            var events = 0
            while events < count { events += try await watch.next().events.count }
            return events
        }
        expect(events >= count, "\(events) of \(count) events come")
    }

    /// Takes so many bytes from the disk, or all that are left.
    private func makeBallast(bytes: Int) {
        let descriptor = open(ballast, O_WRONLY | O_CREAT | O_TRUNC, S_IRUSR | S_IWUSR)
        let block = [UInt8](repeating: 1, count: 4_096)
        var left = bytes
        while left > 0, write(descriptor, block, block.count) > 0 { left -= block.count }
        close(descriptor)
    }

    private func expect(_ condition: Bool, _ what: String) {
        guard !condition else { return }
        report("FAILED: \(what)")
        exit(1)
    }
}

extension SQLiteStore {
    fileprivate func put(_ number: Int) async throws(StoreError) {
        _ = try await commit(
            Mutation(
                .put(
                    StoreKey("k/\(number)"), value: Array(repeating: UInt8(truncatingIfNeeded: number), count: 32 << 10)
                )))
    }
}
