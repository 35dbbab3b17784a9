import JSON
import Machinery

/// The grammar of settings. What Helm's parser has changed before it fails or the line ends stays, as there.
struct SetParser {
    /// Why a setting is not followed by another.
    enum Ending {
        case endOfLine
        case failure(ChartError)

        static func values(_ message: String) -> Ending { .failure(ChartError(.values, message)) }
    }

    private var reader: SetReader
    private let line: SetLine
    private let keyStops: Set<Unicode.Scalar>

    init(_ text: String, _ line: SetLine) {
        reader = SetReader(text, hasEscapes: line.kind != .literal)
        self.line = line
        keyStops = line.kind == .literal ? ["=", "[", "."] : ["=", "[", ",", "."]
    }

    /// Reads one setting, or what is left of one after a dot.
    mutating func key(_ table: inout JSONObject, depth: Int) -> Ending? {
        let (key, stop) = reader.text(until: keyStops)
        switch stop {
        case nil: return key.isEmpty ? .endOfLine : .values("key \(key.goQuoted) has no value")
        case "[": return list(key, in: &table, depth)
        case "=":
            var value: JSONValue?
            let ending = self.value(&value, afterKey: true)
            if let value { set(&table, key, value) }
            return ending
        case ",":
            set(&table, key, "")
            return .values("key \(key.goQuoted) has no value (cannot end with ,)")
        default: return nested(key, in: &table, depth + 1)
        }
    }

    /// A key without a name is passed over.
    private func set(_ table: inout JSONObject, _ key: String, _ value: JSONValue) {
        if !key.isEmpty { table[key] = value }
    }

    private mutating func list(_ key: String, in table: inout JSONObject, _ depth: Int) -> Ending? {
        let index: Int
        switch keyIndex() {
        case .failure(let error): return .failure(error)
        case .success(let value): index = value
        }
        var list: [JSONValue] = []
        if let existing = table[key] {
            guard let elements = existing.arrayValue else { return Self.conversion(existing, "[]interface {}") }
            list = elements
        }
        let ending = item(&list, index, depth, lists: 0)
        set(&table, key, .array(list))
        return ending
    }

    private mutating func nested(_ key: String, in table: inout JSONObject, _ depth: Int) -> Ending? {
        guard depth <= SetLine.maximumDepth else {
            return .values(
                "value name nested level is greater than maximum supported nested level of \(SetLine.maximumDepth)")
        }
        var inner = JSONObject()
        if let existing = table[key] {
            guard let object = existing.objectValue else {
                return Self.conversion(existing, "map[string]interface {}")
            }
            inner = object
        }
        let ending = self.key(&inner, depth: depth)
        if ending == nil, inner.isEmpty { return .values("key map \(key.goQuoted) has no value") }
        if !inner.isEmpty { set(&table, key, .object(inner)) }
        return ending
    }

    private mutating func keyIndex() -> Result<Int, ChartError> {
        let (text, stop) = reader.text(until: ["]"])
        guard stop != nil else { return .failure(ChartError(.values, "error parsing index: EOF")) }
        guard let index = Int(text) else {
            let reason = Self.isInteger(text) ? "value out of range" : "invalid syntax"
            return .failure(
                ChartError(.values, "error parsing index: strconv.Atoi: parsing \(text.goQuoted): \(reason)"))
        }
        return .success(index)
    }

    private static func isInteger(_ text: String) -> Bool {
        let digits = text.utf8.first.map { "+-".utf8.contains($0) } == true ? text.utf8.dropFirst() : text.utf8[...]
        return !digits.isEmpty && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// What Go says of a value that has another type than is asserted.
    private static func conversion(_ value: JSONValue, _ wanted: String) -> Ending {
        // An interface that holds nothing has no type.
        let type = value.isNull ? "nil" : value.goType
        return .values("unable to parse key: interface conversion: interface {} is \(type), not \(wanted)")
    }
}

// MARK: - Lists

extension SetParser {
    /// Reads what follows an index.
    private mutating func item(_ list: inout [JSONValue], _ index: Int, _ depth: Int, lists: Int) -> Ending? {
        guard index >= 0 else { return .values("negative \(index) index not allowed") }
        guard lists <= SetLine.maximumListDepth else {
            return .values("lists are nested deeper than \(SetLine.maximumListDepth) levels")
        }
        let (text, stop) = reader.text(until: ["[", ".", "="])
        guard text.isEmpty else {
            return .values("unexpected data at end of array index: \(text.goQuotedCharacters)")
        }
        switch stop {
        case nil: return .endOfLine
        case "=":
            var value: JSONValue?
            let ending = self.value(&value, afterKey: false)
            guard let value else { return ending }
            return Self.put(value, at: index, in: &list) ?? (line.kind == .json ? ending : nil)
        case "[": return nestedList(&list, index, depth, lists: lists + 1)
        default: return table(in: &list, index, depth)
        }
    }

    private mutating func nestedList(
        _ list: inout [JSONValue], _ index: Int, _ depth: Int, lists: Int
    ) -> Ending? {
        let next: Int
        switch keyIndex() {
        case .failure(let error): return .failure(error)
        case .success(let value): next = value
        }
        var inner: [JSONValue] = []
        if list.indices.contains(index), !list[index].isNull {
            guard let elements = list[index].arrayValue else {
                return Self.conversion(list[index], "[]interface {}")
            }
            inner = elements
        }
        if let ending = item(&inner, next, depth, lists: lists) { return ending }
        return Self.put(.array(inner), at: index, in: &list)
    }

    private mutating func table(in list: inout [JSONValue], _ index: Int, _ depth: Int) -> Ending? {
        let exists = list.indices.contains(index)
        var inner = exists ? list[index].objectValue ?? JSONObject() : JSONObject()
        let ending = key(&inner, depth: depth)
        // A table that is in the list has been changed in place; a new one comes into it only if all went well.
        if exists { list[index] = .object(inner) }
        return ending ?? Self.put(.object(inner), at: index, in: &list)
    }

    private static func put(_ value: JSONValue, at index: Int, in list: inout [JSONValue]) -> Ending? {
        guard index <= SetLine.maximumIndex else {
            return .values(
                "index of \(index) is greater than maximum supported index of \(SetLine.maximumIndex)")
        }
        if list.count <= index { list += repeatElement(.null, count: index + 1 - list.count) }
        list[index] = value
        return nil
    }
}

// MARK: - Values

extension SetParser {
    /// Reads what follows the equals sign.
    ///
    /// - Parameter afterKey: Whether an empty value at the end of the line ends it at once.
    private mutating func value(_ value: inout JSONValue?, afterKey: Bool) -> Ending? {
        switch line.kind {
        case .json: return jsonValue(&value)
        case .literal:
            value = .string(reader.text(until: []).text)
            return nil
        case .typed, .string, .file: break
        }
        guard let next = reader.next else {
            value = ""
            return afterKey ? .endOfLine : nil
        }
        if next == "{" { return listValue(&value) }
        switch line.value(of: reader.text(until: [","]).text) {
        case .success(let result): value = result
        case .failure(let error): return .failure(error)
        }
        return nil
    }

    private mutating func jsonValue(_ value: inout JSONValue?) -> Ending? {
        if reader.skipEmpty() {
            value = .null
            return nil
        }
        guard let text = reader.takeJSON(), let parsed = try? JSONValue(parsing: text, duplicateKeys: .lastWins),
            !parsed.hasInfiniteNumber
        else { return .values("invalid JSON") }
        value = parsed.withGoFloats
        _ = reader.skipEmpty()
        return nil
    }

    /// `{a,b}`
    private mutating func listValue(_ value: inout JSONValue?) -> Ending? {
        reader.skip()
        var list: [JSONValue] = []
        while true {
            let (text, stop) = reader.text(until: [",", "}"])
            guard let stop else { return .values("list must terminate with '}'") }
            switch line.value(of: text) {
            case .success(let element): list.append(element)
            case .failure(let error): return .failure(error)
            }
            if stop == "}" { break }
        }
        if reader.next == "," { reader.skip() }
        value = .array(list)
        return nil
    }
}

extension JSONValue {
    /// Whether a number is larger than any `float64`, which Go's `encoding/json` refuses.
    fileprivate var hasInfiniteNumber: Bool {
        switch self {
        case .number(let number): !number.doubleValue.isFinite
        case .array(let elements): elements.contains { $0.hasInfiniteNumber }
        case .object(let object): object.contains { $0.value.hasInfiniteNumber }
        default: false
        }
    }
}
