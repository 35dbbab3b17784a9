import Synchronization

extension StoreCore {
    package func withWatch<Result: Sendable>(
        _ query: WatchQuery, _ body: @Sendable (any StoreWatch) async throws -> Result
    ) async throws -> Result {
        let id = try state.withLock { state throws(StoreError) in
            try state.checkOpen()
            try state.checkKept(query.after)
            return state.nextWaiterID()
        }
        return try await body(CoreWatch(core: self, query: query, id: id))
    }
}

/// A position in the changes of a ``StoreCore``: it holds no events of its own, so a slow reader costs nothing.
private final class CoreWatch: StoreWatch {
    private let core: StoreCore
    private let query: WatchQuery
    private let id: UInt64
    private let position: Mutex<Position>

    private struct Position {
        /// What the reader knows.
        var reported: Revision
        /// Up to where nothing is left to deliver; may be ahead of what is reported.
        var clean: Revision
        var isInterrupted = false
    }

    init(core: StoreCore, query: WatchQuery, id: UInt64) {
        self.core = core
        self.query = query
        self.id = id
        position = Mutex(Position(reported: query.after, clean: query.after))
    }

    func next() async throws -> StoreWatchBatch {
        while true {
            try Task.checkCancellation()
            let batch = try await collect()
            let isNews = position.withLock { position in
                defer { position.reported = batch.progress }
                return batch.progress > position.reported
            }
            if isNews { return batch }
            guard try await wait() else { continue }
            return position.withLock { position in
                position.reported = position.clean
                return StoreWatchBatch(events: [], progress: position.clean)
            }
        }
    }

    func interrupt() {
        position.withLock { $0.isInterrupted = true }
        core.state.withLock { [query, id] state in state.stopWaiting(id, scope: query.scope) }.deliver()
    }

    /// The next events, or how far there are none.
    private func collect() async throws(StoreError) -> StoreWatchBatch {
        var clean = position.withLock { $0.clean }
        while true {
            let step = try core.state.withLock { [query, clean] state throws(StoreError) in
                try state.step(query, position: clean)
            }
            switch step {
            case .wait:
                return StoreWatchBatch(events: [], progress: clean)
            case .batch(let batch):
                clean = batch.progress
                position.withLock { $0.clean = clean }
                if !batch.events.isEmpty { return batch }
            case .archived(let through):
                let batch = try await archived(after: clean, through: through)
                clean = batch.progress
                position.withLock { $0.clean = clean }
                if !batch.events.isEmpty { return batch }
            }
        }
    }

    private func archived(after clean: Revision, through: Revision) async throws(StoreError) -> StoreWatchBatch {
        guard let archive = core.archive else {
            throw StoreError(.compacted, "Changes after revision \(clean) are no longer kept.")
        }
        let batch = try await archive.changes(prefix: query.prefix, after: clean, through: through)
        // A compaction in the meantime may have removed some of them.
        try core.state.withLock { state throws(StoreError) in try state.checkKept(clean) }
        return batch
    }

    /// - Returns: Whether the wait was interrupted.
    private func wait() async throws -> Bool {
        let clean = position.withLock { $0.clean }
        let wake = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let wake = core.state.withLock { [query, id] state -> WatchWake? in
                    // Who wakes may have been here already, and then found nobody to wake.
                    if Task.isCancelled || position.withLock(\.isInterrupted) { return .cancelled(clean: clean) }
                    return state.wait(id, query, position: clean, continuation)
                }
                if let wake { continuation.resume(returning: wake) }
            }
        } onCancel: {
            core.state.withLock { [query, id] state in state.stopWaiting(id, scope: query.scope) }.deliver()
        }
        switch wake {
        case .changed(let clean):
            position.withLock { $0.clean = max($0.clean, clean) }
            return false
        case .cancelled(let clean):
            position.withLock { position in
                position.clean = max(position.clean, clean)
                position.isInterrupted = false
            }
            try Task.checkCancellation()
            return true
        case .closed:
            throw StoreError(.closed, "The store is closed.")
        }
    }
}
