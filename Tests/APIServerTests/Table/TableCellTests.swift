import Effects
import JSON
import Testing

@testable import APIServer

@Suite struct TableCellTests {
    private static let now = Timestamp(secondsSinceEpoch: 1_000_000)

    @Test(
        arguments: [
            ("string", "x", "x"), ("string", nil, nil), ("string", ["a", 1], "[\"a\",1]"), ("string", 7, "7"),
            ("string", true, "true"),
            ("integer", 3, 3), ("integer", 3.7, 3), ("integer", "3", nil), ("number", 1.5, 1.5), ("number", "x", nil),
            ("boolean", false, false), ("boolean", "no", nil), ("date", 5, nil), ("date", "yesterday", "<invalid>"),
            ("date", "1970-01-12T13:45:40Z", "60s"), ("date", "1970-01-12T13:46:41Z", "0s"),
            ("date", "1970-01-13T00:00:00Z", "<invalid>"), ("date", "", "<unknown>"), ("date", "null", "<unknown>"),
            ("number", 3, 3), ("integer", [1], nil), ("boolean", "true", nil), ("date", ["a"], nil),
        ] as [(String, JSONValue, JSONValue)])
    func showsAValueInAColumnOfAType(type: String, value: JSONValue, expected: JSONValue) {
        #expect(TableCell.value(value, type: type, at: Self.now) == expected)
    }
}
