/// Why a text is not JSON, or not JSON within its limits, and where.
public struct JSONParseError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of the error.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Kind: String { case syntax, encoding, duplicateKey, tooDeep, tooLong }
        private let kind: Kind

        /// The text departs from the grammar of RFC 8259.
        public static let syntax = Code(kind: .syntax)
        /// The text is not UTF-8, or an escape names half a surrogate pair.
        public static let encoding = Code(kind: .encoding)
        /// An object names a member twice.
        public static let duplicateKey = Code(kind: .duplicateKey)
        /// The text nests deeper than `JSONLimits.depth`.
        public static let tooDeep = Code(kind: .tooDeep)
        /// The text is longer than `JSONLimits.byteCount`.
        public static let tooLong = Code(kind: .tooLong)

        public var description: String { kind.rawValue }
    }

    public let code: Code

    /// What was expected or is wrong, without the position.
    public let message: String

    /// The byte offset of the error from the start of the text.
    public let offset: Int

    /// The line of the error, from 1.
    public let line: Int

    /// The column of the error in Unicode scalars, from 1.
    public let column: Int

    public var description: String { "line \(line), column \(column): \(message)" }
}

/// The error while parsing: small enough to travel in registers; position and message are made when it surfaces.
struct JSONParseFailure: Error {
    enum Reason {
        case expectedValue, expectedKey, expectedColon, expectedCommaOrBrace, expectedCommaOrBracket, expectedEnd
        case expectedDigit, leadingZero
        case unterminatedString, controlCharacter, invalidEscape, loneSurrogate, invalidUTF8
        case duplicateKey, tooDeep, tooLong
    }

    var reason: Reason
    var offset: Int
}

extension JSONParseFailure {
    func error(in text: UnsafeBufferPointer<UInt8>) -> JSONParseError {
        let (line, column) = position(in: text)
        return JSONParseError(code: code, message: message(in: text), offset: offset, line: line, column: column)
    }

    private var code: JSONParseError.Code {
        switch reason {
        case .loneSurrogate, .invalidUTF8: .encoding
        case .duplicateKey: .duplicateKey
        case .tooDeep: .tooDeep
        case .tooLong: .tooLong
        default: .syntax
        }
    }

    private func position(in text: UnsafeBufferPointer<UInt8>) -> (line: Int, column: Int) {
        var line = 1
        var column = 1
        for byte in text.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xc0 != 0x80 {
                column += 1
            }
        }
        return (line, column)
    }

    private func message(in text: UnsafeBufferPointer<UInt8>) -> String {
        switch reason {
        case .expectedValue: "expected a value, found \(found(in: text))"
        case .expectedKey: "expected a member name in quotes, found \(found(in: text))"
        case .expectedColon: "expected ':' after a member name, found \(found(in: text))"
        case .expectedCommaOrBrace: "expected ',' or '}', found \(found(in: text))"
        case .expectedCommaOrBracket: "expected ',' or ']', found \(found(in: text))"
        case .expectedEnd: "expected nothing after the value, found \(found(in: text))"
        case .expectedDigit: "expected a digit, found \(found(in: text))"
        case .leadingZero: "a number may not begin with a superfluous 0"
        case .unterminatedString: "the string has no closing quote"
        case .controlCharacter: "a control character in a string must be escaped, found \(found(in: text))"
        case .invalidEscape: "an escape is one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hex digits"
        case .loneSurrogate: "the escape is half of a surrogate pair"
        case .invalidUTF8: "the text is not valid UTF-8"
        case .duplicateKey: "the object names this member twice"
        case .tooDeep: "arrays and objects are nested too deeply"
        case .tooLong: "the text is too long"
        }
    }

    /// What stands at the offset, in words that are safe to print.
    private func found(in text: UnsafeBufferPointer<UInt8>) -> String {
        guard offset < text.count else { return "the end of the text" }
        switch text[offset] {
        case 0x21...0x7e: return "'\(Character(Unicode.Scalar(text[offset])))'"
        case let byte: return "byte 0x\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16))"
        }
    }
}
