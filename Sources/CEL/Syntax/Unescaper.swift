/// Resolves the escapes of a literal.
struct Unescaper {
    private var rest: ArraySlice<UInt8>
    private let isRaw: Bool
    private let isBytes: Bool
    /// What is wrong with an escape.
    private(set) var problem: String?

    init(_ body: ArraySlice<UInt8>, isRaw: Bool, isBytes: Bool) {
        rest = body
        self.isRaw = isRaw
        self.isBytes = isBytes
    }

    mutating func content() -> [UInt8] {
        var content: [UInt8] = []
        content.reserveCapacity(rest.count)
        while let byte = rest.popFirst() {
            if byte == 0x0d {
                // Line breaks of every system are one.
                if rest.first == 0x0a { rest.removeFirst() }
                content.append(0x0a)
            } else if byte == UInt8(ascii: "\\"), !isRaw {
                guard appendEscape(to: &content) else { return content }
            } else {
                content.append(byte)
            }
        }
        return content
    }

    private mutating func appendEscape(to content: inout [UInt8]) -> Bool {
        guard let letter = rest.popFirst() else {
            return fail("unable to unescape string, found '\\' as last character")
        }
        if let simple = Self.simple[letter] {
            content.append(simple)
            return true
        }
        switch letter {
        case UInt8(ascii: "x"), UInt8(ascii: "X"):
            return appendCode(digits: 2, radix: 16, isByte: isBytes, to: &content)
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            guard !isBytes else { return fail("unable to unescape string") }
            return appendCode(digits: letter == UInt8(ascii: "u") ? 4 : 8, radix: 16, isByte: false, to: &content)
        case UInt8(ascii: "0")...UInt8(ascii: "3"):
            rest = [letter] + rest
            return appendCode(digits: 3, radix: 8, isByte: isBytes, to: &content)
        default: return fail("unable to unescape string")
        }
    }

    private mutating func appendCode(digits: Int, radix: Int, isByte: Bool, to content: inout [UInt8]) -> Bool {
        let text = rest.prefix(digits)
        guard text.count == digits, text.allSatisfy(\.isHexDigit),
            let code = UInt32(String(decoding: text, as: UTF8.self), radix: radix)
        else { return fail("unable to unescape string") }
        rest = rest.dropFirst(digits)
        if isByte {
            content.append(UInt8(truncatingIfNeeded: code))
            return true
        }
        guard let scalar = Unicode.Scalar(code) else { return fail("invalid unicode code point") }
        content.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        return true
    }

    private mutating func fail(_ text: String) -> Bool {
        problem = text
        return false
    }

    private static let simple: [UInt8: UInt8] = [
        UInt8(ascii: "a"): 0x07, UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0c, UInt8(ascii: "n"): 0x0a,
        UInt8(ascii: "r"): 0x0d, UInt8(ascii: "t"): 0x09, UInt8(ascii: "v"): 0x0b, UInt8(ascii: "\\"): 0x5c,
        UInt8(ascii: "'"): 0x27, UInt8(ascii: "\""): 0x22, UInt8(ascii: "`"): 0x60, UInt8(ascii: "?"): 0x3f,
    ]
}
