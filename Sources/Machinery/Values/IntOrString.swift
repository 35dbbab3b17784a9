public import JSON

/// `intstr.IntOrString`: a number, or a text such as `25%` or the name of a port.
public enum IntOrString: JSONRepresentable, CustomStringConvertible {
    case int(Int32)
    case string(String)

    public init(json: JSONValue) throws(DecodingFailure) {
        switch json {
        case .integer: self = .int(try Int32(json: json))
        case .string(let text): self = .string(text)
        default: throw .expected("a whole number or a string", found: json)
        }
    }

    public var json: JSONValue {
        switch self {
        case .int(let value): .integer(Int64(value))
        case .string(let text): .string(text)
        }
    }

    public var description: String {
        switch self {
        case .int(let value): "\(value)"
        case .string(let text): text
        }
    }

    /// The percentage in a text such as `25%`; `nil` for a number and for any other text.
    public var percentage: Int? {
        guard case .string(let text) = self, text.hasSuffix("%") else { return nil }
        return Int(text.dropLast())
    }

    /// The number itself, or the percentage of `total`, rounded up or down; `nil` for a text that is no percentage, and for a
    /// result that fits no integer.
    public func scaled(to total: Int, roundingUp: Bool) -> Int? {
        if case .int(let value) = self { return Int(value) }
        guard let percentage else { return nil }
        let (product, overflow) = percentage.multipliedReportingOverflow(by: total)
        guard !overflow else { return nil }
        let (quotient, remainder) = product.quotientAndRemainder(dividingBy: 100)
        if roundingUp { return remainder > 0 ? quotient + 1 : quotient }
        return remainder < 0 ? quotient - 1 : quotient
    }
}

extension IntOrString: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    public init(integerLiteral value: Int32) { self = .int(value) }
    public init(stringLiteral value: String) { self = .string(value) }
}
