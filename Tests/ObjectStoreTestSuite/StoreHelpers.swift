public import ObjectStore
public import Testing

extension StoreKey: ExpressibleByStringLiteral {
    public init(stringLiteral text: String) { self.init(text) }
}

extension Revision: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: UInt64) { self.init(value) }
}

extension ObjectStore {
    @discardableResult
    public func put(
        _ key: StoreKey, _ text: String, if preconditions: [Mutation.Precondition] = []
    ) async throws -> Revision {
        var mutation = Mutation(.put(key, value: Array(text.utf8)))
        mutation.preconditions = preconditions
        return try #require(try await commit(mutation))
    }

    @discardableResult
    public func delete(_ key: StoreKey, if preconditions: [Mutation.Precondition] = []) async throws -> Revision? {
        var mutation = Mutation(.delete(key))
        mutation.preconditions = preconditions
        return try await commit(mutation)
    }

    public func text(_ key: StoreKey) async throws -> String? { try await get(key)?.text }

    /// `key=value` of a range, for comparison.
    public func texts(
        _ prefix: StoreKey = "", after: StoreKey? = nil, limit: Int? = nil, at revision: Revision? = nil
    ) async throws -> [String] {
        try await list(RangeQuery(prefix: prefix, after: after, limit: limit, revision: revision)).objects.map {
            "\($0.key)=\($0.text)"
        }
    }

    /// All events under `prefix` after `revision` up to the newest revision.
    public func events(_ prefix: StoreKey = "", after revision: Revision) async throws -> [StoreEvent] {
        let newest = try await currentRevision()
        guard revision < newest else { return [] }
        return try await withWatch(prefix: prefix, after: revision) { watch in
            try await watch.events(through: newest)
        }
    }
}

extension StoreWatch {
    /// Waits for events until the watch has reported progress up to `revision`, and checks their order.
    public func events(through revision: Revision) async throws -> [StoreEvent] {
        var events: [StoreEvent] = []
        var progress = Revision(0)
        while progress < revision {
            let batch = try await next()
            #expect(progress < batch.progress, "A batch repeats progress \(batch.progress).")
            for event in batch.events {
                #expect(event.revision > progress, "\(event.key) at \(event.revision) comes late.")
                #expect(event.revision > events.last?.revision ?? 0)
                events.append(event)
            }
            #expect(batch.progress >= events.last?.revision ?? 0)
            progress = batch.progress
        }
        return events
    }
}

extension StoredObject {
    public var text: String { String(decoding: value, as: UTF8.self) }
}

extension StoreEvent {
    /// `7 key before→after`, with `-` for nothing.
    public var text: String {
        func show(_ bytes: [UInt8]?) -> String { bytes.map { String(decoding: $0, as: UTF8.self) } ?? "-" }
        return "\(revision) \(key) \(show(previousValue))→\(show(value))"
    }
}

/// Expects a ``StoreError`` with `code` and returns it.
@discardableResult
public func expectFailure<Result>(
    _ code: StoreError.Code, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Result
) async throws -> StoreError {
    let error = await #expect(throws: StoreError.self, sourceLocation: sourceLocation) { _ = try await body() }
    let failure = try #require(error, sourceLocation: sourceLocation)
    #expect(failure.code == code, sourceLocation: sourceLocation)
    return failure
}

/// Xorshift64*: small, and the same everywhere for the same seed.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    public mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }
}
