extension JSONValue {
    /// The compact JSON text: members in their order, no white space, strings escaped as by Go's encoder with
    /// `SetEscapeHTML(false)`.
    ///
    /// - Parameter sortedKeys: Whether members are written in the order of their names' bytes instead, at every level, so
    ///   that equal values have one text: for hashes and signatures.
    public func serialized(sortedKeys: Bool = false) -> [UInt8] {
        var writer = JSONWriter(sortedKeys: sortedKeys)
        writer.write(self)
        return writer.bytes
    }

    /// Appends the compact JSON text.
    ///
    /// Text that is JSON already needs no value: append its bytes between those of others.
    public func write(into bytes: inout [UInt8]) {
        var writer = JSONWriter()
        swap(&writer.bytes, &bytes)
        writer.write(self)
        swap(&writer.bytes, &bytes)
    }

    /// The compact JSON text.
    public var text: String { String(decoding: serialized(), as: UTF8.self) }

    /// The JSON text with a line for every member and element, as by Go's `MarshalIndent`; without a final newline.
    public func prettyPrinted(indent: Int = 2) -> String {
        var writer = JSONWriter()
        writer.write(self, indent: indent, level: 0)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension JSONValue: CustomStringConvertible {
    /// The compact JSON text.
    public var description: String { text }
}

struct JSONWriter {
    var bytes: [UInt8] = []
    var sortedKeys = false

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .integer(let value): bytes.append(contentsOf: String(value).utf8)
        case .number(let value): bytes.append(contentsOf: value.literal.utf8)
        case .string(let value): write(value)
        case .array(let array):
            bytes.append(UInt8(ascii: "["))
            for index in array.indices {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                write(array[index])
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object):
            bytes.append(UInt8(ascii: "{"))
            var isFirst = true
            let object = sortedKeys ? object.sortedByKey() : object
            for slot in object.slots where !slot.isRemoved {
                if isFirst { isFirst = false } else { bytes.append(UInt8(ascii: ",")) }
                write(slot.key)
                bytes.append(UInt8(ascii: ":"))
                write(slot.value)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    mutating func write(_ value: JSONValue, indent: Int, level: Int) {
        switch value {
        case .array(let array) where !array.isEmpty:
            bytes.append(UInt8(ascii: "["))
            for (index, element) in array.enumerated() {
                startLine(isFirst: index == 0, indent: indent * (level + 1))
                write(element, indent: indent, level: level + 1)
            }
            startLine(isFirst: true, indent: indent * level)
            bytes.append(UInt8(ascii: "]"))
        case .object(let object) where !object.isEmpty:
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in object.enumerated() {
                startLine(isFirst: index == 0, indent: indent * (level + 1))
                write(member.key)
                append(": ")
                write(member.value, indent: indent, level: level + 1)
            }
            startLine(isFirst: true, indent: indent * level)
            bytes.append(UInt8(ascii: "}"))
        default:
            write(value)
        }
    }

    private mutating func startLine(isFirst: Bool, indent: Int) {
        append(isFirst ? "\n" : ",\n")
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent))
    }

    @inline(__always)
    private mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}

// MARK: - Strings

extension JSONWriter {
    mutating func write(_ string: String) {
        if string.utf8.withContiguousStorageIfAvailable({ write($0) }) == nil {
            Array(string.utf8).withUnsafeBufferPointer { write($0) }
        }
    }

    private mutating func write(_ utf8: UnsafeBufferPointer<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        var rest = utf8[...]
        while true {
            let run = Self.plainPrefix(of: rest)
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: run))
            rest = rest[run.endIndex...]
            guard let next = rest.first else { break }
            rest = rest.dropFirst(writeSpecial(next, in: rest))
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// The bytes before the first that is written as an escape, or that begins a character that may be.
    @inline(__always)
    private static func plainPrefix(of utf8: Slice<UnsafeBufferPointer<UInt8>>) -> Slice<UnsafeBufferPointer<UInt8>> {
        let raw = UnsafeRawBufferPointer(utf8.base)
        var index = utf8.startIndex
        while utf8.endIndex - index >= 8 {
            let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let stops = stops(in: word)
            if stops != 0 { return utf8[..<(index + stops.trailingZeroBitCount / 8)] }
            index += 8
        }
        while index < utf8.endIndex, !isSpecial(utf8[index]) { index += 1 }
        return utf8[..<index]
    }

    /// U+2028 and U+2029 begin with this byte.
    private static var lineSeparatorLead: UInt8 { 0xe2 }

    @inline(__always)
    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == lineSeparatorLead
    }

    /// The high bit of every special byte; bytes above the lowest such byte may be marked wrongly.
    @inline(__always)
    private static func stops(in word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = word ^ (ones * UInt64(UInt8(ascii: "\"")))
        let backslashes = word ^ (ones * UInt64(UInt8(ascii: "\\")))
        let leads = word ^ (ones * UInt64(lineSeparatorLead))
        let marks =
            ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes) | ((leads &- ones) & ~leads)
            | ((word &- ones * 0x20) & ~word)
        return marks & 0x8080_8080_8080_8080
    }

    /// Writes the special byte `byte`, the first of `rest`, with what belongs to it.
    ///
    /// - Returns: The number of bytes that are written.
    private mutating func writeSpecial(_ byte: UInt8, in rest: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case 0x08: append("\\b")
        case 0x0c: append("\\f")
        case 0x0a: append("\\n")
        case 0x0d: append("\\r")
        case 0x09: append("\\t")
        case 0..<0x20:
            append(byte < 0x10 ? "\\u000" : "\\u001")
            let digit = byte & 0xf
            bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        default:
            let tail = rest.dropFirst().prefix(2)
            if tail.elementsEqual([0x80, 0xa8]) {
                append("\\u2028")
                return 3
            } else if tail.elementsEqual([0x80, 0xa9]) {
                append("\\u2029")
                return 3
            }
            bytes.append(byte)
        }
        return 1
    }
}
