public import ObjectStore
import Testing

extension StoreContract {
    static let model = (1...4).map { seed in
        StoreContract("random operations agree with a naive model (seed \(seed))") { store in
            try await StoreModel.run(on: store, seed: UInt64(seed), operations: 400)
        }
    }
}

/// The simplest store that can be right: a full copy of the contents for each revision.
public struct StoreModel: Sendable {
    private struct Content: Sendable, Equatable {
        var value: String
        var revision: Revision
    }

    private var contents: [[StoreKey: Content]] = [[:], [:]]
    private var events: [StoreEvent] = []
    private var compacted: Revision = 1
    private var generator: SeededGenerator

    private var newest: Revision { Revision(UInt64(contents.count) - 1) }
    private var current: [StoreKey: Content] { contents[contents.count - 1] }

    /// Makes random operations on an empty store and compares every answer.
    public static func run(on store: any ObjectStore, seed: UInt64, operations: Int) async throws {
        var model = StoreModel(generator: SeededGenerator(seed: seed))
        for _ in 0..<operations { try await model.step(store) }
        try await model.compareAll(store)
    }

    private mutating func step(_ store: any ObjectStore) async throws {
        switch Int.random(in: 0..<100, using: &generator) {
        case 0..<55: try await commit(store)
        case 55..<75: try await list(store)
        case 75..<85: try await get(store)
        case 85..<95: try await watch(store)
        case 95..<97: try await compact(store)
        default: try await fork(store)
        }
    }

    private mutating func randomKey() -> StoreKey {
        let part = ["a", "b", "b/c", "c"].randomElement(using: &generator) ?? "a"
        return StoreKey("\(part)/\(Int.random(in: 0..<6, using: &generator))")
    }

    private mutating func randomPrefix() -> StoreKey {
        ["", "a/", "b", "b/", "b/c/", "c/3", "d"].randomElement(using: &generator) ?? ""
    }

    private mutating func randomRevision() -> Revision {
        // A little outside of what is kept on both sides.
        let low = compacted.rawValue - min(2, compacted.rawValue)
        return Revision(UInt64.random(in: low...newest.rawValue + 1, using: &generator))
    }

    private mutating func randomMutation() -> Mutation {
        let key = randomKey()
        var mutation = Mutation(
            Int.random(in: 0..<3, using: &generator) == 0
                ? .delete(key) : .put(key, value: Array("v\(newest)".utf8)))
        for _ in 0..<Int.random(in: 0...2, using: &generator) {
            let key = randomKey()
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: mutation.preconditions.append(.absent(key))
            case 1: mutation.preconditions.append(.exists(key))
            default: mutation.preconditions.append(.revision(key, current[key]?.revision ?? newest))
            }
        }
        return mutation
    }

    private mutating func commit(_ store: any ObjectStore) async throws {
        let mutation = randomMutation()
        let failed = mutation.preconditions.first { precondition in
            switch precondition {
            case .absent(let key): current[key] != nil
            case .exists(let key): current[key] == nil
            case .revision(let key, let revision): current[key]?.revision != revision
            }
        }
        if let failed {
            let error = try await expectFailure(.preconditionFailed) { try await store.commit(mutation) }
            #expect(error.key == failed.key)
            #expect(error.current?.text == current[failed.key]?.value)
            #expect(error.current?.revision == current[failed.key]?.revision)
            return
        }
        let revision = try await store.commit(mutation)
        var next = current
        let previous = current[mutation.change.key]
        switch mutation.change {
        case .put(let key, let value):
            next[key] = Content(value: String(decoding: value, as: UTF8.self), revision: newest.next)
        case .delete(let key):
            if next.removeValue(forKey: key) == nil {
                #expect(revision == nil)
                return
            }
        }
        #expect(revision == newest.next)
        events.append(
            StoreEvent(
                key: mutation.change.key, value: next[mutation.change.key].map { Array($0.value.utf8) },
                previousValue: previous.map { Array($0.value.utf8) }, revision: newest.next))
        contents.append(next)
    }

    private mutating func get(_ store: any ObjectStore) async throws {
        let key = randomKey()
        let object = try await store.get(key)
        #expect(object.map { Content(value: $0.text, revision: $0.revision) } == current[key])
    }

    private mutating func list(_ store: any ObjectStore) async throws {
        var query = RangeQuery(prefix: randomPrefix())
        if Bool.random(using: &generator) { query.after = randomKey() }
        if Bool.random(using: &generator) { query.limit = Int.random(in: 1...8, using: &generator) }
        if Bool.random(using: &generator) { query.revision = randomRevision() }
        let revision = query.revision ?? newest
        if let failure = failure(at: revision) {
            try await expectFailure(failure) { try await store.list(query) }
            return
        }
        let matching = contents[Int(revision.rawValue)]
            .filter { key, _ in key.hasPrefix(query.prefix) && query.after.map { $0 < key } ?? true }
            .sorted { $0.key < $1.key }
        let expected = matching.prefix(query.limit ?? .max)
        let page = try await store.list(query)
        #expect(page.revision == revision)
        #expect(page.objects.map(\.key) == expected.map(\.key))
        #expect(page.objects.map(\.text) == expected.map(\.value.value))
        #expect(page.objects.map(\.revision) == expected.map(\.value.revision))
        #expect(page.remainingCount == matching.count - expected.count)
        #expect(page.next == (matching.count > expected.count ? expected.last?.key : nil))
    }

    private mutating func watch(_ store: any ObjectStore) async throws {
        let prefix = randomPrefix()
        let revision = randomRevision()
        if let failure = failure(at: revision) {
            try await expectFailure(failure) { try await store.withWatch(prefix: prefix, after: revision) { _ in } }
            return
        }
        let expected = events.filter { $0.revision > revision && $0.key.hasPrefix(prefix) }
        #expect(try await store.events(prefix, after: revision) == expected)
    }

    private mutating func compact(_ store: any ObjectStore) async throws {
        let revision = randomRevision()
        guard revision <= newest else {
            try await expectFailure(.futureRevision) { try await store.compact(through: revision) }
            return
        }
        try await store.compact(through: revision)
        compacted = max(compacted, revision)
    }

    private mutating func fork(_ store: any ObjectStore) async throws {
        let start = newest
        let seed = generator.next()
        var copy = self
        copy.compacted = start
        copy.generator = SeededGenerator(seed: seed)
        try await store.withFork { [copy] fork in
            var copy = copy
            for _ in 0..<5 { try await copy.commit(fork) }
            try await copy.list(fork)
            try await copy.watch(fork)
        }
        try await get(store)
    }

    private mutating func compareAll(_ store: any ObjectStore) async throws {
        for revision in compacted.rawValue...newest.rawValue {
            let expected = contents[Int(revision)].sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.value)" }
            #expect(try await store.texts(at: Revision(revision)) == expected)
        }
        #expect(try await store.events(after: compacted) == events.filter { $0.revision > compacted })
    }

    private func failure(at revision: Revision) -> StoreError.Code? {
        if revision < compacted { return .compacted }
        return revision > newest ? .futureRevision : nil
    }
}
