public import JSON

/// `resource.Quantity`: an amount of a resource, such as `500m` of a processor or `1.5Gi` of memory.
///
/// Exact to a billionth; finer amounts are rounded away from zero, and amounts beyond 2⁶³−1 become that, as in Kubernetes.
/// Quantities are equal and ordered by amount, however they are written.
public struct Quantity: JSONRepresentable, Comparable, CustomStringConvertible {
    /// How an amount is written.
    public enum Format: Sendable {
        /// `1500m`, `2k`, `3G`
        case decimalSI
        /// `2Ki`, `3Gi`
        case binarySI
        /// `2e3`
        case decimalExponent
    }

    /// Billionths.
    let nano: Int128
    public let format: Format

    static let maximumNano = Int128(Int64.max) * 1_000_000_000

    init(nano: Int128, format: Format) {
        self.nano = min(max(nano, -Self.maximumNano), Self.maximumNano)
        self.format = format
    }

    public init(_ value: Int64, format: Format = .decimalSI) {
        self.init(nano: Int128(value) * 1_000_000_000, format: format)
    }

    public init(milli: Int64, format: Format = .decimalSI) {
        self.init(nano: Int128(milli) * 1_000_000, format: format)
    }

    public static let zero = Quantity(0)

    /// The amount, rounded away from zero.
    public var value: Int64 { rounded(to: 1_000_000_000) }

    /// The amount in thousandths, rounded away from zero; the greatest number where it does not fit.
    public var milliValue: Int64 { rounded(to: 1_000_000) }

    /// The amount, as near as a double comes to it.
    public var approximateValue: Double {
        let (whole, fraction) = nano.quotientAndRemainder(dividingBy: 1_000_000_000)
        return fraction == 0 ? Double(whole) : Double(nano) / 1_000_000_000
    }

    private func rounded(to unit: Int128) -> Int64 {
        let (quotient, remainder) = nano.quotientAndRemainder(dividingBy: unit)
        return Int64(clamping: quotient + remainder.signum())
    }

    public static func == (left: Quantity, right: Quantity) -> Bool { left.nano == right.nano }
    public static func < (left: Quantity, right: Quantity) -> Bool { left.nano < right.nano }
    public func hash(into hasher: inout Hasher) { hasher.combine(nano) }

    /// Written as the left one is.
    public static func + (left: Quantity, right: Quantity) -> Quantity {
        Quantity(nano: left.nano + right.nano, format: left.format)
    }

    /// Written as the left one is.
    public static func - (left: Quantity, right: Quantity) -> Quantity {
        Quantity(nano: left.nano - right.nano, format: left.format)
    }

    /// Reads a string, or a number as if it were one.
    public init(json: JSONValue) throws(DecodingFailure) {
        let text: String
        switch json {
        case .string(let string): text = string
        case .integer(let value): text = "\(value)"
        case .number(let number): text = number.literal
        default: throw .expected("a quantity", found: json)
        }
        do {
            try self.init(parsing: text)
        } catch {
            throw DecodingFailure(error.message)
        }
    }

    public var json: JSONValue { .string(description) }

    /// The canonical form: the greatest suffix that leaves no fraction.
    ///
    /// A binary quantity below 1024, or with a fraction, is written in the decimal form.
    public var description: String {
        switch format {
        case .binarySI where nano.magnitude >= 1024 * 1_000_000_000 && nano % 1_000_000_000 == 0: binaryText
        case .decimalExponent: decimalText { $0 == 0 ? "" : "e\($0)" }
        default: decimalText { Self.decimalSuffixes[$0] ?? "" }
        }
    }

    private var binaryText: String {
        var mantissa = nano / 1_000_000_000
        var power = 0
        while mantissa % 1024 == 0, power < Self.binarySuffixes.count - 1 {
            mantissa /= 1024
            power += 1
        }
        return "\(mantissa)\(Self.binarySuffixes[power])"
    }

    private func decimalText(suffix: (_ exponent: Int) -> String) -> String {
        guard nano != 0 else { return "0" }
        var mantissa = nano
        var exponent = -9
        while mantissa % 1000 == 0, exponent < 18 {
            mantissa /= 1000
            exponent += 3
        }
        return "\(mantissa)\(suffix(exponent))"
    }

    static let binarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]
    static let decimalSuffixes = [
        -9: "n", -6: "u", -3: "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T", 15: "P", 18: "E",
    ]
}
