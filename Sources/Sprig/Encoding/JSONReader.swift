package import GoTemplate

/// Reads JSON as Go's `encoding/json` reads it into an `interface{}`: every number is a float, of several members with
/// one name the last counts, halves of surrogate pairs are U+FFFD, and errors are in Go's words.
package struct JSONReader {
    private let bytes: [UInt8]
    private var position = 0

    package static func value(_ text: [UInt8], _ call: any FunctionCall) throws(FunctionFailure) -> GoValue {
        var reader = JSONReader(text)
        reader.skipSpaces()
        let value = try reader.read(Walk(call))
        reader.skipSpaces()
        guard reader.position == text.count else { throw reader.unexpected("after top-level value") }
        return value
    }

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpaces() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d { position += 1 }
    }

    /// - Parameter isInToken: Whether more of a word, a number or an escape must follow; Go takes the end for a space
    /// there.
    private func unexpected(_ context: String, isInToken: Bool = false) -> FunctionFailure {
        guard let byte = next ?? (isInToken ? UInt8(ascii: " ") : nil) else {
            return FunctionFailure("unexpected end of JSON input")
        }
        let character =
            switch byte {
            case UInt8(ascii: "'"): #"\'"#
            case UInt8(ascii: "\""): "\""
            default: String(GoFormat.quoted(GoString(String(Unicode.Scalar(byte)))).dropFirst().dropLast())
            }
        return FunctionFailure("invalid character '\(character)' \(context)")
    }

    private mutating func read(_ walk: Walk) throws(FunctionFailure) -> GoValue {
        let walk = try walk.descending()
        try walk.call.charge(elements: 1)
        switch next {
        case UInt8(ascii: "{"): return try readObject(walk)
        case UInt8(ascii: "["): return try readArray(walk)
        case UInt8(ascii: "\""): return .string(GoString(bytes: try readString()))
        case UInt8(ascii: "t"): return try readLiteral("true", .bool(true))
        case UInt8(ascii: "f"): return try readLiteral("false", .bool(false))
        case UInt8(ascii: "n"): return try readLiteral("null", .null)
        case let byte? where byte == UInt8(ascii: "-") || byte.isASCIIDigit: return try readNumber()
        default: throw unexpected("looking for beginning of value")
        }
    }

    private mutating func readLiteral(_ literal: String, _ value: GoValue) throws(FunctionFailure) -> GoValue {
        for byte in literal.utf8 {
            guard next == byte else {
                throw unexpected("in literal \(literal) (expecting '\(Unicode.Scalar(byte))')", isInToken: true)
            }
            position += 1
        }
        return value
    }

    private mutating func readObject(_ walk: Walk) throws(FunctionFailure) -> GoValue {
        position += 1
        var values: [String: GoValue] = [:]
        skipSpaces()
        if take("}") { return .dictionary([:]) }
        while true {
            guard next == UInt8(ascii: "\"") else { throw unexpected("looking for beginning of object key string") }
            let key = String(decoding: try readString(), as: UTF8.self)
            skipSpaces()
            guard take(":") else { throw unexpected("after object key") }
            skipSpaces()
            values[key] = try read(walk)
            skipSpaces()
            if take("}") { return .dictionary(values) }
            guard take(",") else { throw unexpected("after object key:value pair") }
            skipSpaces()
        }
    }

    private mutating func readArray(_ walk: Walk) throws(FunctionFailure) -> GoValue {
        position += 1
        var elements: [GoValue] = []
        skipSpaces()
        if take("]") { return .list([]) }
        while true {
            elements.append(try read(walk))
            skipSpaces()
            if take("]") { return .list(elements) }
            guard take(",") else { throw unexpected("after array element") }
            skipSpaces()
        }
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: scalar) else { return false }
        position += 1
        return true
    }
}

extension JSONReader {
    private mutating func readNumber() throws(FunctionFailure) -> GoValue {
        let start = position
        _ = take("-")
        if !take("0") { try readDigits("in numeric literal") }
        if take(".") { try readDigits("after decimal point in numeric literal") }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try readDigits("in exponent of numeric literal")
        }
        let literal = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let value = Double(literal), value.isFinite else {
            throw FunctionFailure("json: cannot unmarshal number \(literal) into Go value of type float64")
        }
        return .float(value)
    }

    private mutating func readDigits(_ context: String) throws(FunctionFailure) {
        guard next?.isASCIIDigit == true else { throw unexpected(context, isInToken: true) }
        while next?.isASCIIDigit == true { position += 1 }
    }

    private mutating func readString() throws(FunctionFailure) -> [UInt8] {
        position += 1
        var text: [UInt8] = []
        while true {
            guard let byte = next, byte >= 0x20 else { throw unexpected("in string literal") }
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                // Bytes that are not UTF-8 become U+FFFD.
                return String(validating: text, as: UTF8.self) == nil ? [UInt8](encoding: text.scalars) : text
            case UInt8(ascii: "\\"): text += [UInt8](encoding: [try readEscape()])
            default: text.append(byte)
            }
        }
    }

    private mutating func readEscape() throws(FunctionFailure) -> Unicode.Scalar {
        let escapes: [UInt8: Unicode.Scalar] = [
            UInt8(ascii: "b"): "\u{8}", UInt8(ascii: "f"): "\u{c}", UInt8(ascii: "n"): "\n",
            UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/",
            UInt8(ascii: "\""): "\"",
        ]
        if let byte = next, let scalar = escapes[byte] {
            position += 1
            return scalar
        }
        guard take("u") else { throw unexpected("in string escape code", isInToken: true) }
        let unit = try readUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        // The second half of a pair must follow the first at once.
        let start = position
        if UTF16.isLeadSurrogate(unit), take("\\"), take("u"), let second = try? readUnit(),
            UTF16.isTrailSurrogate(second)
        {
            return UTF16.decode(UTF16.EncodedScalar([unit, second]))
        }
        position = start
        return "\u{fffd}"
    }

    private mutating func readUnit() throws(FunctionFailure) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Unicode.Scalar(byte).hexadecimalDigit else {
                throw unexpected("in \\u hexadecimal character escape", isInToken: true)
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }
}
