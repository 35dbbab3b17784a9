public import GoTemplate

/// A host's value that has a form in JSON, such as a time, for `toJson` and its like.
public protocol GoJSONObject: GoObject {
    var jsonValue: GoValue { get }
}

/// A host's struct, whose fields JSON has in their own order.
public protocol GoJSONStruct: GoJSONObject {
    var jsonMembers: [(name: String, value: GoValue)] { get }
}

extension GoJSONStruct {
    public var jsonValue: GoValue {
        .map(GoMap(Dictionary(jsonMembers.map { ($0.name, $0.value) }) { $1 }))
    }
}

/// Writes JSON as Go's `encoding/json` does: keys sorted, floats as short as they can be, and the characters of HTML
/// escaped.
package struct JSONText {
    package struct Style: Sendable {
        var escapesHTML = true
        /// nil for one line.
        var indent: String?

        /// - Parameter indent: nil for one line.
        package init(escapesHTML: Bool = true, indent: String? = nil) {
            self.escapesHTML = escapesHTML
            self.indent = indent
        }
    }

    private let style: Style
    private var bytes: [UInt8] = []
    /// How much of the text has been charged.
    private var charged = 0

    package static func text(
        _ value: GoValue, _ style: Style, _ call: any FunctionCall
    ) throws(FunctionFailure) -> [UInt8] {
        var text = JSONText(style: style)
        try text.write(value, level: 0, Walk(call))
        try text.charge(call)
        return text.bytes
    }

    private init(style: Style) { self.style = style }

    private mutating func charge(_ call: any FunctionCall) throws(FunctionFailure) {
        try call.charge(bytes: bytes.count - charged)
        charged = bytes.count
    }

    private mutating func write(_ value: GoValue, level: Int, _ walk: Walk) throws(FunctionFailure) {
        let walk = try walk.descending()
        if bytes.count - charged > 4096 { try charge(walk.call) }
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .integer(let value, .uint64): append(String(UInt64(bitPattern: value)))
        case .integer(let value, _): append(String(value))
        case .float(let value):
            guard value.isFinite else {
                throw FunctionFailure(
                    "json: unsupported value: \(value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf")")
            }
            append(GoFloat.jsonText(value))
        case .string(let string): write(string)
        case .list(let list): try write(list, level: level, walk)
        case .map(let map): try write(map, level: level, walk)
        case .object(let object): try write(object, level: level, walk)
        }
    }

    private mutating func write(_ object: any GoObject, level: Int, _ walk: Walk) throws(FunctionFailure) {
        if let object = object as? any GoJSONStruct {
            try write(object.jsonMembers, level: level, walk)
        } else if let object = object as? any GoJSONObject {
            try write(object.jsonValue, level: level, walk)
        } else if let entries = object.entries {
            try write(entries, level: level, walk)
        } else {
            throw FunctionFailure("json: unsupported type: \(object.typeName)")
        }
    }

    private mutating func write(_ list: GoList, level: Int, _ walk: Walk) throws(FunctionFailure) {
        if list.isNil { return append("null") }
        if list.elementType == .uint8 {
            let text = Base64.encode(list.elements.map { UInt8(truncatingIfNeeded: $0.castToInt64) })
            return append("\"" + String(decoding: text, as: UTF8.self) + "\"")
        }
        if list.elements.isEmpty { return append("[]") }
        append("[")
        for (index, element) in list.elements.enumerated() {
            separate(isFirst: index == 0, level: level + 1)
            try write(element, level: level + 1, walk)
        }
        breakLine(level: level)
        append("]")
    }

    private mutating func write(_ map: GoMap, level: Int, _ walk: Walk) throws(FunctionFailure) {
        try write(map.sortedKeys.map { ($0, map.values[$0] ?? .null) }, level: level, walk)
    }

    private mutating func write(
        _ members: [(name: String, value: GoValue)], level: Int, _ walk: Walk
    ) throws(FunctionFailure) {
        if members.isEmpty { return append("{}") }
        append("{")
        for (index, member) in members.enumerated() {
            separate(isFirst: index == 0, level: level + 1)
            write(GoString(member.name))
            append(style.indent == nil ? ":" : ": ")
            try write(member.value, level: level + 1, walk)
        }
        breakLine(level: level)
        append("}")
    }

    private mutating func separate(isFirst: Bool, level: Int) {
        if !isFirst { append(",") }
        breakLine(level: level)
    }

    private mutating func breakLine(level: Int) {
        guard let indent = style.indent else { return }
        append("\n" + String(repeating: indent, count: level))
    }

    private mutating func append(_ text: String) { bytes += text.utf8 }
}

extension JSONText {
    private mutating func write(_ string: GoString) {
        append("\"")
        // A byte that is not part of valid UTF-8 is written as an escape, a replacement character of the text as it is.
        let isValid = String(validating: string.bytes, as: UTF8.self) != nil
        for scalar in string.bytes.scalars {
            switch scalar {
            case "\"": append("\\\"")
            case "\\": append("\\\\")
            case "\n": append("\\n")
            case "\r": append("\\r")
            case "\t": append("\\t")
            case "\u{8}": append("\\b")
            case "\u{c}": append("\\f")
            case "<", ">", "&":
                if style.escapesHTML { escape(scalar) } else { append(String(scalar)) }
            case "\u{0}"..<" ", "\u{2028}", "\u{2029}": escape(scalar)
            case "\u{fffd}" where !isValid: escape(scalar)
            default: bytes += UTF8.encode(scalar).map(Array.init) ?? []
            }
        }
        append("\"")
    }

    private mutating func escape(_ scalar: Unicode.Scalar) {
        let digits = String(scalar.value, radix: 16)
        append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
    }
}
