import JSON

/// Writes values in block style.
struct YAMLWriter {
    private(set) var bytes: [UInt8] = []
    private let sortedKeys: Bool
    private let templated: Bool

    /// The longest key that may stand before its colon without a question mark (YAML 1.1, section 9.1.2).
    private static let simpleKeyLimit = 1000

    init(sortedKeys: Bool, templated: Bool) {
        self.sortedKeys = sortedKeys
        self.templated = templated
    }

    mutating func writeDocument(_ value: JSONValue) {
        switch value {
        case .array(let array) where !array.isEmpty:
            write(array, column: 0)
        case .object(let object) where !object.isEmpty:
            write(object, column: 0)
        default:
            writeInline(value, parentColumn: 0)
        }
    }

    /// Writes the elements at a column where the first dash goes; the cursor stands there already.
    private mutating func write(_ array: [JSONValue], column: Int) {
        for (index, element) in array.enumerated() {
            if index > 0 { indent(to: column) }
            bytes.append(UInt8(ascii: "-"))
            bytes.append(UInt8(ascii: " "))
            switch element {
            case .array(let nested) where !nested.isEmpty: write(nested, column: column + 2)
            case .object(let object) where !object.isEmpty: write(object, column: column + 2)
            default: writeInline(element, parentColumn: column)
            }
        }
    }

    /// Writes the members at a column where the first key goes; the cursor stands there already.
    private mutating func write(_ object: JSONObject, column: Int) {
        var isFirst = true
        for (key, value) in sortedKeys ? object.sortedByKey() : object {
            if isFirst { isFirst = false } else { indent(to: column) }
            writeKey(key, column: column)
            switch value {
            case .array(let array) where !array.isEmpty:
                bytes.append(UInt8(ascii: "\n"))
                indent(to: column)
                write(array, column: column)
            case .object(let nested) where !nested.isEmpty:
                bytes.append(UInt8(ascii: "\n"))
                indent(to: column + 2)
                write(nested, column: column + 2)
            default:
                bytes.append(UInt8(ascii: " "))
                writeInline(value, parentColumn: column)
            }
        }
    }

    private mutating func writeKey(_ key: String, column: Int) {
        let isSimple = key.utf8.count <= Self.simpleKeyLimit
        if !isSimple { append("? ") }
        switch StringStyle(key) {
        case .plain: append(key)
        case .singleQuoted: writeSingleQuoted(key)
        case .doubleQuoted, .literal: writeDoubleQuoted(key)
        }
        if !isSimple {
            bytes.append(UInt8(ascii: "\n"))
            indent(to: column)
        }
        bytes.append(UInt8(ascii: ":"))
    }

    /// Writes a scalar or an empty container, and ends the line.
    private mutating func writeInline(_ value: JSONValue, parentColumn: Int) {
        switch value {
        case .array: append("[]")
        case .object: append("{}")
        case .string(let string):
            switch StringStyle(string, templated: templated) {
            case .plain: append(string)
            case .singleQuoted: writeSingleQuoted(string)
            case .doubleQuoted: writeDoubleQuoted(string)
            case .literal: return writeLiteral(string, column: parentColumn + 2)
            }
        case .null, .bool, .integer, .number: value.write(into: &bytes)
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    private mutating func indent(to column: Int) {
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: column))
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }
}

// MARK: - Strings

extension YAMLWriter {
    private mutating func writeSingleQuoted(_ string: String) {
        bytes.append(UInt8(ascii: "'"))
        for byte in string.utf8 {
            if byte == UInt8(ascii: "'") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "'"))
    }

    private mutating func writeDoubleQuoted(_ string: String) {
        bytes.append(UInt8(ascii: "\""))
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": append("\\\"")
            case "\\": append("\\\\")
            case "\0": append("\\0")
            case "\u{7}": append("\\a")
            case "\u{8}": append("\\b")
            case "\t": append("\\t")
            case "\n": append("\\n")
            case "\u{b}": append("\\v")
            case "\u{c}": append("\\f")
            case "\r": append("\\r")
            case "\u{1b}": append("\\e")
            case "\u{85}": append("\\N")
            case "\u{2028}": append("\\L")
            case "\u{2029}": append("\\P")
            case _ where StringStyle.isPrintable(scalar):
                bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            default:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                let width = digits.utf8.count <= 2 ? 2 : digits.utf8.count <= 4 ? 4 : 8
                append(width == 2 ? "\\x" : width == 4 ? "\\u" : "\\U")
                bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: width - digits.utf8.count))
                append(digits)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a literal block with its content at `column`.
    private mutating func writeLiteral(_ string: String, column: Int) {
        var lines = string.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        bytes.append(UInt8(ascii: "|"))
        // Without the width the reader would take the first line's own white space for indentation.
        let opening = lines.first { !$0.isEmpty }?.first
        if opening == UInt8(ascii: " ") || opening == UInt8(ascii: "\t") { bytes.append(UInt8(ascii: "2")) }
        if lines.last?.isEmpty == false {
            bytes.append(UInt8(ascii: "-"))
        } else {
            lines.removeLast()
            if lines.last?.isEmpty == true { bytes.append(UInt8(ascii: "+")) }
        }
        bytes.append(UInt8(ascii: "\n"))
        for line in lines {
            if !line.isEmpty { indent(to: column) }
            bytes.append(contentsOf: line)
            bytes.append(UInt8(ascii: "\n"))
        }
    }
}
