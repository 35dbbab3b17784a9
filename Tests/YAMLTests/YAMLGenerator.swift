import JSON
import SeededRandomness

/// Makes random values whose strings look like everything YAML could take for something else.
struct YAMLGenerator {
    var random: SplitMix

    private static let words = [
        "", "a", "yes", "No", "on", "y", "null", "~", "true", "12", "0123", "0x1F", "1e3", "1e400", ".5", "-", "- ",
        "-x", "?",
        "? ", ":", ": ", "a:", ":a", "#", " #", "a #b", "a: b", "[", "]", "{", "}", ",", "&a", "*a", "!a", "|", ">",
        "'", "\"",
        "%", "@", "`", "\\", "---", "...", "--- a", "<<", "=", "12:30:45", "2001-12-14", "2001-1-1T00:00:00Z", " ",
        "  ", "\t",
        "\n", "\n\n", "\r", "\r\n", "\u{0}", "\u{7f}", "\u{85}", "\u{a0}", "\u{2028}", "\u{feff}", "\u{fffe}", "é", "😀",
        "a\nb", "a\n", "a\n\n", "\na", " a\nb", "a \nb", "a\n b", "\ta\nb", "a\tb", "a\n\tb", "a\n#b", "a\n---\nb",
        "text of words",
    ]

    init(seed: UInt64) {
        random = SplitMix(seed: seed)
    }

    mutating func value(depth: Int) -> JSONValue {
        switch random.next(below: depth > 0 ? 10 : 6) {
        case 0: return .null
        case 1: return .bool(random.next(below: 2) == 0)
        case 2: return .integer(Int64(bitPattern: random.next() >> UInt64(random.next(below: 64))))
        case 3: return JSONValue(Double(Int64(bitPattern: random.next())) * 1e-12) ?? 0
        case 4, 5: return .string(string())
        case 6, 7: return .array((0..<random.next(below: 5)).map { _ in value(depth: depth - 1) })
        default:
            var object = JSONObject()
            for _ in 0..<random.next(below: 5) { object[string()] = value(depth: depth - 1) }
            return .object(object)
        }
    }

    mutating func string() -> String {
        (0...random.next(below: 3)).map { _ in Self.words[random.next(below: Self.words.count)] }.joined()
    }
}
