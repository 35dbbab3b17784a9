/// Go's literals for strings and characters, as `strconv.Unquote` reads them.
struct GoLiteral {
    private let text: ArraySlice<UInt8>
    private let quote: UInt8
    private var index: Int

    /// What a quoted or raw string says; nil if an escape in it is none.
    ///
    /// - Parameter text: The string with its quotes.
    static func string(_ text: String) -> GoString? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 2, let quote = bytes.first, bytes.last == quote else { return nil }
        let inner = bytes[1..<bytes.count - 1]
        if quote == UInt8(ascii: "`") { return GoString(bytes: inner.filter { $0 != UInt8(ascii: "\r") }) }
        guard inner.contains(UInt8(ascii: "\\")) else { return GoString(bytes: inner) }
        var literal = GoLiteral(text: inner, quote: quote, index: inner.startIndex)
        var result: [UInt8] = []
        while literal.index < inner.endIndex {
            guard let character = literal.character() else { return nil }
            switch character {
            case .byte(let byte): result.append(byte)
            case .scalar(let scalar): result.append(scalar)
            }
        }
        return GoString(bytes: result)
    }

    /// The number of a character in single quotes.
    ///
    /// - Throws: `message`, as Go words it.
    static func character(_ text: String) throws(LiteralError) -> UInt32 {
        let bytes = Array(text.utf8)
        var literal = GoLiteral(text: bytes[1...], quote: UInt8(ascii: "'"), index: 1)
        guard let character = literal.character() else { throw LiteralError("invalid syntax") }
        guard literal.index == bytes.count - 1, bytes.last == UInt8(ascii: "'") else {
            throw LiteralError("malformed character constant: \(text)")
        }
        switch character {
        case .byte(let byte): return UInt32(byte)
        case .scalar(let scalar): return scalar.value
        }
    }

    private enum Character {
        /// What `\x` and octal escapes stand for.
        case byte(UInt8)
        case scalar(Unicode.Scalar)
    }

    private mutating func character() -> Character? {
        guard index < text.endIndex, text[index] != quote else { return nil }
        let (scalar, width) = text.character(at: index)
        index += width
        guard scalar == "\\" else { return .scalar(scalar) }
        guard index < text.endIndex else { return nil }
        let letter = text[index]
        index += 1
        switch letter {
        case UInt8(ascii: "a"): return .byte(7)
        case UInt8(ascii: "b"): return .byte(8)
        case UInt8(ascii: "f"): return .byte(12)
        case UInt8(ascii: "n"): return .byte(10)
        case UInt8(ascii: "r"): return .byte(13)
        case UInt8(ascii: "t"): return .byte(9)
        case UInt8(ascii: "v"): return .byte(11)
        case UInt8(ascii: "x"): return digits(2, radix: 16).map { .byte(UInt8($0)) }
        case UInt8(ascii: "u"): return digits(4, radix: 16).flatMap(Unicode.Scalar.init).map { .scalar($0) }
        case UInt8(ascii: "U"): return digits(8, radix: 16).flatMap(Unicode.Scalar.init).map { .scalar($0) }
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            index -= 1
            return digits(3, radix: 8).flatMap { UInt8(exactly: $0) }.map { .byte($0) }
        case UInt8(ascii: "\\"), quote: return .byte(letter)
        default: return nil
        }
    }

    private mutating func digits(_ count: Int, radix: UInt32) -> UInt32? {
        guard index + count <= text.endIndex else { return nil }
        var value: UInt64 = 0
        for byte in text[index..<index + count] {
            guard let digit = Self.digit(byte), digit < radix else { return nil }
            value = value * UInt64(radix) + UInt64(digit)
        }
        index += count
        return UInt32(exactly: value)
    }

    private static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}

/// Why a literal is none, in Go's words.
struct LiteralError: Error {
    let message: String

    init(_ message: String) { self.message = message }
}
