import ObjectStore
import Testing

extension StoreContract {
    static let concurrency = [
        StoreContract("writers at once: every acknowledged revision is unique, and none is missing") { store in
            let revisions = try await withThrowingTaskGroup(of: [Revision].self) { group in
                for writer in 0..<16 {
                    group.addTask {
                        var revisions: [Revision] = []
                        for index in 0..<50 {
                            revisions.append(try await store.put(StoreKey("k/\(writer)/\(index)"), "v"))
                        }
                        #expect(revisions == revisions.sorted())
                        return revisions
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(revisions.sorted() == (2...801).map { Revision($0) })
            #expect(try await store.currentRevision() == 801)
            let events = try await store.events(after: 1)
            #expect(events.map(\.revision) == (2...801).map { Revision($0) })
        },
        StoreContract("optimistic writers lose no increment") { store in
            try await store.put("counter", "0")
            try await withThrowingDiscardingTaskGroup { group in
                for _ in 0..<8 {
                    group.addTask {
                        for _ in 0..<25 { try await store.increment("counter") }
                    }
                }
            }
            #expect(try await store.text("counter") == "200")
        },
        StoreContract("a write is read back at once, by everybody") { store in
            try await withThrowingDiscardingTaskGroup { group in
                for writer in 0..<8 {
                    group.addTask {
                        let key = StoreKey("k/\(writer)")
                        for index in 0..<25 {
                            let revision = try await store.put(key, "\(index)")
                            #expect(try await store.get(key)?.revision == revision)
                            #expect(try await store.list(RangeQuery(prefix: key)).revision >= revision)
                        }
                    }
                }
            }
        },
        StoreContract("watchers among writers all see the one true sequence") { store in
            let writes = 400
            let last = Revision(UInt64(writes) + 1)
            let seen = try await withThrowingTaskGroup(of: (StoreKey, [StoreEvent])?.self) { group in
                for prefix in ["", "k/1", "k/2", "k/"] as [StoreKey] {
                    for _ in 0..<2 {
                        group.addTask {
                            let events = try await store.withWatch(prefix: prefix, after: 1) { watch in
                                try await watch.events(through: last)
                            }
                            return (prefix, events)
                        }
                    }
                }
                for writer in 0..<4 {
                    group.addTask {
                        for index in 0..<(writes / 4) { try await store.put(StoreKey("k/\(writer)"), "\(index)") }
                        return nil
                    }
                }
                var seen: [(StoreKey, [StoreEvent])] = []
                for try await result in group { if let result { seen.append(result) } }
                return seen
            }
            let truth = try await store.events(after: 1)
            #expect(truth.count == writes)
            for (prefix, events) in seen { #expect(events == truth.filter { $0.key.hasPrefix(prefix) }) }
        },
    ]
}

extension ObjectStore {
    /// Adds one to a number, again and again until no other writer comes between.
    fileprivate func increment(_ key: StoreKey) async throws {
        while true {
            let object = try #require(try await get(key))
            let number = try #require(Int(object.text))
            do {
                try await put(key, "\(number + 1)", if: [.revision(key, object.revision)])
                return
            } catch let error as StoreError where error.code == .preconditionFailed {
                continue
            }
        }
    }
}
