import Effects
import JSON
import KubernetesAPI
import Machinery
import YAML

/// The events of a cluster as they come in, as text to write.
struct EventView: Sendable {
    enum Format: Sendable, Hashable {
        case table, json, yaml
    }

    let format: Format
    let terminal: Terminal
    private var log = EventLog()
    private var widths: [Int] = []

    init(format: Format, terminal: Terminal) {
        self.format = format
        // Messages are what events are for: they are not cut.
        var terminal = terminal
        terminal.width = 0
        self.terminal = terminal
    }

    /// What to write for the events that were not there at the last call, or have happened again since.
    mutating func update(_ events: [Event], now: Timestamp) -> String {
        let news = log.news(in: events)
        guard !news.isEmpty else { return "" }
        switch format {
        case .table:
            let rows = EventTable(events).filtered(to: Set(news.map { EventTable.Row($0).id }))
            let table = rows.table(now: now, hasHeadings: widths.isEmpty, minimumWidths: widths)
            widths = Array(table.widths.prefix(EventTable.headings.count - 1))
            return table.render(for: terminal)
        case .json: return EventTable.sorted(news).map { Self.json($0).prettyPrinted() + "\n" }.joined()
        case .yaml: return EventTable.sorted(news).map { "---\n\(Self.json($0).yaml())" }.joined()
        }
    }

    /// What to write for events that are shown once.
    func once(_ events: [Event], now: Timestamp) -> String {
        let list: JSONValue = [
            "apiVersion": "v1", "kind": "List", "items": .array(EventTable.sorted(events).map(Self.json)),
        ]
        switch format {
        case .table: return EventTable(events).table(now: now).render(for: terminal)
        case .json: return list.prettyPrinted() + "\n"
        case .yaml: return list.yaml()
        }
    }

    /// Without what tells who set which field.
    private static func json(_ event: Event) -> JSONValue {
        var json = event.json
        json.set(nil, at: ["metadata", "managedFields"])
        return json
    }
}
