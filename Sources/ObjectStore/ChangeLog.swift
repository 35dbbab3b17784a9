/// What stands under a key.
package struct StoreEntry: Sendable {
    /// The revision of the mutation that wrote the value.
    package var revision: Revision
    /// The value; `nil` where it must be fetched from the ``StoreArchive`` by its revision.
    package var value: [UInt8]?

    package init(revision: Revision, value: [UInt8]?) {
        self.revision = revision
        self.value = value
    }
}

/// One change with what it replaced.
package struct StoreChange: Sendable {
    package var key: StoreKey
    /// The new value; `nil` where the key was deleted.
    package var value: [UInt8]?
    package var previous: StoreEntry?
    package var revision: Revision

    package init(key: StoreKey, value: [UInt8]?, previous: StoreEntry?, revision: Revision) {
        self.key = key
        self.value = value
        self.previous = previous
        self.revision = revision
    }

    var event: StoreEvent {
        StoreEvent(key: key, value: value, previousValue: previous?.value, revision: revision)
    }

    var byteCount: Int { (value?.count ?? 0) + (previous?.value?.count ?? 0) }
}

/// The newest changes, without a gap, oldest first.
///
/// The changes lie in chunks, so that a copy is cheap, old ones can be dropped in blocks, and an append copies one chunk at most.
package struct ChangeLog: Sendable {
    private struct Chunk: Sendable {
        var changes: [StoreChange]
        var byteCount: Int
    }

    private static let changesPerChunk = 64
    private static let bytesPerChunk = 256 * 1024

    private var chunks: [Chunk] = []
    /// All changes above this revision are here.
    package private(set) var start: Revision
    package private(set) var count = 0
    package private(set) var byteCount = 0

    package init(after start: Revision) {
        self.start = start
    }

    package mutating func append(_ change: StoreChange) {
        let bytes = change.byteCount
        if let last = chunks.last, last.changes.count < Self.changesPerChunk, last.byteCount < Self.bytesPerChunk {
            chunks[chunks.count - 1].changes.append(change)
            chunks[chunks.count - 1].byteCount += bytes
        } else {
            chunks.append(Chunk(changes: [change], byteCount: bytes))
        }
        count += 1
        byteCount += bytes
    }

    /// Drops the oldest chunks while what is left of them holds at least `revision`'s successor and all that follows.
    package mutating func trim(through revision: Revision) {
        dropChunks { chunk, _ in chunk.changes.last.map { $0.revision <= revision } ?? true }
    }

    /// Drops the oldest chunks until at most so many changes and bytes are left; the newest chunk stays.
    package mutating func trim(toCount maximumCount: Int, byteCount maximumBytes: Int) {
        dropChunks { chunk, log in
            (log.count > maximumCount || log.byteCount > maximumBytes) && chunk.changes.last != nil
                && log.count > chunk.changes.count
        }
    }

    private mutating func dropChunks(while isOld: (Chunk, ChangeLog) -> Bool) {
        var dropped = 0
        while dropped < chunks.count, isOld(chunks[dropped], self) {
            let chunk = chunks[dropped]
            start = chunk.changes.last?.revision ?? start
            count -= chunk.changes.count
            byteCount -= chunk.byteCount
            dropped += 1
        }
        chunks.removeFirst(dropped)
    }

    /// Visits the changes above `revision` in order until `body` returns false.
    package func forEach(after revision: Revision, _ body: (StoreChange) -> Bool) {
        for chunk in chunks[firstChunk(after: revision)...] {
            for change in chunk.changes where change.revision > revision {
                guard body(change) else { return }
            }
        }
    }

    /// The index of the first chunk whose last change is above `revision`.
    private func firstChunk(after revision: Revision) -> Int {
        var low = 0
        var high = chunks.count
        while low < high {
            let middle = (low + high) / 2
            if let last = chunks[middle].changes.last, last.revision > revision {
                high = middle
            } else {
                low = middle + 1
            }
        }
        return low
    }
}
