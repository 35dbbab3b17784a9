extension JSONParser {
    /// Reads a number: an `integer` where 64 bits hold it, else its literal. `-0` has no integer and keeps its literal.
    mutating func parseNumber() throws(JSONParseFailure) -> JSONValue {
        let first = cursor
        let isNegative = skip("-")
        let digits = cursor
        try skipDigits()
        if digits.pointee == UInt8(ascii: "0"), cursor - digits > 1 { throw failure(.leadingZero, at: digits) }
        let integerEnd = cursor
        if skip(".") { try skipDigits() }
        if peek | 0x20 == UInt8(ascii: "e") {
            cursor += 1
            if !skip("+") { _ = skip("-") }
            try skipDigits()
        }
        if cursor == integerEnd, let integer = integer(digits, isNegative: isNegative) { return .integer(integer) }
        let literal = UnsafeBufferPointer(start: first, count: cursor - first)
        return .number(JSONNumber(validLiteral: String(decoding: literal, as: UTF8.self)))
    }

    @inline(__always)
    private mutating func skipDigits() throws(JSONParseFailure) {
        guard peek &- UInt8(ascii: "0") < 10 else { throw failure(.expectedDigit) }
        repeat { cursor += 1 } while peek &- UInt8(ascii: "0") < 10
    }

    /// The value of the digits up to the cursor.
    @inline(__always)
    private func integer(_ digits: UnsafePointer<UInt8>, isNegative: Bool) -> Int64? {
        // Nineteen digits and a few more fit the magnitude; twenty may not.
        guard cursor - digits < 20 else { return nil }
        var magnitude: UInt64 = 0
        for byte in UnsafeBufferPointer(start: digits, count: cursor - digits) {
            magnitude = magnitude &* 10 &+ UInt64(byte &- UInt8(ascii: "0"))
        }
        guard isNegative else { return Int64(exactly: magnitude) }
        guard magnitude > 0, magnitude <= Int64.min.magnitude else { return nil }
        return Int64(truncatingIfNeeded: 0 &- magnitude)
    }
}
