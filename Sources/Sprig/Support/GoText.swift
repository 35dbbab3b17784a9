import GoTemplate

/// The texts of values, as Sprig makes them for functions that want strings.
enum GoText {
    /// A string as it is, bytes as a string, everything else as `%v` prints it.
    static func value(_ value: GoValue, _ call: any FunctionCall) throws(FunctionFailure) -> GoString {
        switch value {
        case .string(let string):
            return string
        case .list(let list) where list.elementType == .uint8:
            return GoString(bytes: list.elements.map { UInt8(truncatingIfNeeded: $0.castToInt64) })
        default:
            return try printed(value, call)
        }
    }

    /// The elements of a list without nils, or the value itself; nothing for nil.
    static func strings(_ value: GoValue, _ call: any FunctionCall) throws(FunctionFailure) -> [GoString] {
        switch value {
        case .null:
            return []
        case .list(let list):
            try call.charge(elements: list.elements.count)
            var strings: [GoString] = []
            for element in list.elements {
                if case .null = element { continue }
                strings.append(try self.value(element, call))
            }
            return strings
        default:
            return [try self.value(value, call)]
        }
    }

    /// As `%v` prints it.
    static func printed(_ value: GoValue, _ call: any FunctionCall) throws(FunctionFailure) -> GoString {
        if case .string(let string) = value { return string }
        var bytes: [UInt8] = []
        try print(value, into: &bytes, Walk(call))
        return GoString(bytes: bytes)
    }

    private static func print(_ value: GoValue, into bytes: inout [UInt8], _ walk: Walk) throws(FunctionFailure) {
        let walk = try walk.descending()
        let start = bytes.count
        switch value {
        case .null: bytes += "<nil>".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .integer(let value, .uint64): bytes += String(UInt64(bitPattern: value)).utf8
        case .integer(let value, _): bytes += String(value).utf8
        case .float(let value): bytes += GoFloat.printed(value).utf8
        case .string(let string): bytes += string.bytes
        case .object(let object): bytes += object.printed.utf8
        case .list(let list):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in list.elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: " ")) }
                try print(element, into: &bytes, walk)
            }
            bytes.append(UInt8(ascii: "]"))
            return
        case .map(let map):
            bytes += "map[".utf8
            for (index, key) in map.sortedKeys.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: " ")) }
                bytes += "\(key):".utf8
                try print(map.values[key] ?? .null, into: &bytes, walk)
            }
            bytes.append(UInt8(ascii: "]"))
            return
        }
        try walk.call.charge(bytes: bytes.count - start)
    }
}

extension GoText {
    /// As `%q` prints a string: in quotes, with escapes for what cannot be seen.
    static func quoted(_ string: GoString) -> String {
        var text = "\""
        let bytes = string.bytes
        let starts = bytes.characterStarts
        for (start, scalar) in zip(starts, bytes.scalars) {
            // A byte that is not part of valid UTF-8.
            if scalar == "\u{fffd}", bytes[start] != 0xef {
                text += "\\x" + hexadecimal(UInt32(bytes[start]), 2)
            } else {
                text += escaped(scalar)
            }
        }
        return text + "\""
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "\u{7}": return "\\a"
        case "\u{8}": return "\\b"
        case "\u{c}": return "\\f"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        case "\u{b}": return "\\v"
        default: break
        }
        if scalar == " " || isVisible(scalar) { return String(scalar) }
        if scalar.isASCII { return "\\x" + hexadecimal(scalar.value, 2) }
        return scalar.value > 0xffff ? "\\U" + hexadecimal(scalar.value, 8) : "\\u" + hexadecimal(scalar.value, 4)
    }

    /// As Go's `unicode.IsPrint`, but for the space.
    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator,
            .paragraphSeparator:
            false
        default: true
        }
    }

    private static func hexadecimal(_ value: UInt32, _ width: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
