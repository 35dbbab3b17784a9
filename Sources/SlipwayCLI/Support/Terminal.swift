import Glibc

/// What a stream's other end can show.
struct Terminal: Sendable, Hashable {
    /// Whether lines can be redrawn.
    var isInteractive: Bool
    /// Whether colours are wanted: a terminal, without `NO_COLOR` and not `dumb`.
    var hasColor: Bool
    /// In columns; 0 where lines must not be cut.
    var width: Int
    /// In lines; 0 where it is not known.
    var height = 0

    /// A pipe or a file: plain lines of any length.
    static let plain = Terminal(isInteractive: false, hasColor: false, width: 0)

    static func of(_ output: Output, environment: [String: String]) -> Terminal {
        guard isatty(output.descriptor) == 1 else { return .plain }
        let isDumb = environment["TERM"] == nil || environment["TERM"] == "dumb"
        var size = winsize()
        let known = ioctl(output.descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return Terminal(
            isInteractive: !isDumb, hasColor: !isDumb && (environment["NO_COLOR"] ?? "").isEmpty,
            width: known ? Int(size.ws_col) : 80, height: known ? Int(size.ws_row) : 0)
    }
}
