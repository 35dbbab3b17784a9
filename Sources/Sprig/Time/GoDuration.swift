import GoTemplate

/// A `time.Duration` of Go: nanoseconds, at most 292 years of them.
struct GoDuration {
    let nanoseconds: Int64

    init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// Reads `-1h30m5.5s`, with Go's words for what is wrong.
    init(_ text: String) throws(FunctionFailure) {
        let invalid = FunctionFailure("time: invalid duration \(GoFormat.quoted(GoString(text)))")
        var rest = Array(text.utf8)[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        if rest.elementsEqual("0".utf8) {
            nanoseconds = 0
            return
        }
        guard !rest.isEmpty else { throw invalid }
        var total: UInt64 = 0
        while !rest.isEmpty {
            guard let (amount, length) = Self.amount(rest) else { throw invalid }
            rest = rest.dropFirst(length)
            let unit = rest.prefix { $0 != UInt8(ascii: ".") && !$0.isASCIIDigit }
            rest = rest.dropFirst(unit.count)
            let name = String(decoding: unit, as: UTF8.self)
            let place = "in duration \(GoFormat.quoted(GoString(text)))"
            guard !unit.isEmpty else { throw FunctionFailure("time: missing unit \(place)") }
            guard let size = Self.units[name] else {
                throw FunctionFailure("time: unknown unit \(GoFormat.quoted(GoString(name))) \(place)")
            }
            guard let whole = Self.product(amount.whole, size) else { throw invalid }
            let (sum, overflows) = total.addingReportingOverflow(
                whole + UInt64(amount.fraction * (Double(size) / amount.scale)))
            guard !overflows, sum <= Int64.min.magnitude else { throw invalid }
            total = sum
        }
        guard isNegative || total <= UInt64(Int64.max) else { throw invalid }
        nanoseconds = isNegative ? Int64(truncatingIfNeeded: 0 &- total) : Int64(total)
    }

    private static let units: [String: UInt64] = [
        "ns": 1, "us": 1000, "µs": 1000, "μs": 1000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000,
        "h": 3_600_000_000_000,
    ]

    /// Digits with a fraction, of which as many count as fit.
    private static func amount(
        _ text: ArraySlice<UInt8>
    ) -> (amount: (whole: UInt64, fraction: Double, scale: Double), length: Int)? {
        let digits = text.prefix(while: \.isASCIIDigit)
        var length = digits.count
        var (fraction, scale): (UInt64, Double) = (0, 1)
        var hasFraction = false
        if text.dropFirst(length).first == UInt8(ascii: ".") {
            let fractionDigits = text.dropFirst(length + 1).prefix(while: \.isASCIIDigit)
            length += 1 + fractionDigits.count
            hasFraction = !fractionDigits.isEmpty
            for digit in fractionDigits {
                guard fraction <= UInt64(Int64.max) / 10, let next = product(fraction, 10),
                    next + UInt64(digit - 0x30) <= UInt64(1) << 63
                else { break }
                fraction = next + UInt64(digit - 0x30)
                scale *= 10
            }
        }
        guard !digits.isEmpty || hasFraction,
            let whole = digits.isEmpty ? 0 : UInt64(String(decoding: digits, as: UTF8.self)),
            whole <= UInt64(1) << 63
        else { return nil }
        return ((whole, Double(fraction), scale), length)
    }

    private static func product(_ left: UInt64, _ right: UInt64) -> UInt64? {
        let (product, overflows) = left.multipliedReportingOverflow(by: right)
        return overflows || product > UInt64(1) << 63 ? nil : product
    }

    /// To whole seconds, a half away from zero.
    var roundedToSeconds: GoDuration {
        let second: Int64 = 1_000_000_000
        let rest = nanoseconds % second
        let truncated = nanoseconds - rest
        guard rest.magnitude * 2 >= second.magnitude else { return GoDuration(nanoseconds: truncated) }
        return GoDuration(nanoseconds: truncated.saturatingAdding(rest < 0 ? -second : second))
    }
}

extension GoDuration: CustomStringConvertible {
    /// `1h30m5.5s`, or the largest unit that is not above a duration below a second: `1.5ms`.
    var description: String {
        let magnitude = nanoseconds.magnitude
        let sign = nanoseconds < 0 ? "-" : ""
        switch magnitude {
        case 0: return "0s"
        case ..<1000: return "\(sign)\(magnitude)ns"
        case ..<1_000_000: return sign + Self.decimal(magnitude, places: 3) + "µs"
        case ..<1_000_000_000: return sign + Self.decimal(magnitude, places: 6) + "ms"
        default: break
        }
        let minutes = magnitude / 60_000_000_000
        let seconds = Self.decimal(magnitude % 60_000_000_000, places: 9) + "s"
        if minutes == 0 { return sign + seconds }
        return sign + (minutes >= 60 ? "\(minutes / 60)h" : "") + "\(minutes % 60)m" + seconds
    }

    /// A number of which some digits are a fraction, without zeros at its end.
    private static func decimal(_ value: UInt64, places: Int) -> String {
        let power = (0..<places).reduce(UInt64(1)) { power, _ in power * 10 }
        var fraction = String(value % power)
        fraction = String(repeating: "0", count: places - fraction.utf8.count) + fraction
        while fraction.utf8.last == UInt8(ascii: "0") { fraction.removeLast() }
        return "\(value / power)" + (fraction.isEmpty ? "" : "." + fraction)
    }
}
