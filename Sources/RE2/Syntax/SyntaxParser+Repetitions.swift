extension SyntaxParser {
    mutating func parseRepetition(
        minimum: Int, maximum: Int?, length: Int, after repetition: Int?
    ) throws(RegularExpressionError) {
        let start = position
        position += length
        var isGreedy = !flags.contains(.lazy)
        if next == "?" {
            isGreedy.toggle()
            position += 1
        }
        if let repetition { throw failure(.invalidRepeatOperator, from: repetition) }
        guard let piece = popPiece() else { throw failure(.missingRepeatArgument, from: start) }
        let repeated = piece.repeated(Repetition(minimum: minimum, maximum: maximum, isGreedy: isGreedy))
        try check(repeated)
        guard repeated.repeats <= MeasuredSyntax.Limit.repeats else { throw failure(.invalidRepeatSize, from: start) }
        group.pieces.append(repeated)
        lastRepetition = start
    }

    /// `{n}`, `{n,}` or `{n,m}`; a brace that begins none of them is a literal.
    mutating func parseCountedRepetition(after repetition: Int?) throws(RegularExpressionError) {
        let start = position
        position += 1
        guard let (minimum, maximum) = parseCounts() else {
            position = start + 1
            return try push(literal: UInt32(UInt8(ascii: "{")))
        }
        let limit = MeasuredSyntax.Limit.repeats
        guard minimum <= limit, maximum ?? minimum <= limit, minimum <= maximum ?? minimum else {
            throw failure(.invalidRepeatSize, from: start)
        }
        let length = position - start
        position = start
        try parseRepetition(minimum: minimum, maximum: maximum, length: length, after: repetition)
    }

    mutating func parseCounts() -> (minimum: Int, maximum: Int?)? {
        guard let minimum = parseCount() else { return nil }
        var maximum: Int? = minimum
        if next == "," {
            position += 1
            if next == "}" {
                maximum = nil
            } else if let count = parseCount() {
                maximum = count
            } else {
                return nil
            }
        }
        guard next == "}" else { return nil }
        position += 1
        return (minimum, maximum)
    }

    /// A number without superfluous zeros; one beyond the limit is just that.
    mutating func parseCount() -> Int? {
        guard let first = next, first.isDigit else { return nil }
        if first == "0", peek(1)?.isDigit == true { return nil }
        var count = 0
        while let digit = next, digit.isDigit {
            count = min(count * 10 + Int(digit.value - 0x30), MeasuredSyntax.Limit.repeats + 1)
            position += 1
        }
        return count
    }
}
