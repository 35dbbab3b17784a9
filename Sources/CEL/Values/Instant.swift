/// A point in time between the years 1 and 9999.
struct Instant: Sendable, Hashable, Comparable {
    /// Since 1970-01-01T00:00:00Z, rounded down.
    let seconds: Int64
    /// 0 ..< 1,000,000,000
    let nanoseconds: Int64

    static let earliest: Int64 = -62_135_596_800
    static let latest: Int64 = 253_402_300_799

    /// - Returns: `nil` outside of the years.
    init?(seconds: Int64, nanoseconds: Int64 = 0) {
        guard (Self.earliest...Self.latest).contains(seconds) else { return nil }
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    static func < (left: Instant, right: Instant) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    /// - Parameter duration: Nanoseconds.
    func adding(_ duration: Int64) -> Instant? {
        let sum = nanoseconds + duration % 1_000_000_000
        let carry = sum < 0 ? -1 : sum / 1_000_000_000
        return Instant(
            seconds: seconds + duration / 1_000_000_000 + carry, nanoseconds: sum - carry * 1_000_000_000)
    }

    func subtracting(_ duration: Int64) -> Instant? {
        duration == .min ? adding(.max)?.adding(1) : adding(-duration)
    }

    /// The nanoseconds between two points; `nil` where they are too many.
    func since(_ other: Instant) -> Int64? {
        let difference = Int128(seconds - other.seconds) * 1_000_000_000 + Int128(nanoseconds - other.nanoseconds)
        return Int64(exactly: difference)
    }

    /// Reads `2006-01-02T15:04:05.999999999Z` with any offset.
    init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            bytes[10] | 0x20 == UInt8(ascii: "t"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[5..<7]),
            let day = Self.number(bytes[8..<10]), let hour = Self.number(bytes[11..<13]),
            let minute = Self.number(bytes[14..<16]), let second = Self.number(bytes[17..<19]),
            (1...12).contains(month), day >= 1, day <= CivilTime.days(in: month, of: year), hour < 24, minute < 60,
            second < 60
        else { return nil }
        var rest = bytes[19...]
        var fraction: Int64 = 0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix(while: \.isDigit)
            guard !digits.isEmpty else { return nil }
            rest = rest.dropFirst(1 + digits.count)
            let kept = digits.prefix(9) + repeatElement(UInt8(ascii: "0"), count: max(0, 9 - digits.count))
            fraction = kept.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
        }
        guard let offset = Self.offset(rest) else { return nil }
        let days = CivilTime.daysSinceEpoch(year: year, month: month, day: day)
        let total = days * 86_400 + hour * 3600 + minute * 60 + second - offset
        self.init(seconds: total, nanoseconds: fraction)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        guard digits.allSatisfy(\.isDigit) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    }

    /// Seconds east of Greenwich.
    private static func offset(_ text: ArraySlice<UInt8>) -> Int64? {
        let bytes = Array(text)
        if bytes.count == 1, bytes[0] | 0x20 == UInt8(ascii: "z") { return 0 }
        guard bytes.count == 6, bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-"),
            bytes[3] == UInt8(ascii: ":"), let hours = number(bytes[1..<3]), let minutes = number(bytes[4..<6]),
            hours < 24, minutes < 60
        else { return nil }
        let offset = hours * 3600 + minutes * 60
        return bytes[0] == UInt8(ascii: "-") ? -offset : offset
    }

    /// `2006-01-02T15:04:05Z`, with as many digits of the second as there are.
    var text: String {
        let civil = CivilTime(self, offset: 0)
        var fraction = ""
        if nanoseconds > 0 {
            fraction = "." + String(nanoseconds + 1_000_000_000).dropFirst()
            while fraction.last == "0" { fraction.removeLast() }
        }
        return "\(padded(civil.year, 4))-\(padded(civil.month, 2))-\(padded(civil.day, 2))"
            + "T\(padded(civil.hour, 2)):\(padded(civil.minute, 2)):\(padded(civil.second, 2))\(fraction)Z"
    }

    private func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

/// A point in time by the calendar and the clock of a place.
struct CivilTime: Sendable {
    let year: Int64
    /// 1 ... 12
    let month: Int64
    /// 1 ... 31
    let day: Int64
    let hour: Int64
    let minute: Int64
    let second: Int64
    /// 0 is Sunday.
    let dayOfWeek: Int64

    /// - Parameter offset: Seconds east of Greenwich.
    init(_ instant: Instant, offset: Int64) {
        let local = instant.seconds + offset
        let days = Self.days(local)
        let rest = local - days * 86_400
        hour = rest / 3600
        minute = rest % 3600 / 60
        second = rest % 60
        dayOfWeek = ((days + 4) % 7 + 7) % 7
        (year, month, day) = Self.date(days)
    }

    /// 0 is the first of January.
    var dayOfYear: Int64 {
        Self.daysSinceEpoch(year: year, month: month, day: day) - Self.daysSinceEpoch(year: year, month: 1, day: 1)
    }

    static func days(in month: Int64, of year: Int64) -> Int64 {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return switch month {
        case 2: isLeap ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The proleptic Gregorian calendar, with years that begin in March.
    static func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The year of a time of the clock, in seconds since 1970-01-01T00:00:00.
    static func year(of local: Int64) -> Int64 { date(days(local)).0 }

    /// Whole days, rounded down.
    private static func days(_ local: Int64) -> Int64 { local >= 0 ? local / 86_400 : (local - 86_399) / 86_400 }

    private static func date(_ days: Int64) -> (Int64, Int64, Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
