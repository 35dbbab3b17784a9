/// What a piece of text means; a terminal with colours shows it.
enum TextStyle: Sendable, Hashable {
    case plain, good, warning, bad, faint, strong

    /// The text with the terminal's escape sequences around it, or alone where there are no colours.
    func apply(to text: String, on terminal: Terminal) -> String {
        guard terminal.hasColor, let code, !text.isEmpty else { return text }
        return "\u{1b}[\(code)m\(text)\u{1b}[0m"
    }

    private var code: String? {
        switch self {
        case .plain: nil
        case .good: "32"
        case .warning: "33"
        case .bad: "31"
        case .faint: "2"
        case .strong: "1"
        }
    }
}
