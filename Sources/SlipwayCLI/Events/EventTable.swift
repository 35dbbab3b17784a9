import Effects
import KubernetesAPI
import Machinery

/// Events in the order of their time, those that say the same of the same object counted as one.
struct EventTable: Sendable, Hashable {
    struct Row: Sendable, Hashable {
        var id: ID
        var first: Timestamp?
        var last: Timestamp?
        var count: Int
        /// Of the newest write: tells events of one second apart.
        var version: UInt64
    }

    struct ID: Sendable, Hashable {
        var type: String
        var reason: String
        /// `Machine/demo-workers-x`
        var object: String
        var message: String
    }

    /// The oldest first.
    private(set) var rows: [Row]

    init(_ events: [Event]) {
        var merged: [ID: Row] = [:]
        for event in events {
            let row = Row(event)
            merged[row.id, default: Row(id: row.id, first: nil, last: nil, count: 0, version: 0)].add(row)
        }
        rows = merged.values.sorted { left, right in
            let (earlier, later) = (left.last ?? .start, right.last ?? .start)
            if earlier != later { return earlier < later }
            if left.version != right.version { return left.version < right.version }
            let (key, other) = ([left.id.object, left.id.reason], [right.id.object, right.id.reason])
            return key == other ? left.id.message < right.id.message : key.lexicographicallyPrecedes(other)
        }
    }

    /// The events themselves, sorted in the same way.
    static func sorted(_ events: [Event]) -> [Event] {
        events.sorted { left, right in
            let (earlier, later) = (left.lastSeen ?? .start, right.lastSeen ?? .start)
            return earlier == later ? left.version < right.version : earlier < later
        }
    }

    static let headings = ["AGE", "TYPE", "REASON", "OBJECT", "MESSAGE"]

    func table(now: Timestamp, hasHeadings: Bool = true, minimumWidths: [Int] = []) -> TextTable {
        var table = TextTable(columns: hasHeadings ? Self.headings : [])
        table.minimumWidths = minimumWidths
        for row in rows {
            table.append([
                TextTable.Cell(row.age(now: now)),
                TextTable.Cell(row.id.type, row.id.type == Event.EventType.warning.rawValue ? .warning : .plain),
                TextTable.Cell(row.id.reason), TextTable.Cell(row.id.object),
                TextTable.Cell(row.id.message.split(whereSeparator: \.isNewline).joined(separator: " ")),
            ])
        }
        return table
    }

    /// Only the rows of some.
    func filtered(to ids: Set<ID>) -> EventTable {
        var copy = self
        copy.rows = rows.filter { ids.contains($0.id) }
        return copy
    }
}

extension EventTable.Row {
    init(_ event: Event) {
        self.init(
            id: EventTable.ID(
                type: event.type.rawValue, reason: event.reason,
                object: "\(event.involvedObject.kind)/\(event.involvedObject.name)", message: event.message),
            first: event.firstSeen, last: event.lastSeen, count: max(1, Int(event.series?.count ?? event.count)),
            version: event.version)
    }

    fileprivate mutating func add(_ other: EventTable.Row) {
        first = [first, other.first].compactMap(\.self).min()
        last = [last, other.last].compactMap(\.self).max()
        count += other.count
        version = max(version, other.version)
    }

    /// `5s`, and of what happened several times `5s (x3 over 2m)`, as kubectl has it.
    fileprivate func age(now: Timestamp) -> String {
        guard let last else { return "<unknown>" }
        let age = (now - last).age
        guard count > 1, let first else { return age }
        return "\(age) (x\(count) over \((now - first).age))"
    }
}

extension Event {
    var firstSeen: Timestamp? { firstTimestamp ?? eventTime?.timestamp ?? metadata.creationTimestamp }

    var lastSeen: Timestamp? { series?.lastObservedTime?.timestamp ?? lastTimestamp ?? firstSeen }

    fileprivate var version: UInt64 { UInt64(metadata.resourceVersion) ?? 0 }
}

extension Timestamp {
    fileprivate static let start = Timestamp(nanosecondsSinceEpoch: .min)
}

/// Tells events that are new or have happened again from those that were shown.
struct EventLog: Sendable {
    private var shown: [String: String] = [:]

    /// Those that were not given before in this version.
    mutating func news(in events: [Event]) -> [Event] {
        let news = events.filter { shown[$0.metadata.uid] != $0.metadata.resourceVersion }
        shown = Dictionary(events.map { ($0.metadata.uid, $0.metadata.resourceVersion) }) { $1 }
        return news
    }
}
