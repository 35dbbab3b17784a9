import Machinery

/// The functions that make a value of another type.
enum Conversions {
    static func failure(_ value: CELValue, _ target: CELType) -> EvaluationError {
        EvaluationError("type conversion error from '\(value.type.runtimeName)' to '\(target.runtimeName)'")
    }

    static func int(_ value: CELValue) throws(EvaluationError) -> CELValue? {
        switch value {
        case .int: return value
        case .uint(let number):
            guard let exact = Int64(exactly: number) else { throw .integerOverflow }
            return .int(exact)
        case .double(let number):
            // As cel-go has it, the ends of the range are excluded.
            guard number > -0x1p63, number < 0x1p63 else { throw .integerOverflow }
            return .int(Int64(number))
        case .string(let text):
            guard let number = Int64(text) else { throw failure(value, .int) }
            return .int(number)
        case .timestamp(let time): return .int(time.seconds)
        case .duration(let nanoseconds): return .int(nanoseconds)
        default: return nil
        }
    }

    static func uint(_ value: CELValue) throws(EvaluationError) -> CELValue? {
        switch value {
        case .uint: return value
        case .int(let number):
            guard let exact = UInt64(exactly: number) else { throw .unsignedOverflow }
            return .uint(exact)
        case .double(let number):
            guard number >= 0, number < 0x1p64 else { throw .unsignedOverflow }
            return .uint(UInt64(number))
        case .string(let text):
            guard text.utf8.first?.isDigit == true, let number = UInt64(text) else { throw failure(value, .uint) }
            return .uint(number)
        default: return nil
        }
    }

    static func double(_ value: CELValue) throws(EvaluationError) -> CELValue? {
        switch value {
        case .double: return value
        case .int(let number): return .double(Double(number))
        case .uint(let number): return .double(Double(number))
        case .string(let text):
            // What is too large for a double is no number, unless it says so.
            guard let number = Double(text), !number.isInfinite || text.utf8.contains(where: { $0 | 0x20 == 0x69 })
            else {
                throw failure(value, .double)
            }
            return .double(number)
        default: return nil
        }
    }

    static func string(_ value: CELValue) throws(EvaluationError) -> CELValue? {
        switch value {
        case .string: return value
        case .bool(let value): return .string("\(value)")
        case .int(let value): return .string("\(value)")
        case .uint(let value): return .string("\(value)")
        case .double(let value): return .string(value.celText)
        case .bytes(let bytes):
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw EvaluationError("invalid UTF-8 in bytes, cannot convert to string")
            }
            return .string(text)
        case .timestamp(let time): return .string(time.text)
        case .duration(let nanoseconds): return .string(secondsText(nanoseconds))
        case .type(let type): return .string(type.runtimeName)
        case .opaque(.ip(let address)): return .string(address.text)
        case .opaque(.cidr(let block)): return .string(block.text)
        default: return nil
        }
    }

    /// `3600.5s`
    static func secondsText(_ nanoseconds: Int64) -> String {
        let (seconds, fraction) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
        var digits = fraction == 0 ? "" : "." + String(fraction + 1_000_000_000).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(nanoseconds < 0 ? "-" : "")\(seconds)\(digits)s"
    }

    static func bytes(_ value: CELValue) throws(EvaluationError) -> CELValue? {
        switch value {
        case .bytes: value
        case .string(let text): .bytes(Array(text.utf8))
        default: nil
        }
    }

    static func bool(_ value: CELValue) throws(EvaluationError) -> CELValue? {
        switch value {
        case .bool: return value
        case .string(let text):
            switch text {
            case "1", "t", "T", "true", "TRUE", "True": return .bool(true)
            case "0", "f", "F", "false", "FALSE", "False": return .bool(false)
            default: throw failure(value, .bool)
            }
        default: return nil
        }
    }

    static func timestamp(_ value: CELValue) throws(EvaluationError) -> CELValue? {
        switch value {
        case .timestamp: return value
        case .int(let seconds):
            guard let time = Instant(seconds: seconds) else { throw EvaluationError("timestamp overflow") }
            return .timestamp(time)
        case .string(let text):
            guard let time = Instant(rfc3339: text) else { throw failure(value, .timestamp) }
            return .timestamp(time)
        default: return nil
        }
    }

    static func duration(_ value: CELValue) throws(EvaluationError) -> CELValue? {
        switch value {
        case .duration: return value
        case .int(let nanoseconds): return .duration(nanoseconds)
        case .string(let text):
            guard let duration = MetaDuration(parsing: text) else { throw failure(value, .duration) }
            return .duration(duration.nanoseconds)
        default: return nil
        }
    }
}

extension Double {
    /// The shortest digits that read back as this number, with an exponent below 1e-4 and from 1e6 on (`%g`).
    var celText: String {
        guard isFinite else { return isNaN ? "NaN" : self < 0 ? "-Inf" : "+Inf" }
        guard self != 0 else { return sign == .minus ? "-0" : "0" }
        var text = Substring("\(magnitude)")
        var exponent = 0
        if let mark = text.firstIndex(of: "e") {
            exponent = Int(text[text.index(after: mark)...]) ?? 0
            text = text[..<mark]
        }
        let halves = text.split(separator: ".", maxSplits: 1)
        let all = halves.joined()
        let leading = all.prefix { $0 == "0" }.count
        var digits = String(all.dropFirst(leading))
        while digits.last == "0", digits.count > 1 { digits.removeLast() }
        let power = exponent + halves[0].count - 1 - leading
        let prefix = self < 0 ? "-" : ""
        if power < -4 || power >= 6 {
            let fraction = digits.dropFirst()
            let size = String(power.magnitude)
            return prefix + digits.prefix(1) + (fraction.isEmpty ? "" : ".\(fraction)") + (power < 0 ? "e-" : "e+")
                + (size.count < 2 ? "0" : "") + size
        }
        if power < 0 { return prefix + "0." + String(repeating: "0", count: -power - 1) + digits }
        let whole = digits.prefix(power + 1)
        let fraction = digits.dropFirst(power + 1)
        return prefix + whole + String(repeating: "0", count: power + 1 - whole.count)
            + (fraction.isEmpty ? "" : ".\(fraction)")
    }
}
