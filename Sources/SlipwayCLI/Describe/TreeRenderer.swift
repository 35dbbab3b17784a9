import Effects
import Machinery

/// Draws an ``ObjectTree`` as a table in the form of `clusterctl describe cluster`.
struct TreeRenderer: Sendable {
    var now: Timestamp
    var terminal: Terminal

    func render(_ root: ObjectTree) -> String {
        var table = TextTable(columns: ["NAME", "READY", "SEVERITY", "REASON", "SINCE", "MESSAGE"])
        append(root, prefix: "", connector: "", to: &table)
        return table.render(for: terminal)
    }

    private func append(_ node: ObjectTree, prefix: String, connector: String, to table: inout TextTable) {
        table.append(row(prefix + connector + (node.isBeingDeleted ? "!! DELETED !! " : "") + node.title, node.ready))
        let below = prefix + (connector.isEmpty ? "" : connector == Self.last ? "  " : "│ ")
        for (index, condition) in node.conditions.enumerated() {
            let isLast = node.children.isEmpty && index == node.conditions.count - 1
            let rail = node.children.isEmpty ? "" : "│ "
            table.append(
                row(
                    below + rail
                        + (isLast || !rail.isEmpty && index == node.conditions.count - 1 ? Self.last : Self.middle)
                        + condition.type, condition))
        }
        for (index, child) in node.children.enumerated() {
            append(
                child, prefix: below, connector: index == node.children.count - 1 ? Self.last : Self.middle, to: &table)
        }
    }

    private static let middle = "├─"
    private static let last = "└─"

    private func row(_ name: String, _ condition: Condition?) -> [TextTable.Cell] {
        guard let condition else { return [TextTable.Cell(name)] }
        let style = Self.style(of: condition)
        return [
            TextTable.Cell(name),
            TextTable.Cell(condition.status.rawValue, style),
            TextTable.Cell(condition.severity.rawValue, style),
            TextTable.Cell(condition.reason, style),
            TextTable.Cell(condition.lastTransitionTime.map { (now - $0).age } ?? ""),
            TextTable.Cell(condition.message.split(whereSeparator: \.isNewline).joined(separator: " ")),
        ]
    }

    private static func style(of condition: Condition) -> TextStyle {
        switch (condition.status, condition.severity) {
        case (.true, _): .good
        case (.false, .error): .bad
        case (.false, .warning): .warning
        default: .faint
        }
    }
}
