/// Lines on a terminal that are redrawn in place. What was there before stays above; the cursor stays below, where the shell
/// goes on when the command ends.
struct LiveScreen: Sendable {
    /// Of terminals that do not say their height.
    static let assumedHeight = 40

    private var drawnWidths: [Int] = []

    /// The text that replaces what was drawn before. Lines that do not fit below each other are left out, and counted.
    ///
    /// - Parameter lines: Cut to the terminal's width.
    mutating func draw(_ lines: [String], on terminal: Terminal) -> String {
        let height = max(3, terminal.height > 0 ? terminal.height : Self.assumedHeight)
        var shown = lines
        if lines.count > height - 1 {
            shown = lines.prefix(height - 2) + ["… and \(lines.count - height + 2) more lines"]
        }
        // A terminal that became narrower has wrapped what was drawn.
        let rows = drawnWidths.reduce(0) { rows, width in
            rows + (terminal.width > 0 ? max(1, (width + terminal.width - 1) / terminal.width) : 1)
        }
        let up = rows > 0 ? "\u{1b}[\(min(rows, height - 1))A" : ""
        drawnWidths = shown.map(Self.width)
        return up + shown.map { "\u{1b}[2K\($0)\n" }.joined() + "\u{1b}[0J"
    }

    /// Characters without the escape sequences that colour them.
    private static func width(_ line: String) -> Int {
        var count = 0
        var isEscape = false
        for character in line {
            if isEscape {
                isEscape = character != "m"
            } else if character == "\u{1b}" {
                isEscape = true
            } else {
                count += 1
            }
        }
        return count
    }
}
