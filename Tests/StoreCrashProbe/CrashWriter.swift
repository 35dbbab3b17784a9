import ObjectStore
import ObjectStoreSQLite

/// Several tasks that write, overwrite and delete, and one that compacts now and then.
struct CrashWriter {
    private static let writers = 4
    private static let keysPerWriter = 20

    let seed: UInt64

    func run(in directory: String) async throws {
        try await withSQLiteStore(at: directory, program: "probe") { store in
            report("open \(try await store.currentRevision())")
            try await withThrowingDiscardingTaskGroup { group in
                for writer in 0..<Self.writers {
                    group.addTask { try await write(as: writer, to: store) }
                }
            }
        }
    }

    private func write(as writer: Int, to store: SQLiteStore) async throws {
        var generator = Generator(state: seed &* 31 &+ UInt64(writer) &+ 1)
        while true {
            let key = StoreKey("writer\(writer)/key\(generator.next() % UInt64(Self.keysPerWriter))")
            switch generator.next() % 16 {
            case 0..<3:
                if let revision = try await store.commit(Mutation(.delete(key))) { report("\(revision) \(key) -") }
            case 3:
                let newest = try await store.currentRevision().rawValue
                if newest > 100 { try await store.compact(through: Revision(newest - 100)) }
            default:
                let text = "\(generator.next())"
                // Of very different sizes; the whole can be told from its beginning.
                let value = ProbeValue.make(text, repeated: Int(generator.next() % 64) * Int(generator.next() % 64))
                if let revision = try await store.commit(Mutation(.put(key, value: value))) {
                    report("\(revision) \(key) \(text)")
                }
            }
        }
    }
}

/// A value that shows whether it is whole: `text count ` and then the text so many times, and an end mark.
enum ProbeValue {
    static func make(_ text: String, repeated count: Int) -> [UInt8] {
        Array("\(text) \(count) ".utf8) + Array(repeatElement(Array(text.utf8), count: count).joined())
            + Array(".".utf8)
    }
}

private struct Generator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}
