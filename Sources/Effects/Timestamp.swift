/// A point in time with nanosecond resolution, independent of any time zone, between the years 1677 and 2262.
///
/// What is reckoned beyond these years stops there: times and durations come from what users write.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Nanoseconds since 1970-01-01T00:00:00Z.
    public let nanosecondsSinceEpoch: Int64

    public init(nanosecondsSinceEpoch: Int64) {
        self.nanosecondsSinceEpoch = nanosecondsSinceEpoch
    }

    public init(secondsSinceEpoch: Int64) {
        self.nanosecondsSinceEpoch = secondsSinceEpoch.saturatingMultiplied(by: 1_000_000_000)
    }

    /// Whole seconds since the epoch, rounded down.
    public var secondsSinceEpoch: Int64 {
        Self.floorDivide(nanosecondsSinceEpoch, 1_000_000_000).quotient
    }

    /// The point in time without its fraction of a second, which is what `metav1.Time` carries.
    public var truncatedToSeconds: Timestamp { Timestamp(secondsSinceEpoch: secondsSinceEpoch) }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.nanosecondsSinceEpoch < right.nanosecondsSinceEpoch
    }

    public static func + (left: Timestamp, right: Duration) -> Timestamp {
        Timestamp(nanosecondsSinceEpoch: left.nanosecondsSinceEpoch.saturatingAdding(right.wholeNanoseconds))
    }

    public static func - (left: Timestamp, right: Duration) -> Timestamp {
        Timestamp(nanosecondsSinceEpoch: left.nanosecondsSinceEpoch.saturatingSubtracting(right.wholeNanoseconds))
    }

    public static func - (left: Timestamp, right: Timestamp) -> Duration {
        .nanoseconds(left.nanosecondsSinceEpoch) - .nanoseconds(right.nanosecondsSinceEpoch)
    }

    static func floorDivide(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension Duration {
    /// The duration in nanoseconds, rounded towards zero; of more than 292 years as many as there are.
    public var wholeNanoseconds: Int64 {
        components.seconds.saturatingMultiplied(by: 1_000_000_000)
            .saturatingAdding(components.attoseconds / 1_000_000_000)
    }
}

extension Int64 {
    fileprivate func saturatingAdding(_ other: Int64) -> Int64 {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? (other < 0 ? .min : .max) : sum
    }

    fileprivate func saturatingSubtracting(_ other: Int64) -> Int64 {
        let (difference, overflows) = subtractingReportingOverflow(other)
        return overflows ? (other < 0 ? .max : .min) : difference
    }

    fileprivate func saturatingMultiplied(by other: Int64) -> Int64 {
        let (product, overflows) = multipliedReportingOverflow(by: other)
        return overflows ? ((self < 0) == (other < 0) ? .max : .min) : product
    }
}
