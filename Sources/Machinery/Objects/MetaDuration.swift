import Effects
public import JSON

/// `metav1.Duration`: a length of time in the notation of Go's `time.ParseDuration`, such as `10s` or `1h30m`.
///
/// The notation in which it was read is kept: `60s` is written back as `60s`, though Go itself would write `1m0s`. Two
/// durations of the same length are equal however they were written.
public struct MetaDuration: JSONRepresentable, Comparable, CustomStringConvertible {
    public let nanoseconds: Int64
    private let literal: String?

    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
        literal = nil
    }

    public init(_ duration: Duration) {
        self.init(nanoseconds: duration.wholeNanoseconds)
    }

    public static let zero = MetaDuration(nanoseconds: 0)
    public static func seconds(_ seconds: Int64) -> MetaDuration { MetaDuration(nanoseconds: seconds * 1_000_000_000) }
    public static func minutes(_ minutes: Int64) -> MetaDuration { .seconds(minutes * 60) }
    public static func hours(_ hours: Int64) -> MetaDuration { .seconds(hours * 3600) }

    public var duration: Duration { .nanoseconds(nanoseconds) }

    /// The text as it was read, or else Go's form: the largest unit first, `1h0m0s`, `1.5s`, `250ms`, `0s`.
    public var description: String { literal ?? Self.canonicalText(nanoseconds) }

    public static func == (left: MetaDuration, right: MetaDuration) -> Bool { left.nanoseconds == right.nanoseconds }
    public static func < (left: MetaDuration, right: MetaDuration) -> Bool { left.nanoseconds < right.nanoseconds }
    public func hash(into hasher: inout Hasher) { hasher.combine(nanoseconds) }

    public init(json: JSONValue) throws(DecodingFailure) {
        let text = try String(json: json)
        guard let value = MetaDuration(parsing: text) else {
            throw DecodingFailure("expected a duration such as \"10s\" or \"1h30m\", found \"\(text)\"")
        }
        self = value
    }

    public var json: JSONValue { .string(description) }
}

extension MetaDuration {
    /// Reads Go's notation: an optional sign, then one or more decimal numbers, each with a unit of `ns`, `us` (or `µs`),
    /// `ms`, `s`, `m` or `h`; or `0`. `nil` for anything else and for what does not fit 64 bits of nanoseconds.
    public init?(parsing text: String) {
        guard let nanoseconds = Self.parse(Array(text.utf8)) else { return nil }
        self.nanoseconds = nanoseconds
        literal = text == Self.canonicalText(nanoseconds) ? nil : text
    }

    private static func parse(_ text: [UInt8]) -> Int64? {
        var rest = text[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        if rest.elementsEqual("0".utf8) { return 0 }
        guard !rest.isEmpty else { return nil }
        var total: UInt64 = 0
        while !rest.isEmpty {
            guard let part = parsePart(&rest) else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(part)
            guard !overflow, sum <= 1 << 63 else { return nil }
            total = sum
        }
        if isNegative { return total == 1 << 63 ? .min : -Int64(total) }
        return Int64(exactly: total)
    }

    /// One number with its unit, in nanoseconds; digits beyond a nanosecond are dropped, as Go does.
    private static func parsePart(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
        let whole = takeDigits(&rest)
        var fraction: ArraySlice<UInt8> = []
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = takeDigits(&rest)
        }
        guard !(whole.isEmpty && fraction.isEmpty) else { return nil }
        let unitText = rest.prefix { $0 != UInt8(ascii: ".") && !isDigit($0) }
        guard let unit = units[String(decoding: unitText, as: UTF8.self)] else { return nil }
        rest = rest.dropFirst(unitText.count)

        var value: UInt64 = 0
        for digit in whole {
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            guard !overflow, tens <= 1 << 63 else { return nil }
            value = tens + UInt64(digit - UInt8(ascii: "0"))
        }
        let (scaled, overflow) = value.multipliedReportingOverflow(by: unit)
        guard !overflow, scaled <= 1 << 63 else { return nil }
        return scaled + nanoseconds(fraction: fraction, unit: unit)
    }

    /// `unit` times `0.fraction`, rounded down. 15 digits reach below a nanosecond of an hour.
    private static func nanoseconds(fraction: ArraySlice<UInt8>, unit: UInt64) -> UInt64 {
        var numerator: UInt64 = 0
        var denominator: UInt64 = 1
        for digit in fraction.prefix(15) {
            numerator = numerator * 10 + UInt64(digit - UInt8(ascii: "0"))
            denominator *= 10
        }
        return denominator.dividingFullWidth(numerator.multipliedFullWidth(by: unit)).quotient
    }

    private static func takeDigits(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let digits = rest.prefix(while: isDigit)
        rest = rest.dropFirst(digits.count)
        return digits
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private static let units: [String: UInt64] = [
        "ns": 1, "us": 1_000, "µs": 1_000, "μs": 1_000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000,
        "h": 3_600_000_000_000,
    ]

    private static func canonicalText(_ nanoseconds: Int64) -> String {
        let sign = nanoseconds < 0 ? "-" : ""
        let total = nanoseconds.magnitude
        guard total >= 1_000_000_000 else { return sign + subsecondText(total) }
        let (minutesTotal, rest) = total.quotientAndRemainder(dividingBy: 60_000_000_000)
        let seconds = "\(decimal(rest, scale: 1_000_000_000))s"
        guard minutesTotal > 0 else { return sign + seconds }
        let (hours, minutes) = minutesTotal.quotientAndRemainder(dividingBy: 60)
        return sign + (hours > 0 ? "\(hours)h\(minutes)m\(seconds)" : "\(minutes)m\(seconds)")
    }

    private static func subsecondText(_ nanoseconds: UInt64) -> String {
        switch nanoseconds {
        case 0: "0s"
        case ..<1_000: "\(nanoseconds)ns"
        case ..<1_000_000: "\(decimal(nanoseconds, scale: 1_000))µs"
        default: "\(decimal(nanoseconds, scale: 1_000_000))ms"
        }
    }

    /// `value / scale` with as many decimal places as it needs; `scale` is a power of ten.
    private static func decimal(_ value: UInt64, scale: UInt64) -> String {
        let (whole, fraction) = value.quotientAndRemainder(dividingBy: scale)
        guard fraction > 0 else { return "\(whole)" }
        var digits = String(scale + fraction).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(whole).\(digits)"
    }
}
