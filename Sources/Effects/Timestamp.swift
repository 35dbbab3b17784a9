/// A point in time with nanosecond resolution, independent of any time zone.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Nanoseconds since 1970-01-01T00:00:00Z.
    public let nanosecondsSinceEpoch: Int64

    public init(nanosecondsSinceEpoch: Int64) {
        self.nanosecondsSinceEpoch = nanosecondsSinceEpoch
    }

    public init(secondsSinceEpoch: Int64) {
        self.nanosecondsSinceEpoch = secondsSinceEpoch * 1_000_000_000
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
        Timestamp(nanosecondsSinceEpoch: left.nanosecondsSinceEpoch + right.wholeNanoseconds)
    }

    public static func - (left: Timestamp, right: Duration) -> Timestamp {
        Timestamp(nanosecondsSinceEpoch: left.nanosecondsSinceEpoch - right.wholeNanoseconds)
    }

    public static func - (left: Timestamp, right: Timestamp) -> Duration {
        .nanoseconds(left.nanosecondsSinceEpoch - right.nanosecondsSinceEpoch)
    }

    static func floorDivide(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension Duration {
    /// The duration in nanoseconds, rounded towards zero.
    public var wholeNanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
