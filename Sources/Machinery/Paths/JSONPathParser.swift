import JSON

/// The parser of JSONPaths. A filter may not hold another, so that evaluation cannot multiply.
struct JSONPathParser {
    private let bytes: [UInt8]
    private var position = 0
    private var stepCount = 0
    private var isInFilter = false

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    mutating func parse() throws(MachineryError) -> [JSONPath.Step] {
        if peek() == "$" || peek() == "@" { position += 1 }
        let steps = try steps()
        guard position == bytes.count else { throw failure("expected a step") }
        return steps
    }

    private mutating func steps() throws(MachineryError) -> [JSONPath.Step] {
        var steps: [JSONPath.Step] = []
        while let next = peek(), next == "." || next == "[" {
            stepCount += 1
            guard stepCount <= JSONPath.maximumSteps else {
                throw failure("a path has at most \(JSONPath.maximumSteps) steps")
            }
            if next == "[" {
                steps.append(try bracket())
            } else if skip("..") {
                steps.append(.descendants)
                if peek() != "[" { steps.append(try name()) }
            } else {
                position += 1
                // `.` alone is the value itself, and `.[0]` is `[0]`.
                if let next = peek(), next != "[" { steps.append(try name()) }
            }
        }
        return steps
    }

    /// `name` or `*`
    private mutating func name() throws(MachineryError) -> JSONPath.Step {
        if skip("*") { return .wildcard }
        var name: [UInt8] = []
        while position < bytes.count {
            var byte = bytes[position]
            if byte == UInt8(ascii: "\\"), position + 1 < bytes.count {
                position += 1
                byte = bytes[position]
            } else if Self.endsName(byte) {
                break
            }
            name.append(byte)
            position += 1
        }
        guard !name.isEmpty else { throw failure("expected a name") }
        return .member(String(decoding: name, as: UTF8.self))
    }

    private static func endsName(_ byte: UInt8) -> Bool {
        ".[]()=!<>,'\" \t{}?|&".utf8.contains(byte)
    }

    /// `[…]`
    private mutating func bracket() throws(MachineryError) -> JSONPath.Step {
        position += 1
        skipSpaces()
        if skip("?") { return try filter() }
        var choices: [JSONPath.Step] = []
        repeat {
            skipSpaces()
            choices.append(try choice())
            skipSpaces()
        } while skip(",")
        guard skip("]") else { throw failure("expected ]") }
        return choices.count == 1 ? choices[0] : .union(choices)
    }

    /// `*`, `'name'`, `3` or `1:3`
    private mutating func choice() throws(MachineryError) -> JSONPath.Step {
        if skip("*") { return .wildcard }
        if let quoted = try quoted() { return .member(quoted) }
        let start = try integer()
        guard skip(":") else {
            guard let start else { throw failure("expected an index, a quoted name or *") }
            return .index(start)
        }
        let end = try integer()
        let stride = skip(":") ? try integer() ?? 1 : 1
        guard stride > 0 else { throw failure("the step of a slice must be positive") }
        return .slice(from: start, to: end, by: stride)
    }

    /// `(@.type=="Ready")]`
    private mutating func filter() throws(MachineryError) -> JSONPath.Step {
        guard !isInFilter else { throw failure("a filter may not hold another") }
        isInFilter = true
        defer { isInFilter = false }
        guard skip("(") else { throw failure("expected (") }
        let left = try operand()
        skipSpaces()
        var filter = JSONPath.Filter(left: left)
        if let comparison = JSONPath.Comparison.allCases.first(where: { starts(with: $0.rawValue) }) {
            position += comparison.rawValue.utf8.count
            filter.comparison = comparison
            filter.right = try operand()
            skipSpaces()
        }
        guard skip(")") else { throw failure("expected )") }
        skipSpaces()
        guard skip("]") else { throw failure("expected ]") }
        return .filter(filter)
    }

    private mutating func operand() throws(MachineryError) -> JSONPath.Operand {
        skipSpaces()
        if skip("@") { return .path(try steps()) }
        if peek() == "." { return .path(try steps()) }
        if let quoted = try quoted() { return .literal(.string(quoted)) }
        let word = bytes[position...].prefix { !" \t)]=!<>".utf8.contains($0) }
        let text = String(decoding: word, as: UTF8.self)
        guard let literal = Self.literal(text) else { throw failure("expected a path or a value") }
        position += word.count
        return .literal(literal)
    }

    private static func literal(_ text: String) -> JSONValue? {
        switch text {
        case "true": .bool(true)
        case "false": .bool(false)
        case "null", "nil": .null
        default: number(text)
        }
    }

    private static func number(_ text: String) -> JSONValue? {
        if let integer = Int64(text) { return .integer(integer) }
        guard text.utf8.first.map({ (0x30...0x39).contains($0) || $0 == 0x2d }) == true, let number = Double(text),
            number.isFinite
        else { return nil }
        return .number(JSONNumber(number))
    }

    /// A text in quotes of either kind, in which `\` takes the next character as it is.
    private mutating func quoted() throws(MachineryError) -> String? {
        guard let quote = peek(), quote == "'" || quote == "\"" else { return nil }
        position += 1
        var text: [UInt8] = []
        while position < bytes.count {
            var byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: quote) { return String(decoding: text, as: UTF8.self) }
            if byte == UInt8(ascii: "\\"), position < bytes.count {
                byte = bytes[position]
                position += 1
            }
            text.append(byte)
        }
        throw failure("a quote is not closed")
    }

    private mutating func integer() throws(MachineryError) -> Int? {
        skipSpaces()
        let digits = bytes[position...].prefix { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
        guard !digits.isEmpty else { return nil }
        guard let value = Int32(String(decoding: digits, as: UTF8.self)) else { throw failure("expected an index") }
        position += digits.count
        skipSpaces()
        return Int(value)
    }

    private func peek() -> Unicode.Scalar? {
        position < bytes.count ? Unicode.Scalar(bytes[position]) : nil
    }

    private func starts(with text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

    private mutating func skip(_ text: String) -> Bool {
        guard starts(with: text) else { return false }
        position += text.utf8.count
        return true
    }

    private mutating func skipSpaces() {
        while position < bytes.count, bytes[position] == UInt8(ascii: " ") || bytes[position] == UInt8(ascii: "\t") {
            position += 1
        }
    }

    private func failure(_ message: String) -> MachineryError {
        let path = String(decoding: bytes, as: UTF8.self)
        return MachineryError(
            .invalidJSONPath, "the path \(path.goQuoted) is not valid at character \(position + 1): \(message)")
    }
}
