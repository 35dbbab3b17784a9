extension JSONValue {
    /// The compact JSON text: members in their order, no white space, strings escaped as by Go's encoder with
    /// `SetEscapeHTML(false)`.
    public func serialized() -> [UInt8] {
        var bytes: [UInt8] = []
        write(into: &bytes)
        return bytes
    }

    /// Appends the compact JSON text.
    public func write(into bytes: inout [UInt8]) {
        var writer = JSONWriter(bytes: bytes)
        bytes = []
        writer.write(self)
        bytes = writer.bytes
    }

    /// The compact JSON text.
    public var text: String { String(decoding: serialized(), as: UTF8.self) }

    /// The JSON text with a line for every member and element, as by Go's `MarshalIndent`; without a final newline.
    public func prettyPrinted(indent: Int = 2) -> String {
        var writer = JSONWriter(bytes: [])
        writer.write(self, indent: indent, level: 0)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension JSONValue: CustomStringConvertible {
    /// The compact JSON text.
    public var description: String { text }
}

struct JSONWriter {
    var bytes: [UInt8]

    mutating func write(_ value: JSONValue) {
        switch value {
        case .array(let array):
            append("[")
            var isFirst = true
            for element in array {
                if isFirst { isFirst = false } else { append(",") }
                write(element)
            }
            append("]")
        case .object(let object):
            append("{")
            var isFirst = true
            for (key, value) in object {
                if isFirst { isFirst = false } else { append(",") }
                write(key)
                append(":")
                write(value)
            }
            append("}")
        default:
            writeScalar(value)
        }
    }

    mutating func write(_ value: JSONValue, indent: Int, level: Int) {
        switch value {
        case .array(let array) where !array.isEmpty:
            append("[")
            var isFirst = true
            for element in array {
                if isFirst { isFirst = false } else { append(",") }
                startLine(indent: indent * (level + 1))
                write(element, indent: indent, level: level + 1)
            }
            startLine(indent: indent * level)
            append("]")
        case .object(let object) where !object.isEmpty:
            append("{")
            var isFirst = true
            for (key, value) in object {
                if isFirst { isFirst = false } else { append(",") }
                startLine(indent: indent * (level + 1))
                write(key)
                append(":")
                append(" ")
                write(value, indent: indent, level: level + 1)
            }
            startLine(indent: indent * level)
            append("}")
        default:
            write(value)
        }
    }

    private mutating func startLine(indent: Int) {
        append("\n")
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent))
    }

    private mutating func writeScalar(_ value: JSONValue) {
        switch value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let value): bytes.append(contentsOf: String(value).utf8)
        case .number(let value): bytes.append(contentsOf: value.literal.utf8)
        case .string(let value): write(value)
        case .array, .object: write(value)
        }
    }

    private mutating func append(_ character: Unicode.Scalar) {
        bytes.append(UInt8(ascii: character))
    }

    mutating func write(_ string: String) {
        append("\"")
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": bytes.append(contentsOf: "\\\"".utf8)
            case "\\": bytes.append(contentsOf: "\\\\".utf8)
            case "\u{8}": bytes.append(contentsOf: "\\b".utf8)
            case "\u{c}": bytes.append(contentsOf: "\\f".utf8)
            case "\n": bytes.append(contentsOf: "\\n".utf8)
            case "\r": bytes.append(contentsOf: "\\r".utf8)
            case "\t": bytes.append(contentsOf: "\\t".utf8)
            case "\u{0}"..."\u{1f}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                bytes.append(contentsOf: "\\u".utf8)
                bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count))
                bytes.append(contentsOf: digits.utf8)
            default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
        append("\"")
    }
}
