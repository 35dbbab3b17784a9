import JSON

extension JSONValue {
    /// Whether the two are the same value where numbers count by what they are worth: `1`, `1.0` and `10e-1` are one number,
    /// as RFC 6902 and JSON Schema have it.
    func isEquivalent(to other: JSONValue) -> Bool {
        switch (self, other) {
        case (.number, .number), (.number, .integer), (.integer, .number):
            return decimal == other.decimal
        case (.array(let left), .array(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.isEquivalent(to: $1) }
        case (.object(let left), .object(let right)):
            return left.count == right.count
                && left.allSatisfy { key, value in right[key].map { value.isEquivalent(to: $0) } ?? false }
        default:
            return self == other
        }
    }

    /// The digits of a number without zeros at either end, and the power of ten of the last of them.
    private var decimal: Decimal? {
        switch self {
        case .integer(let value): Decimal(literal: String(value))
        case .number(let value): Decimal(literal: value.literal)
        default: nil
        }
    }

    private struct Decimal: Equatable {
        var isNegative: Bool
        var digits: [UInt8]
        var exponent: Int

        init(literal: String) {
            isNegative = literal.hasPrefix("-")
            digits = []
            exponent = 0
            var isFraction = false
            var rest = literal.utf8[...]
            if isNegative { rest.removeFirst() }
            while let byte = rest.popFirst() {
                switch byte {
                case UInt8(ascii: "."): isFraction = true
                case UInt8(ascii: "e"), UInt8(ascii: "E"):
                    // An exponent beyond 64 bits cannot be told from another; no such number is worth telling apart.
                    exponent += Int(String(decoding: rest, as: UTF8.self)) ?? Int.max / 2
                    rest = rest[rest.endIndex...]
                default:
                    digits.append(byte)
                    if isFraction { exponent -= 1 }
                }
            }
            while digits.last == UInt8(ascii: "0") {
                digits.removeLast()
                exponent += 1
            }
            digits = Array(digits.drop { $0 == UInt8(ascii: "0") })
            if digits.isEmpty { (isNegative, exponent) = (false, 0) }
        }
    }
}
