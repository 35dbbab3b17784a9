package import Synchronization

/// The reads and watches that every store shares: ``StoreState`` behind a lock, and the archive behind it.
package final class StoreCore: Sendable {
    package let state: Mutex<StoreState>
    package let archive: (any StoreArchive)?

    package init(_ state: StoreState, archive: (any StoreArchive)? = nil) {
        self.state = Mutex(state)
        self.archive = archive
    }

    package func currentRevision() throws(StoreError) -> Revision {
        try state.withLock { state throws(StoreError) in
            try state.checkOpen()
            return state.revision
        }
    }

    package func get(_ key: StoreKey) async throws(StoreError) -> StoredObject? {
        while true {
            let (entry, compacted) = try state.withLock { state throws(StoreError) in
                try state.checkOpen()
                return (state.tree[key], state.compacted)
            }
            guard let entry else { return nil }
            let loaded = try await load([(key, entry)])
            if let object = loaded.first ?? nil { return object }
            try checkOvertaken(since: compacted)
        }
    }

    package func list(_ query: RangeQuery) async throws(StoreError) -> RangePage {
        while true {
            let view = try await view(of: query)
            let selection = view.tree.select(query)
            let objects = try await load(selection.entries)
            if let revision = query.revision {
                try state.withLock { state throws(StoreError) in try state.checkKept(revision) }
            }
            let found = objects.compactMap(\.self)
            if found.count == objects.count {
                return RangePage(
                    objects: found, revision: view.revision,
                    next: selection.remainingCount > 0 ? found.last?.key : nil,
                    remainingCount: selection.remainingCount)
            }
            try checkOvertaken(since: view.compacted)
        }
    }

    /// A value disappears while it is read only because a compaction overtook the read, which may then be repeated.
    private func checkOvertaken(since compacted: Revision) throws(StoreError) {
        guard state.withLock({ $0.compacted }) == compacted else { return }
        throw StoreError(.corrupt, "A value that the store's index names is missing.")
    }

    /// The objects of tree entries, `nil` where a value is no longer kept.
    package func load(_ entries: [(key: StoreKey, entry: StoreEntry)]) async throws(StoreError) -> [StoredObject?] {
        var objects: [StoredObject?] = []
        objects.reserveCapacity(entries.count)
        var missing: [Int] = []
        for (key, entry) in entries {
            if entry.value == nil { missing.append(objects.count) }
            objects.append(entry.value.map { StoredObject(key: key, value: $0, revision: entry.revision) })
        }
        guard let archive, !missing.isEmpty else { return objects }
        let values = try await archive.values(at: missing.map { entries[$0].entry.revision })
        for (index, value) in zip(missing, values) {
            let (key, entry) = entries[index]
            objects[index] = value.map { StoredObject(key: key, value: $0, revision: entry.revision) }
        }
        return objects
    }
}

// MARK: - Views of the past

extension StoreCore {
    private struct View {
        var tree: SortedTree<StoreEntry>
        var revision: Revision
        var compacted: Revision
    }

    /// The tree as of the query's revision: for an older one, the newest tree with the later changes of the range undone.
    private func view(of query: RangeQuery) async throws(StoreError) -> View {
        let (newest, log) = try state.withLock { state throws(StoreError) in
            try state.checkOpen()
            if let revision = query.revision { try state.checkKept(revision) }
            return (View(tree: state.tree, revision: state.revision, compacted: state.compacted), state.log)
        }
        guard let revision = query.revision, revision < newest.revision else { return newest }
        var undone: Set<StoreKey> = []
        var tree = newest.tree
        func undo(_ key: StoreKey, to entry: StoreEntry?) {
            guard undone.insert(key).inserted else { return }
            if let entry { tree.set(key, to: entry) } else { tree.remove(key) }
        }
        if let archive, revision < log.start {
            for (key, replaced) in try await archive.replacements(
                prefix: query.prefix, after: revision, through: log.start)
            {
                undo(key, to: replaced.map { StoreEntry(revision: $0, value: nil) })
            }
        }
        log.forEach(after: revision) { change in
            if change.key.hasPrefix(query.prefix) { undo(change.key, to: change.previous) }
            return true
        }
        return View(tree: tree, revision: revision, compacted: newest.compacted)
    }
}

extension SortedTree<StoreEntry> {
    /// The entries of one page, and how many of the range follow it.
    fileprivate func select(
        _ query: RangeQuery
    ) -> (entries: [(key: StoreKey, entry: StoreEntry)], remainingCount: Int) {
        let start = rank { key in key < query.prefix || query.after.map { key <= $0 } ?? false }
        let end = rank { key in key < query.prefix || key.hasPrefix(query.prefix) }
        guard start < end else { return ([], 0) }
        let size = min(end - start, max(1, query.limit ?? .max))
        var entries: [(key: StoreKey, entry: StoreEntry)] = []
        entries.reserveCapacity(size)
        forEach(fromRank: start) { key, entry in
            entries.append((key, entry))
            return entries.count < size
        }
        return (entries, end - start - size)
    }
}
