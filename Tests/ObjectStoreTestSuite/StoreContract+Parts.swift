import ObjectStore
import Testing

extension StoreContract {
    static let forks = [
        StoreContract("a fork begins with the contents and goes its own way") { store in
            try await store.put("a", "1")
            try await store.put("b", "1")
            try await store.withFork { fork in
                #expect(try await fork.currentRevision() == 3)
                #expect(try await fork.texts() == ["a=1", "b=1"])
                try await fork.put("a", "fork", if: [.revision("a", 2)])
                try await fork.delete("b")
                try await store.put("c", "store")
                #expect(try await fork.texts() == ["a=fork"])
                #expect(try await store.texts() == ["a=1", "b=1", "c=store"])
                #expect(try await fork.events(after: 3).map(\.text) == ["4 a 1→fork", "5 b 1→-"])
                #expect(try await store.events(after: 3).map(\.text) == ["4 c -→store"])
                #expect(try await fork.texts(at: 3) == ["a=1", "b=1"])
            }
            #expect(try await store.texts() == ["a=1", "b=1", "c=store"])
        },
        StoreContract("a fork has no history of before, and errors show its values") { store in
            try await store.put("a", "1")
            try await store.put("a", "2")
            try await store.withFork { fork in
                try await expectFailure(.compacted) { try await fork.events(after: 2) }
                try await expectFailure(.compacted) { try await fork.texts(at: 2) }
                let error = try await expectFailure(.preconditionFailed) {
                    try await fork.put("a", "x", if: [.absent("a")])
                }
                #expect(error.current?.text == "2")
            }
        },
        StoreContract("a fork keeps its values though the store overwrites and compacts") { store in
            for index in 0..<200 { try await store.put(StoreKey("k/\(padded: index)"), "old") }
            try await store.withFork { fork in
                for index in 0..<200 { try await store.put(StoreKey("k/\(padded: index)"), "new") }
                try await store.compact(through: try await store.currentRevision())
                #expect(try await fork.list(RangeQuery(prefix: "k/")).objects.allSatisfy { $0.text == "old" })
                #expect(try await fork.text("k/00042") == "old")
            }
            try await store.compact(through: try await store.currentRevision())
            #expect(try await store.list(RangeQuery(prefix: "k/")).objects.allSatisfy { $0.text == "new" })
        },
        StoreContract("forks of forks") { store in
            try await store.put("a", "0")
            try await store.withFork { first in
                try await first.put("a", "1")
                try await first.withFork { second in
                    try await second.put("a", "2")
                    try await second.put("b", "2")
                    #expect(try await second.texts() == ["a=2", "b=2"])
                }
                #expect(try await first.texts() == ["a=1"])
            }
            #expect(try await store.texts() == ["a=0"])
        },
    ]

    static let scopes = [
        StoreContract("scopes see nothing of each other") { store in
            let red = store.scoped(prefix: "red/")
            let blue = store.scoped(prefix: "blue/")
            try await red.put("a", "red", if: [.absent("a")])
            try await blue.put("a", "blue", if: [.absent("a")])
            try await store.put("a", "outside")
            #expect(try await red.texts() == ["a=red"])
            #expect(try await blue.texts() == ["a=blue"])
            #expect(try await store.texts() == ["a=outside", "blue/a=blue", "red/a=red"])
            try await red.delete("a", if: [.exists("a")])
            #expect(try await red.get("a") == nil)
            #expect(try await blue.text("a") == "blue")
            #expect(try await red.events(after: 1).map(\.text) == ["2 a -→red", "5 a red→-"])
            let error = try await expectFailure(.preconditionFailed) {
                try await blue.put("a", "x", if: [.revision("a", 2)])
            }
            #expect(error.key == "a" && error.current == StoredObject(key: "a", value: Array("blue".utf8), revision: 3))
        },
        StoreContract("pages, forks and scopes of a scope keep to it") { store in
            let scope = store.scoped(prefix: "s/")
            for index in 1...3 { try await scope.put(StoreKey("k/\(index)"), "\(index)") }
            try await store.put("s0", "outside")
            let page = try await scope.list(RangeQuery(prefix: "", limit: 2))
            #expect(page.objects.map(\.key) == ["k/1", "k/2"] && page.next == "k/2" && page.remainingCount == 1)
            #expect(try await scope.texts(after: page.next, at: page.revision) == ["k/3=3"])
            try await scope.withFork { fork in
                try await fork.put("k/4", "4")
                #expect(try await fork.texts(after: "k/2") == ["k/3=3", "k/4=4"])
            }
            let inner = scope.scoped(prefix: "k/")
            try await inner.put("9", "9")
            #expect(try await store.text("s/k/9") == "9")
        },
        StoreContract("a watch inside a scope follows the scope's changes and the store's compaction") { store in
            let scope = store.scoped(prefix: "s/")
            try await scope.withWatch(prefix: "a/", after: 1) { watch in
                async let waiting = watch.next()
                let other = try await scope.put("b/1", "not watched")
                #expect(try await waiting.progress == other)
                try await store.put("outside", "1")
                try await scope.put("a/1", "1")
                #expect(try await watch.events(through: 4).map(\.text) == ["4 a/1 -→1"])
            }
        },
        StoreContract("a wide watch sees into the scopes") { store in
            try await store.withWatch(prefix: "", after: 1) { watch in
                let scope = store.scoped(prefix: "s/")
                try await scope.withWatch(prefix: "", after: 1) { inner in
                    async let wide = watch.next()
                    async let narrow = inner.next()
                    try await scope.put("a", "1")
                    #expect(try await wide.events.map(\.key) == ["s/a"])
                    #expect(try await narrow.events.map(\.key) == ["a"])
                    async let wideAgain = watch.next()
                    try await store.put("s/b", "2")
                    #expect(try await wideAgain.events.map(\.key) == ["s/b"])
                    #expect(try await inner.next().events.map(\.key) == ["b"])
                }
            }
        },
    ]
}
