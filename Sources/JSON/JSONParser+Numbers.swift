extension JSONParser {
    /// Reads a number: an `integer` where 64 bits hold it, else its literal. `-0` has no integer and keeps its literal.
    mutating func parseNumber() throws(JSONParseFailure) -> JSONValue {
        let start = position
        let isNegative = skip("-")
        let firstDigit = position
        try skipDigits()
        if text[firstDigit] == UInt8(ascii: "0"), position > firstDigit + 1 {
            throw failure(.leadingZero, at: firstDigit)
        }
        let integerEnd = position
        if skip(".") { try skipDigits() }
        if peek | 0x20 == UInt8(ascii: "e") {
            position += 1
            if !skip("+") { _ = skip("-") }
            try skipDigits()
        }
        if position == integerEnd, let integer = integer(firstDigit..<integerEnd, isNegative: isNegative) {
            return .integer(integer)
        }
        let literal = UnsafeBufferPointer(rebasing: text[start..<position])
        return .number(JSONNumber(validLiteral: String(decoding: literal, as: UTF8.self)))
    }

    private mutating func skipDigits() throws(JSONParseFailure) {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(peek) else { throw failure(.expectedDigit) }
        repeat { position += 1 } while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(peek)
    }

    private func integer(_ digits: Range<Int>, isNegative: Bool) -> Int64? {
        var value: Int64 = 0
        // Summed below zero, where there is one number more.
        for byte in text[digits] {
            let (product, productOverflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, sumOverflows) = product.subtractingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
            if productOverflows || sumOverflows { return nil }
            value = sum
        }
        if isNegative { return value == 0 ? nil : value }
        return value == .min ? nil : -value
    }
}
