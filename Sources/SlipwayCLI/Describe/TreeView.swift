import Effects

/// A tree that is watched: redrawn on a terminal, as lines of changes elsewhere.
struct TreeView: Sendable {
    private var screen = LiveScreen()
    private var log = TreeLog()
    private var drawn: (lines: [String], terminal: Terminal)?

    /// What to write for the tree as it is now; nothing where that is on the screen already.
    mutating func update(_ tree: ObjectTree, grouping: Bool, now: Timestamp, terminal: Terminal) -> String {
        guard terminal.isInteractive else {
            return log.lines(for: tree, now: now).map { "\($0)\n" }.joined()
        }
        let text = TreeRenderer(now: now, terminal: terminal).render(grouping ? tree.grouped() : tree)
        let lines = text.split(separator: "\n").map(String.init)
        if let drawn, drawn.lines == lines, drawn.terminal == terminal { return "" }
        drawn = (lines, terminal)
        return screen.draw(lines, on: terminal)
    }
}
