import GoTemplate
import Sprig

/// A value as `toYaml` writes it: what is left of a Go value after its way through JSON.
indirect enum GoYAMLNode {
    /// What stands without quotes whatever it looks like: numbers, booleans, null.
    case plain(String)
    case string(String)
    case list([GoYAMLNode])
    /// In the order in which keys are written.
    case map([(key: String, value: GoYAMLNode)])

    /// - Throws: For what has no form in JSON.
    init(_ value: GoValue, _ walk: Walk) throws(FunctionFailure) {
        let walk = try walk.descending()
        switch value {
        case .null: self = .plain("null")
        case .bool(let value): self = .plain(value ? "true" : "false")
        case .integer(let value, .uint64): self = .plain(String(UInt64(bitPattern: value)))
        case .integer(let value, _): self = .plain(String(value))
        case .float(let value): self = .plain(try Self.text(of: value))
        case .string(let string): self = .string(try Self.checked(string.text))
        case .list(let list): self = try Self.list(list, walk)
        case .map(let map): self = try Self.map(map, walk)
        case .object(let object): self = try Self.object(object, walk)
        }
    }

    /// Whole numbers are read as integers on the way if 64 bits hold them.
    private static func text(of value: Double) throws(FunctionFailure) -> String {
        guard value.isFinite else { throw FunctionFailure("json: unsupported value: \(value.goText)") }
        let json = GoFloat.jsonText(value)
        if Int64(json) != nil || UInt64(json) != nil { return json == "-0" ? "0" : json }
        return GoFloatText.text(value, format: "g")
    }

    /// A text after its way through JSON, which is read as YAML there.
    private static func checked(_ text: String) throws(FunctionFailure) -> String {
        var hasNextLine = false
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x7f...0x84, 0x86...0x9f, 0xfffe, 0xffff:
                throw FunctionFailure("json: yaml: control characters are not allowed")
            case 0x85: hasNextLine = true
            default: break
            }
        }
        return hasNextLine ? folded(text) : text
    }

    /// The longest key with a colon after it that YAML has, as JSON and in characters.
    private static let longestKey = 1024

    private static func checkedKey(_ key: String) throws(FunctionFailure) -> String {
        var length = 2
        for scalar in key.unicodeScalars {
            switch scalar {
            case "\u{85}": throw FunctionFailure("json: yaml: a key must be on one line")
            case "\"", "\\", "\n", "\r", "\t", "\u{8}", "\u{c}": length += 2
            case "\u{0}"..<" ", "<", ">", "&", "\u{2028}", "\u{2029}": length += 6
            default: length += 1
            }
        }
        guard length <= longestKey else { throw FunctionFailure("json: yaml: a key is too long") }
        return try checked(key)
    }

    /// With a space, or one line break less, for the next-line characters (U+0085) of each group and the spaces around
    /// them: JSON does not escape them, and in YAML they end lines.
    private static func folded(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while !rest.isEmpty {
            let blanks = rest.prefix { $0 == " " || $0 == "\u{85}" }
            let breaks = blanks.count { $0 == "\u{85}" }
            if breaks == 0 {
                result.append(contentsOf: blanks.isEmpty ? rest.prefix(1) : blanks)
                rest = rest.dropFirst(max(1, blanks.count))
            } else {
                result.append(contentsOf: breaks == 1 ? [" "] : Array(repeating: "\n", count: breaks - 1))
                rest = rest.dropFirst(blanks.count)
            }
        }
        return String(result)
    }

    private static func list(_ list: GoList, _ walk: Walk) throws(FunctionFailure) -> GoYAMLNode {
        if list.isNil { return .plain("null") }
        if list.elementType == .uint8 {
            let bytes = list.elements.map { element in
                if case .integer(let byte, _) = element { UInt8(truncatingIfNeeded: byte) } else { UInt8(0) }
            }
            return .string(String(decoding: Base64.encode(bytes), as: UTF8.self))
        }
        var nodes: [GoYAMLNode] = []
        for element in list.elements { nodes.append(try GoYAMLNode(element, walk)) }
        return .list(nodes)
    }

    private static func map(_ map: GoMap, _ walk: Walk) throws(FunctionFailure) -> GoYAMLNode {
        var members: [(key: String, value: GoYAMLNode)] = []
        for (key, value) in map.values { members.append((try checkedKey(key), try GoYAMLNode(value, walk))) }
        members.sort { NaturalOrder.isBefore($0.key, $1.key) }
        return .map(members)
    }

    private static func object(_ object: any GoObject, _ walk: Walk) throws(FunctionFailure) -> GoYAMLNode {
        if let object = object as? any GoJSONObject { return try GoYAMLNode(object.jsonValue, walk) }
        if let entries = object.entries { return try map(entries, walk) }
        throw FunctionFailure("json: unsupported type: \(object.typeName)")
    }
}

/// The order of go-yaml's keys: letters after all else, and digits by the number that they make.
enum NaturalOrder {
    static func isBefore(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.unicodeScalars), Array(right.unicodeScalars))
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            return isBefore(left, right, from: index)
        }
        return left.count < right.count
    }

    /// By what begins with the first characters that differ.
    private static func isBefore(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar], from index: Int) -> Bool {
        let (isLetter, otherIsLetter) = (left[index].properties.isLetter, right[index].properties.isLetter)
        if isLetter, otherIsLetter { return left[index] < right[index] }
        if isLetter || otherIsLetter { return otherIsLetter }
        // A zero within a number counts; one that leads it does not.
        var start: Int64 = 0
        if left[index] == "0" || right[index] == "0" {
            let digits = left[..<index].reversed().prefix { $0.properties.isDigit }
            if digits.contains(where: { $0 != "0" }) { start = 1 }
        }
        let (number, length) = number(left[index...], start)
        let (other, otherLength) = self.number(right[index...], start)
        if number != other { return number < other }
        if length != otherLength { return length < otherLength }
        return left[index] < right[index]
    }

    /// With overflow, as in Go.
    private static func number(_ text: ArraySlice<Unicode.Scalar>, _ start: Int64) -> (value: Int64, length: Int) {
        let digits = text.prefix { $0.properties.isDigit }
        return (digits.reduce(start) { $0 &* 10 &+ (Int64($1.value) - 0x30) }, digits.count)
    }
}

extension Unicode.Scalar.Properties {
    fileprivate var isLetter: Bool {
        switch generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    fileprivate var isDigit: Bool { generalCategory == .decimalNumber }
}
