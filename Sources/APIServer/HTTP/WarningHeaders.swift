/// The `Warning` headers of one answer (RFC 7234, section 5.5, as KEP-1693 uses it).
struct WarningHeaders: Sendable {
    /// Beyond this many characters together, every warning is cut to ``itemLimit``.
    static let totalLimit = 4096
    static let itemLimit = 256

    /// The value of one header each, in order.
    let values: [String]

    /// - Parameter texts: One sentence each; a sentence that repeats an earlier one is left out.
    init(_ texts: [String]) {
        var seen: Set<String> = []
        let distinct = texts.filter { !$0.isEmpty && seen.insert($0).inserted }
        let isLong = distinct.reduce(0) { $0 + $1.unicodeScalars.count } > Self.totalLimit
        var values: [String] = []
        var written = 0
        for text in distinct where written < Self.totalLimit || !isLong {
            let scalars = isLong ? text.unicodeScalars.prefix(Self.itemLimit) : text.unicodeScalars[...]
            written += scalars.count
            values.append(Self.value(scalars))
        }
        self.values = values
    }

    private static func value(_ text: Substring.UnicodeScalarView) -> String {
        var quoted = ""
        for scalar in text {
            if scalar == "\"" || scalar == "\\" { quoted.unicodeScalars.append("\\") }
            quoted.unicodeScalars.append(scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) ? " " : scalar)
        }
        return "299 - \"\(quoted)\""
    }
}
