public import Effects

/// How much history a store keeps: what a watch may resume from and a paged list may go on at.
///
/// A value that remembers when which revision was the newest; ask it regularly.
public struct CompactionPolicy: Sendable {
    private struct Mark: Sendable {
        var time: Timestamp
        var revision: Revision
    }

    private let age: Duration
    private let maximumChanges: UInt64
    /// The first moment at which each revision was seen to be the newest, ascending.
    private var marks: [Mark] = []
    private var compacted = Revision(0)

    /// - Parameters:
    ///   - age: Changes younger than this are kept, 5 minutes by default as in Kubernetes.
    ///   - maximumChanges: So many changes are kept at most, however young.
    public init(keeping age: Duration = .seconds(300), atMost maximumChanges: UInt64 = 100_000) {
        self.age = age
        self.maximumChanges = maximumChanges
    }

    /// The revision to compact through now, `nil` where nothing has become old since the last answer.
    public mutating func target(at now: Timestamp, newest: Revision) -> Revision? {
        if marks.last.map({ $0.revision < newest }) ?? true { marks.append(Mark(time: now, revision: newest)) }
        var target = compacted
        if let index = marks.lastIndex(where: { $0.time <= now - age }) {
            target = marks[index].revision
            // The mark itself stays, so that a settled store does not look new again.
            marks.removeFirst(index)
        }
        if newest.rawValue > maximumChanges { target = max(target, Revision(newest.rawValue - maximumChanges)) }
        guard target > compacted else { return nil }
        compacted = target
        return target
    }
}

extension ObjectStore {
    /// Compacts the store as `policy` says until the task is cancelled or the store closes.
    ///
    /// - Parameters:
    ///   - interval: How often to look. A store that does not change is not written to.
    ///   - onFailure: Called when a compaction fails, for instance on a full disk; it is tried again after `interval`.
    public func runCompaction(
        _ policy: CompactionPolicy = CompactionPolicy(), every interval: Duration = .seconds(60), time: any TimeSource,
        onFailure: @Sendable (StoreError) -> Void
    ) async {
        var policy = policy
        var due: Revision?
        while true {
            do {
                try await time.sleep(for: interval)
            } catch {
                return
            }
            do {
                let newest = try await currentRevision()
                due = policy.target(at: time.now(), newest: newest) ?? due
                guard let target = due else { continue }
                try await compact(through: target)
                due = nil
            } catch {
                if error.code == .closed { return }
                onFailure(error)
            }
        }
    }
}
