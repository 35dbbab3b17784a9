import ObjectStore
import Testing

extension StoreContract {
    static let commits = [
        StoreContract("every change gets the next revision, and only changes do") { store in
            #expect(try await store.put("a", "1") == 2)
            #expect(try await store.put("a", "1") == 3, "The same value again is a change.")
            #expect(try await store.delete("nothing") == nil)
            try await expectFailure(.preconditionFailed) { try await store.put("a", "2", if: [.absent("a")]) }
            #expect(try await store.currentRevision() == 3)
            #expect(try await store.delete("a") == 4)
            #expect(try await store.delete("a") == nil)
            #expect(try await store.currentRevision() == 4)
        },
        StoreContract("a failed precondition names the key and what stands there") { store in
            let revision = try await store.put("a", "1")
            var error = try await expectFailure(.preconditionFailed) {
                try await store.put("b", "2", if: [.exists("a"), .absent("a")])
            }
            #expect(error.key == "a")
            #expect(error.current == StoredObject(key: "a", value: [0x31], revision: revision))
            #expect(error.message.contains("a"))
            error = try await expectFailure(.preconditionFailed) { try await store.delete("b", if: [.exists("b")]) }
            #expect(error.key == "b" && error.current == nil)
            #expect(try await store.texts() == ["a=1"])
        },
        StoreContract("preconditions: absent, exists, revision, alone and together, on other keys too") { store in
            let first = try await store.put("a", "1", if: [.absent("a")])
            let second = try await store.put("a", "2", if: [.revision("a", first)])
            try await expectFailure(.preconditionFailed) { try await store.put("a", "3", if: [.revision("a", first)]) }
            try await expectFailure(.preconditionFailed) { try await store.put("b", "1", if: [.revision("b", first)]) }
            try await store.put("b", "1", if: [.revision("a", second), .absent("b"), .exists("a")])
            try await expectFailure(.preconditionFailed) {
                try await store.delete("a", if: [.revision("a", second), .absent("b")])
            }
            try await store.delete("a", if: [.revision("a", second), .exists("b")])
            #expect(try await store.texts() == ["b=1"])
        },
        StoreContract("a key that was deleted can be created again") { store in
            try await store.put("a", "1", if: [.absent("a")])
            try await store.delete("a")
            let revision = try await store.put("a", "2", if: [.absent("a")])
            #expect(try await store.get("a")?.revision == revision)
            #expect(try await store.events(after: 1).map(\.text) == ["2 a -→1", "3 a 1→-", "4 a -→2"])
        },
        StoreContract("commits of a cancelled task are made or refused, never lost") { store in
            for round in 0..<50 {
                let key = StoreKey("k/\(padded: round)")
                let revision = try await withThrowingTaskGroup(of: Revision.self) { group in
                    group.addTask { try await store.put(key, "v") }
                    group.cancelAll()
                    return try await group.next()
                }
                #expect(try await store.get(key)?.revision == revision)
            }
        },
        StoreContract("advance raises the revision, forgets the history and never goes back") { store in
            let old = try await store.put("a", "1")
            try await store.put("a", "2")
            try await store.advance(to: 1_000_000)
            #expect(try await store.currentRevision() == 1_000_000)
            try await store.advance(to: 500)
            #expect(try await store.currentRevision() == 1_000_000)
            #expect(try await store.texts() == ["a=2"])
            try await expectFailure(.compacted) { try await store.texts(at: old) }
            try await expectFailure(.compacted) { try await store.events(after: old) }
            #expect(try await store.put("a", "3") == 1_000_001)
            #expect(try await store.events(after: 1_000_000).map(\.text) == ["1000001 a 2→3"])
            #expect(try await store.texts(at: 1_000_000) == ["a=2"])
        },
    ]
}
