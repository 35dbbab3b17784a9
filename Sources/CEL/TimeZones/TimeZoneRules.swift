/// What the clocks of one time zone show: the transitions of the past and the rule for all that comes after them.
public struct TimeZoneRules: Sendable, Hashable {
    /// When they begin, in seconds since 1970-01-01T00:00:00Z, ascending.
    let transitions: [Int64]
    /// What is valid from each transition on, in seconds east of Greenwich.
    let offsets: [Int64]
    /// What is valid before the first transition.
    let initialOffset: Int64
    /// What is valid after the last transition; `nil` where its own offset stays.
    let footer: POSIXTimeZone?

    /// Reads a file of the IANA database (TZif: RFC 8536 and RFC 9636, versions 1 to 4).
    ///
    /// Leap seconds are passed over, as Go does: zones of `right/` are taken for their counterparts without them.
    ///
    /// - Parameter bytes: The whole file, at most `sizeLimit` bytes.
    /// - Throws: `TimeZoneError`, with the first thing that is wrong.
    public init(parsing bytes: [UInt8]) throws(TimeZoneError) {
        var reader = try TZifReader(bytes)
        self = try reader.rules()
    }

    init(transitions: [Int64], offsets: [Int64], initialOffset: Int64, footer: POSIXTimeZone?) {
        self.transitions = transitions
        self.offsets = offsets
        self.initialOffset = initialOffset
        self.footer = footer
    }

    /// The largest file that is read, in bytes. The largest of the database has less than 4 KiB.
    public static let sizeLimit = 64 * 1024

    /// The seconds that the clocks are ahead of UTC.
    ///
    /// - Parameter seconds: Since 1970-01-01T00:00:00Z.
    public func offset(at seconds: Int64) -> Int64 {
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        if low == transitions.count, let footer { return footer.offset(at: seconds) }
        return low == 0 ? initialOffset : offsets[low - 1]
    }
}

/// Why a file or a rule describes no time zone.
public struct TimeZoneError: Error, Sendable, Hashable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
