import Machinery

/// `'%s has %d'.format([…])`: the second version of cel-go's texts, with the numbers of `%f` written as in English.
enum TextFormat {
    /// One `%…` of a format.
    struct Clause {
        let letter: Unicode.Scalar
        /// The digits after the point.
        let precision: Int?
        /// The value that it is for.
        let index: Int
    }

    /// - Parameters:
    ///   - count: How many values there are.
    ///   - text: What stands in place of a clause.
    /// - Returns: The text and how many values it takes.
    static func render(
        _ format: String, count: Int, text: (Clause) throws(EvaluationError) -> String
    ) throws(EvaluationError) -> (text: String, taken: Int) {
        var result = ""
        var rest = format.unicodeScalars[...]
        var next = 0
        while let scalar = rest.popFirst() {
            guard scalar == "%" else {
                result.unicodeScalars.append(scalar)
                continue
            }
            if rest.first == "%" {
                rest.removeFirst()
                result += "%"
                continue
            }
            guard next < count else { throw EvaluationError("index \(next) out of range") }
            guard !rest.isEmpty else { throw EvaluationError("unexpected end of string") }
            let precision = try precision(&rest)
            let letter = rest.removeFirst()
            guard letters.contains(letter) else {
                throw unparsed("unrecognized formatting clause \"\(letter)\"")
            }
            result += try text(Clause(letter: letter, precision: precision, index: next))
            try Bounds.check(text: result.utf8.count)
            next += 1
        }
        return (result, next)
    }

    static func render(_ format: String, _ values: [CELValue]) throws(EvaluationError) -> String {
        try render(format, count: values.count) { (clause) throws(EvaluationError) in
            try text(clause, values[clause.index])
        }
        .text
    }

    private static let letters: Set<Unicode.Scalar> = ["s", "d", "f", "e", "b", "x", "X", "o"]

    private static func unparsed(_ detail: String) -> EvaluationError {
        EvaluationError("could not parse formatting clause: \(detail)")
    }

    private static func precision(_ rest: inout Substring.UnicodeScalarView) throws(EvaluationError) -> Int? {
        guard rest.first == "." else { return nil }
        rest.removeFirst()
        let scalars = rest.prefix { $0.isASCII && UInt8($0.value).isDigit }
        rest = rest.dropFirst(scalars.count)
        let digits = String(Substring(scalars))
        guard !rest.isEmpty else {
            throw unparsed("error while parsing precision: could not find end of precision specifier")
        }
        guard let precision = Int(digits) else {
            throw unparsed(
                "error while parsing precision: error while converting precision to integer: strconv.Atoi: parsing "
                    + "\"\(digits)\": \(digits.isEmpty ? "invalid syntax" : "value out of range")")
        }
        guard precision <= 100 else {
            throw unparsed("error while parsing precision: \(precision) digits are more than the limit of 100")
        }
        return precision
    }

    // MARK: Clauses

    private static func text(_ clause: Clause, _ value: CELValue) throws(EvaluationError) -> String {
        switch (clause.letter, value) {
        case ("s", _): return try plain(value)
        case ("d", .int(let number)): return "\(number)"
        case ("d", .uint(let number)): return "\(number)"
        case ("b", .bool(let value)): return value ? "1" : "0"
        case ("b", .int(let number)): return String(number, radix: 2)
        case ("b", .uint(let number)): return String(number, radix: 2)
        case ("o", .int(let number)): return String(number, radix: 8)
        case ("o", .uint(let number)): return String(number, radix: 8)
        case ("x", .int(let number)): return String(number, radix: 16)
        case ("X", .int(let number)): return String(number, radix: 16, uppercase: true)
        case ("x", .uint(let number)): return String(number, radix: 16)
        case ("X", .uint(let number)): return String(number, radix: 16, uppercase: true)
        case ("x", .string(let text)), ("X", .string(let text)): return hex(Array(text.utf8), clause.letter == "X")
        case ("x", .bytes(let bytes)), ("X", .bytes(let bytes)): return hex(bytes, clause.letter == "X")
        case ("f", _), ("e", _):
            guard let number = number(value) else { break }
            guard number.isFinite else { return number.isNaN ? "NaN" : number < 0 ? "-∞" : "∞" }
            let digits = DecimalDigits(number)
            return clause.letter == "f"
                ? digits.fixed(clause.precision ?? 6, isGrouped: true) : digits.scientific(clause.precision ?? 6)
        default: break
        }
        throw mismatch(clause.letter, value.type)
    }

    /// The error for a clause that does not take values of a type.
    static func mismatch(_ letter: Unicode.Scalar, _ type: CELType) -> EvaluationError {
        let rule =
            switch letter {
            case "d": "decimal clause can only be used on integers"
            case "b": "only integers and bools can be formatted as binary"
            case "o": "octal clause can only be used on integers"
            case "x", "X": "only integers, byte buffers, and strings can be formatted as hex"
            case "f": "fixed-point clause can only be used on doubles"
            case "e": "scientific clause can only be used on doubles"
            default:
                "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, "
                    + "and timestamps"
            }
        return EvaluationError("error during formatting: \(rule), was given \(type.runtimeName)")
    }

    /// Doubles, and the texts that stand for those without digits.
    private static func number(_ value: CELValue) -> Double? {
        switch value {
        case .double(let number): number
        case .string("NaN"): .nan
        case .string("Infinity"): .infinity
        case .string("-Infinity"): -.infinity
        default: nil
        }
    }

    private static func hex(_ bytes: [UInt8], _ isUpper: Bool) -> String {
        bytes.map { (byte: UInt8) -> String in
            (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: isUpper)
        }
        .joined()
    }
}

// MARK: - Values as texts

extension TextFormat {
    private static func plain(_ value: CELValue) throws(EvaluationError) -> String {
        switch value {
        case .null: return "null"
        case .list(let list): return try literal(list)
        case .map(let map): return try literal(map)
        case .optional, .opaque: throw mismatch("s", value.type)
        default:
            guard case .string(let text)? = try Conversions.string(value) else { throw mismatch("s", value.type) }
            return text
        }
    }

    private static func literal(_ list: ListValue) throws(EvaluationError) -> String {
        var texts: [String] = []
        var size = 0
        for element in list.elements {
            texts.append(try literal(element))
            size += texts[texts.count - 1].utf8.count + 2
            try Bounds.check(text: size)
        }
        return "[" + texts.joined(separator: ", ") + "]"
    }

    private static func literal(_ map: MapValue) throws(EvaluationError) -> String {
        var texts: [(key: String, value: String)] = []
        var size = 0
        for (key, value) in map.entries {
            switch key {
            case .string, .bool, .int, .uint: break
            default:
                throw EvaluationError(
                    "error during formatting: no formatting function for map key of type \(key.type.runtimeName)")
            }
            texts.append((try literal(key), try literal(value)))
            size += texts[texts.count - 1].key.utf8.count + texts[texts.count - 1].value.utf8.count + 3
            try Bounds.check(text: size)
        }
        texts.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return "{" + texts.map { "\($0.key):\($0.value)" }.joined(separator: ", ") + "}"
    }

    /// A value inside of a list or map, as an expression would write it.
    private static func literal(_ value: CELValue) throws(EvaluationError) -> String {
        switch value {
        case .string(let text): return text.goQuoted
        case .bytes: return "b" + (try plain(value)).goQuoted
        case .timestamp: return "timestamp(" + (try plain(value)).goQuoted + ")"
        case .duration: return "duration(" + (try plain(value)).goQuoted + ")"
        case .double(let number):
            return number.isFinite ? DecimalDigits(number).fixed(6) : number.celText.goQuoted
        case .optional, .opaque:
            throw EvaluationError("error during formatting: no formatting function for \(value.type.runtimeName)")
        default: return try plain(value)
        }
    }
}
