extension JSONValue {
    /// Reads one JSON text (RFC 8259), which must be valid UTF-8 and stand alone but for white space.
    ///
    /// - Throws: `JSONParseError` at the first byte that breaks the grammar or a limit.
    public init(
        parsing bytes: [UInt8], limits: JSONLimits = .default, duplicateKeys: JSONDuplicateKeys = .reject
    ) throws(JSONParseError) {
        self = try bytes.withUnsafeBufferPointer { bytes throws(JSONParseError) in
            try JSONValue(parsing: UnsafeRawBufferPointer(bytes), limits: limits, duplicateKeys: duplicateKeys)
        }
    }

    /// Reads one JSON text; see `init(parsing:limits:duplicateKeys:)`.
    public init(
        parsing text: String, limits: JSONLimits = .default, duplicateKeys: JSONDuplicateKeys = .reject
    ) throws(JSONParseError) {
        var text = text
        let result = text.withUTF8 { utf8 in
            Result { () throws(JSONParseError) in
                try JSONValue(parsing: UnsafeRawBufferPointer(utf8), limits: limits, duplicateKeys: duplicateKeys)
            }
        }
        self = try result.get()
    }

    /// Reads one JSON text; see `init(parsing:limits:duplicateKeys:)`.
    public init(
        parsing bytes: UnsafeRawBufferPointer, limits: JSONLimits = .default,
        duplicateKeys: JSONDuplicateKeys = .reject
    ) throws(JSONParseError) {
        var parser = JSONParser(
            bytes.assumingMemoryBound(to: UInt8.self), limits: limits, rejectsDuplicates: duplicateKeys == .reject)
        self = try parser.parse()
    }

    /// Reads one JSON text in which the last of several members with one name wins, and says which those were: what
    /// Kubernetes needs to warn of them (`fieldValidation=Warn`).
    ///
    /// - Parameter duplicates: Receives the first `JSONDuplicateKey.maximumReported` in the order of the text.
    public init(
        parsing bytes: [UInt8], limits: JSONLimits = .default, reporting duplicates: inout [JSONDuplicateKey]
    ) throws(JSONParseError) {
        self = try bytes.withUnsafeBufferPointer { bytes throws(JSONParseError) in
            var parser = JSONParser(bytes, limits: limits, rejectsDuplicates: false)
            let value = try parser.parse()
            duplicates = parser.duplicateKeys
            return value
        }
    }
}

/// A recursive-descent reader over the bytes of one text.
///
/// Elements and members of the containers that are open wait on two stacks; a container that closes takes its own from
/// the top into an array of exactly their number.
struct JSONParser {
    let text: UnsafeBufferPointer<UInt8>
    private let limits: JSONLimits
    private let rejectsDuplicates: Bool

    var position = 0
    private var depth = 0
    private var elements: [JSONValue] = []
    private var members: [JSONObject.Member?] = []
    private var memberOffsets: [Int] = []
    private var duplicates: [Duplicate] = []

    private struct Duplicate {
        var reversedPath: [String]
        var offset: Int
    }

    init(_ text: UnsafeBufferPointer<UInt8>, limits: JSONLimits, rejectsDuplicates: Bool) {
        self.text = text
        self.limits = limits
        self.rejectsDuplicates = rejectsDuplicates
    }

    var duplicateKeys: [JSONDuplicateKey] {
        duplicates
            .sorted { $0.offset < $1.offset }
            .map { JSONDuplicateKey(path: JSONPointer($0.reversedPath.reversed()), offset: $0.offset) }
    }

    mutating func parse() throws(JSONParseError) -> JSONValue {
        do throws(JSONParseFailure) {
            return try parseText()
        } catch {
            throw error.error(in: text)
        }
    }

    private mutating func parseText() throws(JSONParseFailure) -> JSONValue {
        if let limit = limits.byteCount, text.count > limit { throw failure(.tooLong, at: limit) }
        skipWhitespace()
        let value = try parseValue()
        skipWhitespace()
        guard position == text.count else { throw failure(.expectedEnd) }
        return value
    }

    private mutating func parseValue() throws(JSONParseFailure) -> JSONValue {
        switch peek {
        case UInt8(ascii: "\""):
            position += 1
            return .string(try parseString())
        case UInt8(ascii: "{"):
            return .object(try parseObject())
        case UInt8(ascii: "["):
            return .array(try parseArray())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return try parseNumber()
        case UInt8(ascii: "t"):
            try expect("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try expect("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try expect("null")
            return .null
        default:
            throw failure(.expectedValue)
        }
    }

    /// Steps over the opening bracket of a container.
    private mutating func open() throws(JSONParseFailure) {
        guard depth < limits.depth else { throw failure(.tooDeep) }
        depth += 1
        position += 1
    }

    /// Steps over the closing bracket of a container if it stands at the position.
    private mutating func close(_ bracket: Unicode.Scalar) -> Bool {
        guard skip(bracket) else { return false }
        depth -= 1
        return true
    }

    private mutating func parseArray() throws(JSONParseFailure) -> [JSONValue] {
        try open()
        let base = elements.count
        skipWhitespace()
        if close("]") { return [] }
        repeat {
            skipWhitespace()
            let known = duplicates.count
            elements.append(try parseValue())
            if duplicates.count > known { nestDuplicates(from: known, in: String(elements.count - 1 - base)) }
            skipWhitespace()
        } while skip(",")
        guard close("]") else { throw failure(.expectedCommaOrBracket) }
        defer { elements.removeSubrange(base...) }
        return Array(elements[base...])
    }

    private mutating func parseObject() throws(JSONParseFailure) -> JSONObject {
        try open()
        let base = members.count
        skipWhitespace()
        if close("}") { return [:] }
        repeat {
            skipWhitespace()
            let offset = position
            guard skip("\"") else { throw failure(.expectedKey) }
            let key = try parseString()
            skipWhitespace()
            guard skip(":") else { throw failure(.expectedColon) }
            skipWhitespace()
            let known = duplicates.count
            let value = try parseValue()
            if duplicates.count > known { nestDuplicates(from: known, in: key) }
            members.append(JSONObject.Member(key: key, value: value))
            memberOffsets.append(offset)
            skipWhitespace()
        } while skip(",")
        guard close("}") else { throw failure(.expectedCommaOrBrace) }
        defer {
            members.removeSubrange(base...)
            memberOffsets.removeSubrange(base...)
        }
        var object = JSONObject()
        for index in base..<members.count {
            guard let member = members[index] else { continue }
            if object[member.key] != nil { try noteDuplicate(of: member.key, at: memberOffsets[index]) }
            object[member.key] = member.value
        }
        return object
    }

    private mutating func noteDuplicate(of key: String, at offset: Int) throws(JSONParseFailure) {
        guard !rejectsDuplicates else { throw failure(.duplicateKey, at: offset) }
        guard duplicates.count < JSONDuplicateKey.maximumReported else { return }
        duplicates.append(Duplicate(reversedPath: [key], offset: offset))
    }

    private mutating func nestDuplicates(from first: Int, in token: String) {
        for index in first..<duplicates.count { duplicates[index].reversedPath.append(token) }
    }
}

// MARK: - Scanning

extension JSONParser {
    /// The byte at the position; 0, which begins nothing, at the end.
    @inline(__always)
    var peek: UInt8 { position < text.count ? text[position] : 0 }

    @inline(__always)
    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    @inline(__always)
    mutating func skipWhitespace() {
        while position < text.count {
            switch text[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "\r"): position += 1
            default: return
            }
        }
    }

    private mutating func expect(_ literal: StaticString) throws(JSONParseFailure) {
        for offset in 0..<literal.utf8CodeUnitCount {
            let index = position + offset
            guard index < text.count, text[index] == literal.utf8Start[offset] else { throw failure(.expectedValue) }
        }
        position += literal.utf8CodeUnitCount
    }

    func failure(_ reason: JSONParseFailure.Reason, at offset: Int? = nil) -> JSONParseFailure {
        JSONParseFailure(reason: reason, offset: offset ?? position)
    }
}
