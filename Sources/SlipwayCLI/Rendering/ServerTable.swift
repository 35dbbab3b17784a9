import JSON
import Machinery

/// A `meta.k8s.io/v1` Table as the server made it.
struct ServerTable: Sendable {
    struct Column: Sendable {
        var name: String
        /// 0 is always shown, others only in the wide form.
        var priority: Int64
    }

    struct Row: Sendable {
        var cells: [String]
        var namespace: String
    }

    var columns: [Column]
    var rows: [Row]

    init(json: JSONValue) throws {
        guard let columns = json["columnDefinitions"]?.arrayValue else {
            throw CommandFailure.failed(
                "the server did not answer with a table; 'slipway get -o yaml' shows the objects")
        }
        self.columns = columns.map { column in
            Column(name: column["name"]?.stringValue ?? "", priority: column["priority"]?.integerValue ?? 0)
        }
        rows = (json["rows"]?.arrayValue ?? []).map { row in
            Row(
                cells: (row["cells"]?.arrayValue ?? []).map(Self.text),
                namespace: row["object"]?["metadata"]?["namespace"]?.stringValue ?? "")
        }
    }

    /// The table as kubectl prints it: headings in capitals, `<none>` and `<unknown>` as the server wrote them.
    func text(isWide: Bool, showsNamespace: Bool) -> TextTable {
        let shown = columns.indices.filter { isWide || columns[$0].priority == 0 }
        var table = TextTable(
            columns: (showsNamespace ? ["NAMESPACE"] : []) + shown.map { columns[$0].name.uppercased() })
        for row in rows {
            let cells = shown.map { $0 < row.cells.count ? row.cells[$0] : "" }
            table.append(((showsNamespace ? [row.namespace] : []) + cells).map { TextTable.Cell($0) })
        }
        return table
    }

    private static func text(_ cell: JSONValue) -> String {
        switch cell {
        case .null: "<none>"
        case .string(let text): text
        case .integer(let number): String(number)
        case .bool(let value): value ? "true" : "false"
        default: cell.text
        }
    }
}
