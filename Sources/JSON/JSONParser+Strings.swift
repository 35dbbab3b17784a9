extension JSONParser {
    /// A member name and its fingerprint.
    struct Key {
        var text: String
        var fingerprint: UInt64
    }

    /// Reads a string whose opening quote has been read.
    @inline(__always)
    mutating func parseString() throws(JSONParseFailure) -> String {
        let first = cursor
        let isASCII = scanRun()
        guard cursor < end, cursor.pointee == UInt8(ascii: "\"") else {
            return try parseEscapedString(from: first, isASCII: isASCII)
        }
        let bytes = UnsafeBufferPointer(start: first, count: cursor - first)
        cursor += 1
        guard isASCII, JSONStringCache.lengths.contains(bytes.count) else { return try string(bytes, isASCII: isASCII) }
        return cache.string(bytes, fingerprint: Self.fingerprint(of: bytes))
    }

    /// Reads a member name whose opening quote has been read.
    @inline(__always)
    mutating func parseKey() throws(JSONParseFailure) -> Key {
        let first = cursor
        let isASCII = scanRun()
        guard cursor < end, cursor.pointee == UInt8(ascii: "\"") else {
            var text = try parseEscapedString(from: first, isASCII: isASCII)
            let fingerprint = text.withUTF8 { Self.fingerprint(of: $0) }
            return Key(text: text, fingerprint: fingerprint)
        }
        let bytes = UnsafeBufferPointer(start: first, count: cursor - first)
        cursor += 1
        let fingerprint = Self.fingerprint(of: bytes)
        let isCached = isASCII && JSONStringCache.lengths.contains(bytes.count)
        let text =
            isCached ? cache.string(bytes, fingerprint: fingerprint) : try string(bytes, isASCII: isASCII)
        return Key(text: text, fingerprint: fingerprint)
    }

    /// Moves to the next quote, backslash or control character, or to the end.
    ///
    /// - Returns: Whether all bytes on the way are ASCII.
    @inline(__always)
    private mutating func scanRun() -> Bool {
        var seen: UInt64 = 0
        while end - cursor >= 8 {
            let word = UInt64(littleEndian: UnsafeRawPointer(cursor).loadUnaligned(as: UInt64.self))
            let stops = Self.stops(in: word)
            if stops != 0 {
                let count = stops.trailingZeroBitCount / 8
                seen |= word & (1 << (8 * UInt64(count)) - 1)
                cursor += count
                return seen & Self.highBits == 0
            }
            seen |= word
            cursor += 8
        }
        while cursor < end, cursor.pointee >= 0x20, cursor.pointee != UInt8(ascii: "\""),
            cursor.pointee != UInt8(ascii: "\\")
        {
            seen |= UInt64(cursor.pointee)
            cursor += 1
        }
        return seen & Self.highBits == 0
    }

    private static var highBits: UInt64 { 0x8080_8080_8080_8080 }

    /// The high bit of every byte that ends a run; bytes above the lowest such byte may be marked wrongly.
    @inline(__always)
    private static func stops(in word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = word ^ (ones * UInt64(UInt8(ascii: "\"")))
        let backslashes = word ^ (ones * UInt64(UInt8(ascii: "\\")))
        let quoteMarks = (quotes &- ones) & ~quotes
        let backslashMarks = (backslashes &- ones) & ~backslashes
        let controlMarks = (word &- ones * 0x20) & ~word
        return (quoteMarks | backslashMarks | controlMarks) & highBits
    }

    /// Mixes the length and the outer sixteen bytes.
    @inline(__always)
    private static func fingerprint(of bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let raw = UnsafeRawBufferPointer(bytes)
        let count = raw.count
        var head: UInt64 = 0
        var tail: UInt64 = 0
        if count >= 8 {
            head = raw.loadUnaligned(as: UInt64.self)
            tail = raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        } else if count >= 4 {
            head = UInt64(raw.loadUnaligned(as: UInt32.self))
            tail = UInt64(raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
        } else if count > 0 {
            head = UInt64(raw[0]) << 16 | UInt64(raw[count / 2]) << 8 | UInt64(raw[count - 1])
        }
        return (head &* 0x9e37_79b9_7f4a_7c15) ^ (tail &* 0xc2b2_ae3d_27d4_eb4f) ^ UInt64(count)
    }

    @inline(__always)
    private func string(_ bytes: UnsafeBufferPointer<UInt8>, isASCII: Bool) throws(JSONParseFailure) -> String {
        if isASCII { return String(decoding: bytes, as: UTF8.self) }
        guard let string = String(validating: bytes, as: UTF8.self) else {
            throw failure(.invalidUTF8, at: bytes.baseAddress.map { $0 + Self.validPrefixCount(of: bytes) })
        }
        return string
    }

    /// The number of bytes before the first that is not valid UTF-8.
    private static func validPrefixCount(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var decoder = UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var count = 0
        while case .valid(let scalar) = decoder.parseScalar(from: &iterator) { count += scalar.count }
        return count
    }
}

// MARK: - Escapes

extension JSONParser {
    /// Reads the rest of a string whose first run ends at the cursor, at anything but a quote.
    @inline(never)
    private mutating func parseEscapedString(
        from first: UnsafePointer<UInt8>, isASCII: Bool
    ) throws(JSONParseFailure) -> String {
        var isASCII = isASCII
        var run = first
        unescaped.removeAll(keepingCapacity: true)
        while cursor < end {
            unescaped.append(contentsOf: UnsafeBufferPointer(start: run, count: cursor - run))
            switch cursor.pointee {
            case UInt8(ascii: "\""):
                cursor += 1
                return try unescapedString(from: first, isASCII: isASCII)
            case UInt8(ascii: "\\"):
                if try !parseEscape() { isASCII = false }
                run = cursor
                if !scanRun() { isASCII = false }
            default:
                throw failure(.controlCharacter)
            }
        }
        throw failure(.unterminatedString)
    }

    private func unescapedString(
        from first: UnsafePointer<UInt8>, isASCII: Bool
    ) throws(JSONParseFailure) -> String {
        if isASCII { return String(decoding: unescaped, as: UTF8.self) }
        if let string = String(validating: unescaped, as: UTF8.self) { return string }
        // Escapes are ASCII, so the first error is where it is in the bytes as they were written.
        let written = UnsafeBufferPointer(start: first, count: cursor - first)
        throw failure(.invalidUTF8, at: first + Self.validPrefixCount(of: written))
    }

    /// Reads an escape and appends what it stands for to `unescaped`.
    ///
    /// - Returns: Whether that is ASCII.
    private mutating func parseEscape() throws(JSONParseFailure) -> Bool {
        let escape = cursor
        cursor += 1
        let character = peek
        cursor += 1
        switch character {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(character)
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0c)
        case UInt8(ascii: "n"): unescaped.append(0x0a)
        case UInt8(ascii: "r"): unescaped.append(0x0d)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "u"):
            let scalar = try parseUnicodeEscape(at: escape)
            unescaped.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            return scalar.isASCII
        default: throw failure(.invalidEscape, at: escape)
        }
        return true
    }

    /// Reads the four hex digits after `\u`, and the escape after them where they are the first half of a pair.
    private mutating func parseUnicodeEscape(
        at escape: UnsafePointer<UInt8>
    ) throws(JSONParseFailure) -> Unicode.Scalar {
        let first = try parseHexDigits(of: escape)
        if let scalar = Unicode.Scalar(first) { return scalar }
        let secondEscape = cursor
        guard first < 0xdc00, skip("\\"), skip("u") else { throw failure(.loneSurrogate, at: escape) }
        let second = try parseHexDigits(of: secondEscape)
        guard (0xdc00...0xdfff).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
        else { throw failure(.loneSurrogate, at: escape) }
        return scalar
    }

    private mutating func parseHexDigits(of escape: UnsafePointer<UInt8>) throws(JSONParseFailure) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch peek {
            case let byte where (0x30...0x39).contains(byte): digit = byte - 0x30
            case let byte where (0x41...0x46).contains(byte): digit = byte - 0x41 + 10
            case let byte where (0x61...0x66).contains(byte): digit = byte - 0x61 + 10
            default: throw failure(.invalidEscape, at: escape)
            }
            value = value << 4 | UInt32(digit)
            cursor += 1
        }
        return value
    }
}
