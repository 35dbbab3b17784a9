import ObjectStore
import Testing

extension StoreContract {
    static let reads = [
        StoreContract("a new store is empty at revision 1") { store in
            #expect(try await store.currentRevision() == 1)
            #expect(try await store.get("a") == nil)
            let page = try await store.list(RangeQuery(prefix: ""))
            #expect(page.objects.isEmpty && page.revision == 1 && page.next == nil && page.remainingCount == 0)
        },
        StoreContract("a value is read with the revision that wrote it") { store in
            let first = try await store.put("a", "1")
            try await store.put("b", "2")
            #expect(try await store.get("a") == StoredObject(key: "a", value: [0x31], revision: first))
        },
        StoreContract("values are any bytes, also none") { store in
            for bytes in [[], [0], [0xff, 0, 0xfe], Array(repeating: 7, count: 100_000)] as [[UInt8]] {
                _ = try await store.commit(Mutation(.put("bytes", value: bytes)))
                #expect(try await store.get("bytes")?.value == bytes)
                #expect(try await store.list(RangeQuery(prefix: "bytes")).objects.first?.value == bytes)
            }
            let events = try await store.events(after: 1)
            #expect(events.map(\.value?.count) == [0, 1, 3, 100_000])
            #expect(events.map(\.previousValue?.count) == [nil, 0, 1, 3])
        },
        StoreContract("a value of 1.5 MB passes whole") { store in
            let bytes = (0..<1_572_864).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let revision = try await store.commit(Mutation(.put("large", value: bytes)))
            #expect(try await store.get("large")?.value == bytes)
            #expect(try await store.events("large", after: 1).map(\.value) == [bytes])
            try await store.delete("large")
            #expect(try await store.list(RangeQuery(prefix: "", revision: revision)).objects.map(\.value) == [bytes])
        },
        StoreContract("a list is ordered by bytes and bounded by its prefix") { store in
            for key in ["b/2", "a", "b/10", "B/1", "b/1", "b0", "b", "c", "b/1/x", "b.", "b/~"] as [StoreKey] {
                try await store.put(key, "v")
            }
            func keys(_ prefix: StoreKey) async throws -> [String] {
                try await store.list(RangeQuery(prefix: prefix)).objects.map(\.key.text)
            }
            #expect(try await keys("b/") == ["b/1", "b/1/x", "b/10", "b/2", "b/~"])
            #expect(try await keys("b") == ["b", "b.", "b/1", "b/1/x", "b/10", "b/2", "b/~", "b0"])
            #expect(try await keys("") == ["B/1", "a", "b", "b.", "b/1", "b/1/x", "b/10", "b/2", "b/~", "b0", "c"])
            #expect(try await keys("d").isEmpty)
        },
        StoreContract("pages say where to go on and how much is left") { store in
            for index in 1...5 { try await store.put(StoreKey("k/\(index)"), "\(index)") }
            try await store.put("l", "outside")
            var page = try await store.list(RangeQuery(prefix: "k/", limit: 2))
            #expect(page.objects.map(\.text) == ["1", "2"] && page.next == "k/2" && page.remainingCount == 3)
            page = try await store.list(RangeQuery(prefix: "k/", after: page.next, limit: 2))
            #expect(page.objects.map(\.text) == ["3", "4"] && page.next == "k/4" && page.remainingCount == 1)
            page = try await store.list(RangeQuery(prefix: "k/", after: page.next, limit: 2))
            #expect(page.objects.map(\.text) == ["5"] && page.next == nil && page.remainingCount == 0)
            page = try await store.list(RangeQuery(prefix: "k/", after: "k/5", limit: 2))
            #expect(page.objects.isEmpty && page.next == nil)
            page = try await store.list(RangeQuery(prefix: "k/", after: "zzz"))
            #expect(page.objects.isEmpty && page.remainingCount == 0)
        },
        StoreContract("10 000 keys: pages at one revision are one snapshot, whatever is written meanwhile") { store in
            try await store.fill("k/", count: 10_000)
            var page = try await store.list(RangeQuery(prefix: "k/", limit: 700))
            let revision = page.revision
            var keys = page.objects.map(\.key.text)
            var round = 0
            while let next = page.next {
                round += 1
                try await store.delete(StoreKey("k/\(padded: round * 600)"))
                try await store.put(StoreKey("k/\(padded: round * 601)"), "changed")
                try await store.put(StoreKey("k/\(padded: 9_999 - round)+"), "new")
                page = try await store.list(RangeQuery(prefix: "k/", after: next, limit: 700, revision: revision))
                #expect(page.revision == revision)
                #expect(page.objects.allSatisfy { $0.text == "v" && $0.revision <= revision })
                keys += page.objects.map(\.key.text)
                #expect(page.remainingCount == 10_000 - keys.count)
            }
            #expect(keys == (0..<10_000).map { "k/\(padded: $0)" })
        },
    ]
}

extension ObjectStore {
    /// Writes `count` keys `prefix` + five digits, several at a time.
    func fill(_ prefix: String, count: Int, value: String = "v") async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for part in 0..<16 {
                group.addTask {
                    for index in stride(from: part, to: count, by: 16) {
                        try await put(StoreKey(prefix + "\(padded: index)"), value)
                    }
                }
            }
        }
    }
}

extension DefaultStringInterpolation {
    mutating func appendInterpolation(padded number: Int) {
        let digits = String(number)
        appendLiteral(String(repeating: "0", count: max(0, 5 - digits.count)) + digits)
    }
}
