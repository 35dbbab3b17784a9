import Testing

@testable import RE2

@Suite("What Go finds") struct MatchFixtureTests {
    struct Row: Sendable, CustomStringConvertible {
        var isLongest: Bool
        var pattern: String
        var text: String
        var matches: String
        var replaced: String
        var parts: String

        init(_ line: Substring) {
            let columns = line.replacing("␊", with: "\n").split(separator: "⇥", omittingEmptySubsequences: false)
                .map(String.init)
            isLongest = columns[0] == "L"
            (pattern, text, matches, replaced, parts) = (columns[1], columns[2], columns[3], columns[4], columns[5])
        }

        var description: String { "\(pattern) in \(text.debugDescription)\(isLongest ? ", longest" : "")" }
    }

    static let rows = MatchFixture.table.split(separator: "\n").map(Row.init)

    @Test func areSome() {
        #expect(Self.rows.count == 420)
    }

    @Test(arguments: rows)
    func agrees(row: Row) throws {
        let expression = try RegularExpression(row.pattern, options: row.isLongest ? .longest : [])
        let found = expression.allMatches(in: row.text).map { match in
            match.ranges.map { $0.map { "\($0.lowerBound) \($0.upperBound)" } ?? "- -" }.joined(separator: " ")
        }
        #expect(found.joined(separator: ";") == row.matches)
        #expect(expression.matches(row.text) == !row.matches.isEmpty)
        #expect(bytes(expression.replacingAll(in: row.text, with: "[$0|$1]")) == bytes(row.replaced))
        #expect(bytes(expression.split(row.text).joined(separator: "¦")) == bytes(row.parts))
    }

    /// Strings are equal by canonical equivalence; these must be the same.
    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
}
