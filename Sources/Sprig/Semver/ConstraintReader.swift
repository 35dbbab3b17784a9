/// Reads the text of a constraint.
enum ConstraintReader {
    /// The comparisons of a group, which spaces or commas separate.
    ///
    /// - Returns: nil if the text is no such group.
    static func comparisons(
        in text: String
    ) -> [(comparator: VersionComparison.Comparator, parts: VersionParts)]? {
        var reader = VersionReader(text, allowsWildcards: true)
        var comparisons: [(VersionComparison.Comparator, VersionParts)] = []
        _ = reader.takeWhile(isSpace)
        while true {
            guard let comparator = comparators[reader.takeWhile { operators.contains($0) }] else { return nil }
            _ = reader.takeWhile(isSpace)
            guard let parts = reader.readParts() else { return nil }
            comparisons.append((comparator, parts))
            let hasSpace = !reader.takeWhile(isSpace).isEmpty
            if reader.isAtEnd { return comparisons }
            guard reader.take(UInt8(ascii: ",")) || hasSpace else { return nil }
            _ = reader.takeWhile(isSpace)
        }
    }

    /// With `>= 1.2, <= 2.3 ` for every `1.2 - 2.3`.
    static func rewritingRanges(in text: String) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            if let range = range(in: bytes, at: position) {
                result += ">= \(range.low), <= \(range.high) ".utf8
                position = range.end
            } else {
                result.append(bytes[position])
                position += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func range(in bytes: [UInt8], at start: Int) -> (low: String, high: String, end: Int)? {
        var reader = VersionReader(bytes, from: start, allowsWildcards: true)
        _ = reader.takeWhile(isSpace)
        guard let low = reader.takeVersion(), !reader.takeWhile(isSpace).isEmpty, reader.take(UInt8(ascii: "-")),
            !reader.takeWhile(isSpace).isEmpty, let high = reader.takeVersion()
        else { return nil }
        _ = reader.takeWhile(isSpace)
        return (low, high, reader.position)
    }

    private static let operators = Array("=!<>~^".utf8)

    private static let comparators: [String: VersionComparison.Comparator] = [
        "": .equal, "=": .equal, "!=": .notEqual, ">": .greater, "<": .less, ">=": .greaterOrEqual,
        "=>": .greaterOrEqual, "<=": .lessOrEqual, "=<": .lessOrEqual, "~": .tilde, "~>": .tilde, "^": .caret,
    ]

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) && byte != 0x0b }
}
