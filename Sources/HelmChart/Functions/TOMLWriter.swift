import GoTemplate
import Sprig

/// Writes TOML as the Go library `BurntSushi/toml` does, which is what Helm's `toToml` prints: what is no table first,
/// tables after it, indented by their depth.
struct TOMLWriter {
    private static let nilElement = "toml: cannot encode array with nil element"

    private var text = ""
    /// How much of the text has been charged.
    private var charged = 0

    /// The text of a value, or of what is wrong with it.
    static func text(_ value: GoValue, _ call: any FunctionCall) throws(FunctionFailure) -> String {
        if case .null = value { throw FunctionFailure("reflect: call of reflect.Value.Type on zero Value") }
        var writer = TOMLWriter()
        do throws(FunctionFailure) {
            try writer.write(value, at: [], Walk(call))
            try writer.charge(call)
            return writer.text
        } catch {
            guard error.message == nilElement else { throw error }
            return nilElement
        }
    }

    private mutating func charge(_ call: any FunctionCall) throws(FunctionFailure) {
        let count = text.utf8.count
        try call.charge(bytes: count - charged)
        charged = count
    }

    private mutating func write(_ value: GoValue, at path: [String], _ walk: Walk) throws(FunctionFailure) {
        let walk = try walk.descending()
        try charge(walk.call)
        let value = value.withoutObject
        switch value {
        case .null: return
        case .map(let map):
            if path.count == 1 { breakLine() }
            if !path.isEmpty { text += "\(indentation(path))[\(Self.key(path))]\n" }
            try write(map, at: path, walk)
        case .list(let list) where try Self.isTableList(list, walk):
            for case .map(let map) in list.elements.map(\.withoutObject) {
                breakLine()
                text += "\(indentation(path))[[\(Self.key(path))]]\n"
                try write(map, at: path, walk)
            }
        default:
            if let name = path.last { text += "\(indentation(path))\(Self.key([name])) = " }
            try writeElement(value, walk)
            if !path.isEmpty { text += "\n" }
        }
    }

    private mutating func write(_ map: GoMap, at path: [String], _ walk: Walk) throws(FunctionFailure) {
        let (direct, tables) = try Self.keys(of: map, walk)
        for key in direct + tables { try write(map.values[key] ?? .null, at: path + [key], walk) }
    }

    /// The keys of tables and all others.
    private static func keys(
        of map: GoMap, _ walk: Walk
    ) throws(FunctionFailure) -> (direct: [String], tables: [String]) {
        var (direct, tables): ([String], [String]) = ([], [])
        for key in map.sortedKeys {
            if try isTable(map.values[key] ?? .null, walk) { tables.append(key) } else { direct.append(key) }
        }
        return (direct, tables)
    }

    private static func isTable(_ value: GoValue, _ walk: Walk) throws(FunctionFailure) -> Bool {
        switch value.withoutObject {
        case .map: return true
        case .list(let list): return try isTableList(list, walk)
        default: return false
        }
    }

    /// Whether a list has tables and nothing else.
    private static func isTableList(_ list: GoList, _ walk: Walk) throws(FunctionFailure) -> Bool {
        let walk = try walk.descending()
        var isTableList = !list.elements.isEmpty
        for element in list.elements {
            switch element.withoutObject {
            case .null: throw FunctionFailure(nilElement)
            case .map: break
            case .list(let inner):
                _ = try self.isTableList(inner, walk)
                isTableList = false
            default: isTableList = false
            }
        }
        return isTableList
    }

    private mutating func writeElement(_ value: GoValue, _ walk: Walk) throws(FunctionFailure) {
        let walk = try walk.descending()
        switch value.withoutObject {
        case .null: break
        case .bool(let value): text += "\(value)"
        case .integer(let value, .uint64): text += "\(UInt64(bitPattern: value))"
        case .integer(let value, _): text += "\(value)"
        case .float(let value): text += Self.text(of: value)
        case .string(let string): text += Self.quoted(string.text)
        case .object(let object): text += Self.quoted(object.printed)
        case .list(let list):
            text += "["
            for (index, element) in list.elements.enumerated() {
                if index > 0 { text += ", " }
                try writeElement(element, walk)
            }
            text += "]"
        case .map(let map):
            let (direct, tables) = try Self.keys(of: map, walk)
            text += "{"
            try writeMembers(direct, of: map, hasMore: !tables.isEmpty, walk)
            try writeMembers(tables, of: map, hasMore: false, walk)
            text += "}"
        }
    }

    /// What is nil is left out, and the comma before it stays, as in the library.
    private mutating func writeMembers(
        _ keys: [String], of map: GoMap, hasMore: Bool, _ walk: Walk
    ) throws(FunctionFailure) {
        for key in keys {
            guard let value = map.values[key] else { continue }
            if case .null = value { continue }
            text += "\(Self.key([key])) = "
            try writeElement(value, walk)
            if hasMore || key != keys.last { text += ", " }
        }
    }

    private mutating func breakLine() { if !text.isEmpty { text += "\n" } }

    private func indentation(_ path: [String]) -> String { String(repeating: "  ", count: max(0, path.count - 1)) }
}

// MARK: - Texts

extension TOMLWriter {
    /// Never with an exponent, always with a fraction.
    private static func text(of value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
        let plain = plainText(of: value)
        return plain.contains(".") ? plain : plain + ".0"
    }

    private static func plainText(of value: Double) -> String {
        let parts = GoFloat.jsonText(value).split(separator: "e")
        guard parts.count == 2, let exponent = Int(parts[1]) else { return GoFloat.jsonText(value) }
        let sign = parts[0].hasPrefix("-") ? "-" : ""
        let digits = parts[0].filter { $0 != "-" && $0 != "." }
        if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
        return sign + digits + String(repeating: "0", count: max(0, exponent + 1 - digits.count))
    }

    private static func key(_ path: [String]) -> String {
        path.map { part in
            let isBare =
                !part.isEmpty
                && part.utf8.allSatisfy { byte in
                    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || "_-".utf8.contains(byte)
                }
            return isBare ? part : quoted(part)
        }.joined(separator: ".")
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case "\r": quoted += "\\r"
            case "\u{8}": quoted += "\\b"
            case "\u{c}": quoted += "\\f"
            case "\u{0}"..<" ", "\u{7f}":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension GoValue {
    /// What stands for a value of the host's.
    fileprivate var withoutObject: GoValue {
        guard case .object(let object) = self else { return self }
        if let object = object as? any GoJSONObject { return object.jsonValue }
        return object.entries.map(GoValue.map) ?? self
    }
}
