import JSON

extension PathElement {
    /// Values in paths are scalars; deeper ones come from nobody's objects.
    private static let limits = JSONLimits(depth: 16, byteCount: 1 << 16)

    /// The element as a member name of `FieldsV1`: `f:spec`, `k:{"name":"a"}`, `v:"a"`, `i:2`.
    var encoded: String {
        switch self {
        case .field(let name): return "f:" + name
        case .index(let index): return "i:\(index)"
        case .value(let value): return "v:" + value.inPathElement
        case .key(let members):
            var text = "k:{"
            for (position, member) in members.enumerated() {
                if position > 0 { text += "," }
                text += JSONValue.string(member.name).text + ":" + member.value.inPathElement
            }
            return text + "}"
        }
    }

    /// Reads a member name of `FieldsV1`.
    ///
    /// - Returns: `nil` for a kind of element that a later version may know.
    static func decoded(_ text: String) throws(DecodingFailure) -> PathElement? {
        var bytes = text.utf8[...]
        guard let kind = bytes.popFirst(), let colon = bytes.popFirst() else {
            throw DecodingFailure("key must be 2 characters long: \(text.prefix(maximumShown))")
        }
        guard colon == UInt8(ascii: ":") else {
            throw DecodingFailure("missing colon: \(text.prefix(maximumShown))")
        }
        switch kind {
        case UInt8(ascii: "f"): return .field(String(text[bytes.startIndex...]))
        case UInt8(ascii: "v"): return .value(try json(bytes, in: text))
        case UInt8(ascii: "k"): return .key(sorting: try members(bytes, in: text))
        case UInt8(ascii: "i"):
            guard let index = Int(text[bytes.startIndex...]) else {
                throw DecodingFailure("no index: \(text.prefix(maximumShown))")
            }
            return .index(index)
        default: return nil
        }
    }

    /// How much of a text that cannot be read its error shows.
    private static let maximumShown = 256

    private static func members(
        _ bytes: Substring.UTF8View, in text: String
    ) throws(DecodingFailure) -> [Member] {
        switch try json(bytes, in: text) {
        case .null: return []
        case .object(let object): return object.map { Member(name: $0.key, value: $0.value) }
        default: throw DecodingFailure("no object: \(text.prefix(maximumShown))")
        }
    }

    private static func json(_ bytes: Substring.UTF8View, in text: String) throws(DecodingFailure) -> JSONValue {
        do {
            return try JSONValue(parsing: Array(bytes), limits: limits, duplicateKeys: .lastWins)
        } catch {
            throw DecodingFailure("\(text.prefix(maximumShown)): \(error)")
        }
    }
}

extension JSONValue {
    /// The compact text as Go's encoder writes it by default, with the characters escaped that HTML gives a meaning.
    fileprivate var inPathElement: String {
        switch self {
        case .number(let number): (JSONValue(number.doubleValue) ?? self).text
        case .integer, .bool, .null: text
        case .string, .array, .object:
            String(decoding: serialized(sortedKeys: true).escapedForHTML, as: UTF8.self)
        }
    }
}

extension [UInt8] {
    /// JSON text in which `<`, `>` and `&`, which stand only in strings, are escaped as Go's encoder does by default.
    var escapedForHTML: [UInt8] {
        let special: [UInt8] = [UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&")]
        guard contains(where: special.contains) else { return self }
        return flatMap { byte -> [UInt8] in
            special.contains(byte) ? Array("\\u00\(String(byte, radix: 16))".utf8) : [byte]
        }
    }
}
