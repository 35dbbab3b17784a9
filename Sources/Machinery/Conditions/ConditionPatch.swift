public import Effects

/// The changes between two states of a list of conditions, to be made on a third: what a controller changed is merged into
/// what others wrote meanwhile.
public struct ConditionPatch<Element: ConditionValue>: Sendable {
    private enum Change: Sendable {
        case add(Element)
        case change(from: Element, to: Element)
        case remove(Element)
    }

    private var changes: [Change] = []

    public init(from before: [Element], to after: [Element]) {
        for condition in after {
            if let previous = before[condition.type] {
                if previous != condition { changes.append(.change(from: previous, to: condition)) }
            } else {
                changes.append(.add(condition))
            }
        }
        for condition in before where after[condition.type] == nil { changes.append(.remove(condition)) }
    }

    public var isEmpty: Bool { changes.isEmpty }

    /// Whether no condition comes, goes or changes its status.
    public var changesOnlyWords: Bool {
        changes.allSatisfy { change in
            if case .change(let before, let after) = change { before.status == after.status } else { false }
        }
    }

    /// Makes the changes on the latest state.
    ///
    /// - Parameters:
    ///   - latest: The state that is stored now.
    ///   - owned: The types that only the caller writes: its value wins.
    ///   - now: When the changes are made.
    /// - Throws: `MachineryError.Code.conflict` where somebody else changed the same condition of another type to another
    ///   state. `latest` is then unchanged.
    public func apply(to latest: inout [Element], owned: [String] = [], now: Timestamp) throws(MachineryError) {
        var merged = latest
        for change in changes { try apply(change, to: &merged, owned: owned, now: now) }
        latest = merged
    }

    private func apply(
        _ change: Change, to latest: inout [Element], owned: [String], now: Timestamp
    ) throws(MachineryError) {
        switch change {
        case .add(let after):
            if !owned.contains(after.type), let stored = latest[after.type] {
                guard stored.hasSameState(as: after) else { throw conflict(after.type) }
                return
            }
            latest.set(after, now: now)
        case .change(let before, let after):
            if !owned.contains(after.type) {
                guard let stored = latest[after.type] else { throw conflict(after.type) }
                if stored != before {
                    guard stored.hasSameState(as: after) else { throw conflict(after.type) }
                    return
                }
            }
            latest.set(after, now: now)
        case .remove(let before):
            if !owned.contains(before.type), let stored = latest[before.type], !stored.hasSameState(as: before) {
                throw conflict(before.type)
            }
            latest.remove(before.type)
        }
    }

    private func conflict(_ type: String) -> MachineryError {
        MachineryError(.conflict, "the condition \(type) was changed by somebody else")
    }
}
