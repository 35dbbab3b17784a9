public import Effects
public import JSON

/// `metav1.MicroTime`: a timestamp that is written to the microsecond, as Leases and Events have them.
public struct MicroTime: JSONRepresentable, Comparable {
    /// Cut to the microsecond, so that reading back what was written gives the same.
    public let timestamp: Timestamp

    public init(_ timestamp: Timestamp) {
        self.timestamp = timestamp - .nanoseconds((timestamp - timestamp.truncatedToSeconds).wholeNanoseconds % 1000)
    }

    public static func < (left: MicroTime, right: MicroTime) -> Bool { left.timestamp < right.timestamp }

    public init(json: JSONValue) throws(DecodingFailure) {
        self.init(try Timestamp(json: json))
    }

    public var json: JSONValue { .string(timestamp.rfc3339Micro) }
}
