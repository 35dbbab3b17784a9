/// Columns of text, aligned as kubectl aligns them: two or more spaces apart, the last column as long as it likes.
struct TextTable: Sendable, Hashable {
    struct Cell: Sendable, Hashable {
        var text: String
        var style: TextStyle

        /// - Parameter text: Shown without control characters, which an object must not send to a terminal.
        init(_ text: String, _ style: TextStyle = .plain) {
            self.text = text.sanitizedForTerminal
            self.style = style
        }
    }

    private var columns: [String]
    private var rows: [[Cell]] = []
    /// Widths of the first columns where their texts are shorter, to go on with a table that was printed before.
    var minimumWidths: [Int] = []

    /// - Parameter columns: The headings; none for a table without.
    init(columns: [String]) {
        self.columns = columns
    }

    mutating func append(_ row: [Cell]) {
        rows.append(row)
    }

    /// The table, a line a row; lines are cut to the terminal's width where it has one.
    func render(for terminal: Terminal) -> String {
        let heading = columns.isEmpty ? [] : [columns.map { Cell($0, .strong) }]
        let all = heading + rows
        let widths = widths
        return all.map { line($0, widths: widths, on: terminal) + "\n" }.joined()
    }

    /// Of each column, in characters.
    var widths: [Int] {
        let all = [columns.map { Cell($0) }] + rows
        return (0..<(all.map(\.count).max() ?? 0)).map { column in
            let texts = all.map { column < $0.count ? $0[column].text.count : 0 }
            return max(texts.max() ?? 0, column < minimumWidths.count ? minimumWidths[column] : 0)
        }
    }

    private func line(_ row: [Cell], widths: [Int], on terminal: Terminal) -> String {
        var line = ""
        var used = 0
        for (index, cell) in row.enumerated() where !row[index...].allSatisfy(\.text.isEmpty) {
            let isLast = row[(index + 1)...].allSatisfy(\.text.isEmpty)
            let room = terminal.width > 0 ? max(0, terminal.width - used) : Int.max
            let text = cell.text.truncated(to: room)
            line += cell.style.apply(to: text, on: terminal)
            used += text.count
            if isLast || (terminal.width > 0 && used >= terminal.width) { break }
            let gap = min(
                widths[index] - cell.text.count + 2, terminal.width > 0 ? max(0, terminal.width - used) : Int.max)
            line += String(repeating: " ", count: gap)
            used += gap
        }
        return line
    }
}

extension String {
    /// The text cut to `width` characters, the last of them `…` where something is missing.
    func truncated(to width: Int) -> String {
        guard count > width else { return self }
        return width <= 0 ? "" : String(prefix(width - 1)) + "…"
    }

    var sanitizedForTerminal: String {
        guard unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return self }
        return String(
            String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}
