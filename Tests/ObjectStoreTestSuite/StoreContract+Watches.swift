import ObjectStore
import Testing

extension StoreContract {
    static let watches = [
        StoreContract("a watch from the past repeats and misses nothing") { store in
            try await store.put("a/1", "1")
            let revision = try await store.put("b/1", "1")
            try await store.put("a/1", "2")
            try await store.put("a/2", "1")
            try await store.delete("a/1")
            #expect(
                try await store.events("a/", after: 1).map(\.text) == [
                    "2 a/1 -→1", "4 a/1 1→2", "5 a/2 -→1", "6 a/1 2→-",
                ])
            #expect(try await store.events("a/", after: revision).map(\.revision) == [4, 5, 6])
            #expect(try await store.events("a/1", after: 5).map(\.revision) == [6])
            #expect(try await store.events("c", after: 1).isEmpty)
        },
        StoreContract("a watch from now waits for what comes") { store in
            let now = try await store.put("a", "1")
            try await store.withWatch(prefix: "a", after: now) { watch in
                async let batch = watch.next()
                try await store.put("a", "2")
                #expect(try await batch.events.map(\.text) == ["3 a 1→2"])
                try await store.put("a", "3")
                try await store.delete("a")
                #expect(try await watch.events(through: 5).map(\.text) == ["4 a 2→3", "5 a 3→-"])
            }
        },
        StoreContract("an idle watch learns of progress") { store in
            try await store.withWatch(prefix: "a/", after: 1) { watch in
                async let waiting = watch.next()
                try await store.put("b/1", "1")
                let batch = try await waiting
                #expect(batch.events.isEmpty && batch.progress == 2)
                for index in 0..<100 { try await store.put("b/1", "\(index)") }
                #expect(try await watch.events(through: 102).isEmpty)
                try await store.put("b/1", "last")
                try await store.put("a/1", "seen")
                #expect(try await watch.events(through: 104).map(\.text) == ["104 a/1 -→seen"])
            }
        },
        StoreContract("watchers that wait, of many prefixes, each get their own") { store in
            try await withThrowingDiscardingTaskGroup { group in
                for part in 0..<20 {
                    group.addTask {
                        let prefix = StoreKey("p/\(padded: part)/")
                        let events = try await store.withWatch(prefix: prefix, after: 1) { watch in
                            try await watch.events(through: 401)
                        }
                        #expect(events.map(\.key.text) == (0..<20).map { "\(prefix)\(padded: $0)" })
                    }
                }
                for index in 0..<20 {
                    for part in 0..<20 { try await store.put(StoreKey("p/\(padded: part)/\(padded: index)"), "v") }
                }
            }
        },
        StoreContract("a slow watcher gets everything in order, however late") { store in
            try await store.withWatch(prefix: "", after: 1) { watch in
                try await store.fill("k/", count: 3_000)
                let events = try await watch.events(through: 3_001)
                #expect(events.map(\.revision) == (2...3_001).map { Revision($0) })
                #expect(Set(events.map(\.key)).count == 3_000)
            }
        },
        StoreContract("a watch cannot begin after the newest revision") { store in
            try await expectFailure(.futureRevision) { try await store.withWatch(prefix: "", after: 2) { _ in } }
            try await expectFailure(.futureRevision) { try await store.texts(at: 2) }
            try await expectFailure(.futureRevision) { try await store.compact(through: 2) }
        },
        StoreContract("cancelling ends a wait and harms no other") { store in
            try await store.withWatch(prefix: "other", after: 1) { other in
                for round in 0..<200 {
                    let now = try await store.currentRevision()
                    await withTaskGroup { group in
                        group.addTask {
                            await #expect(throws: CancellationError.self) {
                                try await store.withWatch(prefix: "never", after: now) { watch in
                                    while true { _ = try await watch.next() }
                                }
                            }
                        }
                        // Sometimes before the watcher waits, sometimes after.
                        for _ in 0..<(round % 5) { await Task.yield() }
                        group.cancelAll()
                    }
                }
                let revision = try await store.put("other", "1")
                #expect(try await other.events(through: revision).map(\.text) == ["2 other -→1"])
            }
        },
        StoreContract("a watch goes on after its reader was cancelled") { store in
            for progress in [.prompt, .eventual] as [WatchQuery.Progress] {
                let now = try await store.currentRevision()
                try await store.withWatch(WatchQuery(prefix: "a", after: now, progress: progress)) { watch in
                    for round in 0..<20 {
                        await withTaskGroup { group in
                            group.addTask { _ = try? await watch.next() }
                            for _ in 0..<(round % 5) { await Task.yield() }
                            group.cancelAll()
                        }
                    }
                    let revision = try await store.put("a", "1")
                    #expect(try await watch.events(through: revision).map(\.revision) == [revision])
                }
            }
        },
        StoreContract("an interrupted wait ends without events and loses none") { store in
            for progress in [.prompt, .eventual] as [WatchQuery.Progress] {
                let now = try await store.currentRevision()
                try await store.withWatch(WatchQuery(prefix: "a", after: now, progress: progress)) { watch in
                    // It counts for the next wait where nobody waits.
                    watch.interrupt()
                    #expect(try await watch.next().events.isEmpty)
                    for round in 0..<20 {
                        try await withThrowingTaskGroup(of: Void.self) { group in
                            group.addTask {
                                let batch = try await watch.next()
                                #expect(batch.events.isEmpty)
                            }
                            for _ in 0..<(round % 5) { await Task.yield() }
                            watch.interrupt()
                            try await group.waitForAll()
                        }
                    }
                    let unseen = try await store.put("b", "1")
                    watch.interrupt()
                    let batch = try await watch.next()
                    #expect(batch.events.isEmpty && batch.progress <= unseen)
                    let revision = try await store.put("a", "1")
                    var events: [StoreEvent] = []
                    while events.isEmpty { events = try await watch.next().events }
                    #expect(events.map(\.revision) == [revision])
                }
            }
        },
    ]
}
