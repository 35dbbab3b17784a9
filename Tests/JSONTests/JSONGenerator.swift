import JSON
import SeededRandomness

/// Makes random values whose strings and numbers sit at the edges of the grammar.
struct JSONGenerator {
    var random: SplitMix

    private static let fragments = [
        "a", "name", " ", "\"", "\\", "/", "\n", "\t", "\u{0}", "\u{1f}", "\u{7f}", "é", "e\u{301}", "€", "\u{2028}",
        "😀",
        "\u{10ffff}", "\u{fffd}", "0123456789abcdef", "<&>", "\r\n",
    ]

    private static let literals = [
        "0.1", "-0", "1e3", "1E-7", "-12.50", "9223372036854775808", "123456789012345678901234567890", "-0.0", "1e-300",
    ]

    init(seed: UInt64) {
        random = SplitMix(seed: seed)
    }

    mutating func value(depth: Int) -> JSONValue {
        switch random.next(below: depth > 0 ? 9 : 6) {
        case 0: return .null
        case 1: return .bool(random.next(below: 2) == 0)
        case 2: return .integer(Int64(bitPattern: random.next() >> UInt64(random.next(below: 64))))
        case 3:
            return .number(JSONNumber(validLiteral: Self.literals[random.next(below: Self.literals.count)]))
        case 4, 5: return .string(string())
        case 6:
            return .array((0..<random.next(below: 6)).map { _ in value(depth: depth - 1) })
        default:
            var object = JSONObject()
            for _ in 0..<random.next(below: random.next(below: 10) == 0 ? 60 : 6) {
                object[string()] = value(depth: depth - 1)
            }
            return .object(object)
        }
    }

    mutating func string() -> String {
        var string = ""
        for _ in 0..<random.next(below: 5) { string += Self.fragments[random.next(below: Self.fragments.count)] }
        return string
    }
}
