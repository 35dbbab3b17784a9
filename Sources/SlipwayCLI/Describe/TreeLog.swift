import Effects
import Machinery

/// The tree as it changes, in lines: one a condition that changed, one an object that came or went.
struct TreeLog: Sendable {
    private struct Entry: Sendable, Hashable {
        var isBeingDeleted: Bool
        /// By type, without the times, which say nothing that a line's own time does not.
        var conditions: [String: String]
    }

    private var known: [String: Entry]?

    /// What differs from the tree of the last call; of the first one, everything there is.
    mutating func lines(for tree: ObjectTree, now: Timestamp) -> [String] {
        var entries: [(title: String, entry: Entry)] = []
        Self.collect(tree, into: &entries)
        var lines: [String] = []
        for (title, entry) in entries {
            let old = known?[title]
            if old == nil, known != nil {
                lines.append("\(title) added")
            } else if old == nil, entry.conditions.isEmpty {
                lines.append("\(title) found")
            }
            if entry.isBeingDeleted, old?.isBeingDeleted != true { lines.append("\(title) being deleted") }
            lines += Self.changes(from: old?.conditions ?? [:], to: entry.conditions).map { "\(title) \($0)" }
        }
        let titles = Set(entries.map(\.title))
        lines += (known ?? [:]).keys.filter { !titles.contains($0) }.sorted().map { "\($0) gone" }
        known = Dictionary(entries.map { ($0.title, $0.entry) }) { first, _ in first }
        return lines.map { "\(now.truncatedToSeconds.rfc3339) \($0)".sanitizedForTerminal }
    }

    private static func changes(from old: [String: String], to new: [String: String]) -> [String] {
        let changed = new.sorted { $0.key < $1.key }.filter { old[$0.key] != $0.value }.map { "\($0.key)=\($0.value)" }
        return changed + old.keys.filter { new[$0] == nil }.sorted().map { "\($0) removed" }
    }

    /// Objects in the order of the tree. Lines that only hold others together are none.
    private static func collect(_ node: ObjectTree, into entries: inout [(title: String, entry: Entry)]) {
        if node.title.contains("/") {
            let conditions = ([node.ready].compactMap(\.self) + node.conditions).map { ($0.type, text(of: $0)) }
            entries.append(
                (
                    node.title,
                    Entry(
                        isBeingDeleted: node.isBeingDeleted,
                        conditions: Dictionary(conditions) { first, _ in first })
                ))
        }
        for child in node.children { collect(child, into: &entries) }
    }

    /// `False Warning Reason: message`
    private static func text(of condition: Condition) -> String {
        let cause = [condition.reason, condition.message].filter { !$0.isEmpty }.joined(separator: ": ")
        return [condition.status.rawValue, condition.severity.rawValue, cause].filter { !$0.isEmpty }
            .joined(separator: " ")
    }
}
