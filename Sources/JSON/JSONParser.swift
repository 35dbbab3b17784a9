/// A recursive-descent reader over the bytes of one text.
///
/// Elements and members of the containers that are open wait on stacks; a container that closes takes its own from the
/// top into an array of exactly their number.
struct JSONParser {
    let start: UnsafePointer<UInt8>
    let end: UnsafePointer<UInt8>
    var cursor: UnsafePointer<UInt8>

    private let depthLimit: Int
    private let rejectsDuplicates: Bool
    private var depth = 0
    private var elements = JSONStack<JSONValue>(capacity: 16)
    private var members = JSONStack<JSONObject.Member>(capacity: 16)
    /// One for each of `members`.
    private var keys = JSONStack<KeyMark>(capacity: 16)
    var cache: JSONStringCache
    /// The bytes of the string with escapes that is being read.
    var unescaped: [UInt8] = []
    private var duplicates: [Duplicate] = []

    /// What tells keys apart at a glance: equal keys have equal fingerprints, and few different keys do.
    struct KeyMark {
        var fingerprint: UInt64
        var offset: Int
    }

    struct Duplicate {
        var reversedPath: [String]
        var offset: Int
    }

    static func parse(
        _ text: UnsafeBufferPointer<UInt8>, limits: JSONLimits, rejectsDuplicates: Bool
    ) throws(JSONParseFailure) -> (value: JSONValue, duplicates: [Duplicate]) {
        if let limit = limits.byteCount, text.count > limit { throw JSONParseFailure(reason: .tooLong, offset: limit) }
        guard let start = text.baseAddress else { throw JSONParseFailure(reason: .expectedValue, offset: 0) }
        var parser = JSONParser(
            start: start, count: text.count, depthLimit: limits.depth, rejectsDuplicates: rejectsDuplicates)
        defer { parser.deallocate() }
        return (try parser.parseText(), parser.duplicates)
    }

    private init(start: UnsafePointer<UInt8>, count: Int, depthLimit: Int, rejectsDuplicates: Bool) {
        self.start = start
        self.end = start + count
        self.cursor = start
        self.cache = JSONStringCache(textCount: count)
        self.depthLimit = depthLimit
        self.rejectsDuplicates = rejectsDuplicates
    }

    private mutating func deallocate() {
        elements.deallocate()
        members.deallocate()
        keys.deallocate()
        cache.deallocate()
    }

    private mutating func parseText() throws(JSONParseFailure) -> JSONValue {
        skipWhitespace()
        let value = try parseValue()
        skipWhitespace()
        guard cursor == end else { throw failure(.expectedEnd) }
        return value
    }

    private mutating func parseValue() throws(JSONParseFailure) -> JSONValue {
        switch peek {
        case UInt8(ascii: "\""):
            cursor += 1
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

    private mutating func parseArray() throws(JSONParseFailure) -> [JSONValue] {
        try open()
        let base = elements.count
        skipWhitespace()
        if close("]") { return [] }
        repeat {
            skipWhitespace()
            let known = duplicates.count
            elements.push(try parseValue())
            if duplicates.count > known { nestDuplicates(from: known, in: String(elements.count - 1 - base)) }
            skipWhitespace()
        } while skip(",")
        guard close("]") else { throw failure(.expectedCommaOrBracket) }
        return elements.pop(from: base)
    }

    private mutating func parseObject() throws(JSONParseFailure) -> JSONObject {
        try open()
        let base = members.count
        skipWhitespace()
        if close("}") { return JSONObject() }
        repeat {
            skipWhitespace()
            let offset = cursor - start
            guard skip("\"") else { throw failure(.expectedKey) }
            let key = try parseKey()
            skipWhitespace()
            guard skip(":") else { throw failure(.expectedColon) }
            skipWhitespace()
            let known = duplicates.count
            let value = try parseValue()
            if duplicates.count > known { nestDuplicates(from: known, in: key.text) }
            members.push(JSONObject.Member(key: key.text, value: value))
            keys.push(KeyMark(fingerprint: key.fingerprint, offset: offset))
            skipWhitespace()
        } while skip(",")
        guard close("}") else { throw failure(.expectedCommaOrBrace) }
        return try makeObject(from: base)
    }

    /// Takes the members from `base` to the top for those of an object.
    private mutating func makeObject(from base: Int) throws(JSONParseFailure) -> JSONObject {
        let end = members.count
        defer { keys.drop(from: base) }
        if end - base <= JSONObject.linearLimit, !hasDuplicates(base..<end) {
            return JSONObject(uniqueMembers: members.pop(from: base))
        }
        var object = JSONObject()
        object.reserveCapacity(end - base)
        for index in base..<end {
            let member = members[index]
            if object.updateValue(member.value, forKey: member.key) != nil {
                try noteDuplicate(of: member.key, at: keys[index].offset)
            }
        }
        members.drop(from: base)
        return object
    }

    private func hasDuplicates(_ range: Range<Int>) -> Bool {
        for index in range {
            for earlier in range.lowerBound..<index where keys[earlier].fingerprint == keys[index].fingerprint {
                if members[index].key.hasSameBytes(as: members[earlier].key) { return true }
            }
        }
        return false
    }

    private mutating func noteDuplicate(of key: String, at offset: Int) throws(JSONParseFailure) {
        guard !rejectsDuplicates else { throw JSONParseFailure(reason: .duplicateKey, offset: offset) }
        guard duplicates.count < JSONDuplicateKey.maximumReported else { return }
        duplicates.append(Duplicate(reversedPath: [key], offset: offset))
    }

    private mutating func nestDuplicates(from first: Int, in token: String) {
        for index in first..<duplicates.count { duplicates[index].reversedPath.append(token) }
    }

    /// Steps over the opening bracket of a container.
    private mutating func open() throws(JSONParseFailure) {
        guard depth < depthLimit else { throw failure(.tooDeep) }
        depth += 1
        cursor += 1
    }

    /// Steps over the closing bracket of a container if it is next.
    @inline(__always)
    private mutating func close(_ bracket: Unicode.Scalar) -> Bool {
        guard skip(bracket) else { return false }
        depth -= 1
        return true
    }
}

// MARK: - Scanning

extension JSONParser {
    /// The next byte; 0, which begins nothing, at the end.
    @inline(__always)
    var peek: UInt8 { cursor < end ? cursor.pointee : 0 }

    @inline(__always)
    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard cursor < end, cursor.pointee == UInt8(ascii: character) else { return false }
        cursor += 1
        return true
    }

    @inline(__always)
    mutating func skipWhitespace() {
        while cursor < end, cursor.pointee <= UInt8(ascii: " ") {
            switch cursor.pointee {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "\r"): cursor += 1
            default: return
            }
        }
    }

    private mutating func expect(_ literal: StaticString) throws(JSONParseFailure) {
        let count = literal.utf8CodeUnitCount
        guard end - cursor >= count, (0..<count).allSatisfy({ cursor[$0] == literal.utf8Start[$0] }) else {
            throw failure(.expectedValue)
        }
        cursor += count
    }

    func failure(_ reason: JSONParseFailure.Reason, at place: UnsafePointer<UInt8>? = nil) -> JSONParseFailure {
        JSONParseFailure(reason: reason, offset: (place ?? cursor) - start)
    }
}
