import ObjectStore
import Testing

extension StoreContract {
    static let history = [
        StoreContract("a list at an older revision shows the store as it was") { store in
            try await store.put("a", "1")
            try await store.put("b", "1")
            try await store.put("a", "2")
            try await store.delete("b")
            try await store.put("c", "1")
            try await store.put("b", "2")
            #expect(try await store.texts(at: 1) == [])
            #expect(try await store.texts(at: 2) == ["a=1"])
            #expect(try await store.texts(at: 3) == ["a=1", "b=1"])
            #expect(try await store.texts(at: 4) == ["a=2", "b=1"])
            #expect(try await store.texts(at: 5) == ["a=2"])
            #expect(try await store.texts(at: 6) == ["a=2", "c=1"])
            #expect(try await store.texts(at: 7) == ["a=2", "b=2", "c=1"])
            #expect(try await store.texts("b", at: 4) == ["b=1"])
            #expect(try await store.texts(after: "a", limit: 1, at: 7) == ["b=2"])
        },
        StoreContract("compaction keeps its own revision and what is newer") { store in
            try await store.put("a", "1")
            try await store.put("b", "1")
            try await store.put("a", "2")
            try await store.delete("b")
            try await store.put("a", "3")
            try await store.compact(through: 4)
            try await expectFailure(.compacted) { try await store.texts(at: 3) }
            try await expectFailure(.compacted) { try await store.events(after: 3) }
            #expect(try await store.texts(at: 4) == ["a=2", "b=1"])
            #expect(try await store.texts(at: 5) == ["a=2"])
            #expect(try await store.events(after: 4).map(\.text) == ["5 b 1→-", "6 a 2→3"])
            try await store.compact(through: 2)
            #expect(try await store.texts(at: 4) == ["a=2", "b=1"], "Compaction does not go back.")
            try await store.compact(through: 6)
            try await expectFailure(.compacted) { try await store.texts(at: 5) }
            #expect(try await store.texts(at: 6) == ["a=3"])
            #expect(try await store.events(after: 6).isEmpty)
        },
        StoreContract("the revision survives deleting and compacting everything") { store in
            for index in 0..<10 { try await store.put(StoreKey("k/\(index)"), "v") }
            for index in 0..<10 { try await store.delete(StoreKey("k/\(index)")) }
            try await store.compact(through: 21)
            #expect(try await store.currentRevision() == 21)
            #expect(try await store.put("k", "v") == 22)
        },
        StoreContract("a watcher that fell behind a compaction hears of it") { store in
            try await store.withWatch(prefix: "a", after: 1) { watch in
                try await store.put("a", "1")
                try await store.put("a", "2")
                try await store.compact(through: 3)
                try await expectFailure(.compacted) { _ = try await watch.next() }
            }
        },
        StoreContract("compaction gives an idle watcher progress, so its position stays good") { store in
            try await store.withWatch(WatchQuery(prefix: "a/", after: 1, progress: .eventual)) { watch in
                try await withThrowingTaskGroup(of: Revision.self) { group in
                    group.addTask {
                        // Other writes need not wake it, but the compaction must.
                        var progress: Revision = 1
                        while progress < 11 { progress = try await watch.next().progress }
                        return progress
                    }
                    for index in 0..<10 { try await store.put("b/1", "\(index)") }
                    for _ in 0..<1_000 { await Task.yield() }
                    try await store.compact(through: 11)
                    // The watcher may have been slow to begin; then the compaction rightly overtook it.
                    do {
                        let progress = try #require(try await group.next())
                        #expect(progress == 11)
                        try await store.put("a/1", "1")
                        #expect(try await watch.events(through: 12).map(\.text) == ["12 a/1 -→1"])
                    } catch let error as StoreError {
                        #expect(error.code == .compacted)
                    }
                }
            }
        },
        StoreContract("reads go on while compaction runs") { store in
            try await store.fill("k/", count: 500, value: "old")
            try await withThrowingDiscardingTaskGroup { group in
                group.addTask {
                    for round in 0..<10 {
                        for index in 0..<50 { try await store.put(StoreKey("k/\(padded: index)"), "\(round)") }
                        try await store.compact(through: try await store.currentRevision())
                    }
                }
                for _ in 0..<2 {
                    group.addTask {
                        for _ in 0..<50 {
                            let page = try await store.list(RangeQuery(prefix: "k/"))
                            #expect(page.objects.count == 500)
                            let object = try await store.get("k/00007")
                            #expect(object != nil)
                        }
                    }
                }
            }
        },
    ]
}
