/// A time zone as the variable `TZ` of POSIX tells it, with the hours that RFC 9636 adds: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct POSIXTimeZone: Sendable, Hashable {
    /// A time of the year at which clocks are changed.
    struct Change: Sendable, Hashable {
        enum Day: Sendable, Hashable {
            /// 1 ... 365; 29 February is never counted.
            case julian(Int64)
            /// 0 ... 365
            case ordinal(Int64)
            /// The day of the week (0 is Sunday) in the first to the fourth week or, as 5, the last week of a month.
            case weekday(month: Int64, week: Int64, day: Int64)
        }

        let day: Day
        /// Seconds of the day, by the clock that is changed: from -167 to 167 hours.
        let time: Int64
    }

    /// Seconds east of Greenwich.
    let standardOffset: Int64
    /// `nil` where there is no daylight-saving time.
    let daylight: Daylight?

    struct Daylight: Sendable, Hashable {
        let offset: Int64
        let start: Change
        let end: Change
    }

    /// The seconds that the clocks are ahead of UTC.
    func offset(at seconds: Int64) -> Int64 {
        guard let daylight else { return standardOffset }
        // So far away that no sum overflows, every instant is as good as another.
        let seconds = min(max(seconds, -1 << 60), 1 << 60)
        let year = CivilTime.year(of: seconds + standardOffset)
        var latest = Int64.min
        var isDaylight = false
        // Changes lie up to a week outside of the year that they are reckoned in.
        for candidate in year - 1...year + 1 {
            let end = daylight.end.seconds(in: candidate) - daylight.offset
            if end <= seconds, end > latest { (latest, isDaylight) = (end, false) }
            let start = daylight.start.seconds(in: candidate) - standardOffset
            // Where daylight-saving time ends as it begins, it lasts all year.
            if start <= seconds, start >= latest { (latest, isDaylight) = (start, true) }
        }
        return isDaylight ? daylight.offset : standardOffset
    }
}

extension POSIXTimeZone.Change {
    /// Seconds since 1970-01-01T00:00:00 by the clock that is changed.
    func seconds(in year: Int64) -> Int64 { days(in: year) * 86_400 + time }

    private func days(in year: Int64) -> Int64 {
        let newYear = CivilTime.daysSinceEpoch(year: year, month: 1, day: 1)
        switch day {
        case .julian(let day):
            let isLeap = CivilTime.days(in: 2, of: year) == 29
            return newYear + day - (isLeap && day > 59 ? 0 : 1)
        case .ordinal(let day): return newYear + day
        case .weekday(let month, let week, let day):
            let first = CivilTime.daysSinceEpoch(year: year, month: month, day: 1)
            let weekday = ((first + 4) % 7 + 7) % 7
            var place = (day - weekday + 7) % 7 + (week - 1) * 7
            if place >= CivilTime.days(in: month, of: year) { place -= 7 }
            return first + place
        }
    }
}

// MARK: - Reading

extension POSIXTimeZone {
    /// - Throws: Where the text is no such rule.
    init(parsing text: String) throws(TimeZoneError) {
        var reader = POSIXTimeZoneReader(text)
        guard let zone = reader.zone() else { throw TimeZoneError("\"\(text)\" is no rule of a time zone") }
        self = zone
    }
}

private struct POSIXTimeZoneReader {
    private var rest: ArraySlice<UInt8>

    init(_ text: String) {
        rest = Array(text.utf8)[...]
    }

    mutating func zone() -> POSIXTimeZone? {
        guard skipName(), let west = offset(hours: 24) else { return nil }
        guard !rest.isEmpty else { return POSIXTimeZone(standardOffset: -west, daylight: nil) }
        guard skipName() else { return nil }
        var ahead = 3600 - west
        if !rest.isEmpty, rest.first != UInt8(ascii: ",") {
            guard let own = offset(hours: 24) else { return nil }
            ahead = -own
        }
        // Without a rule, the one of the United States is meant, as Go and the IANA code have it.
        if rest.isEmpty { rest = Array(",M3.2.0,M11.1.0".utf8)[...] }
        guard take(","), let start = change(), take(","), let end = change(), rest.isEmpty else { return nil }
        return POSIXTimeZone(
            standardOffset: -west, daylight: POSIXTimeZone.Daylight(offset: ahead, start: start, end: end))
    }

    private mutating func take(_ letter: Unicode.Scalar) -> Bool {
        guard let first = rest.first, Unicode.Scalar(first) == letter else { return false }
        rest.removeFirst()
        return true
    }

    /// Three letters or more, or anything but line feeds in angle brackets.
    private mutating func skipName() -> Bool {
        if take("<") {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
            rest = rest[(end + 1)...]
            return true
        }
        let name = rest.prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) }
        rest = rest.dropFirst(name.count)
        return name.count >= 3
    }

    private mutating func number(_ range: ClosedRange<Int64>) -> Int64? {
        let digits = rest.prefix(while: \.isDigit)
        guard (1...3).contains(digits.count) else { return nil }
        rest = rest.dropFirst(digits.count)
        let value = digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
        return range.contains(value) ? value : nil
    }

    /// `[+|-]hh[:mm[:ss]]` in seconds.
    private mutating func offset(hours limit: Int64) -> Int64? {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        guard var seconds = number(0...limit).map({ $0 * 3600 }) else { return nil }
        for unit: Int64 in [60, 1] where take(":") {
            guard let value = number(0...59) else { return nil }
            seconds += value * unit
        }
        return isNegative ? -seconds : seconds
    }

    private mutating func change() -> POSIXTimeZone.Change? {
        guard let day = day() else { return nil }
        guard take("/") else { return POSIXTimeZone.Change(day: day, time: 7200) }
        return offset(hours: 167).map { POSIXTimeZone.Change(day: day, time: $0) }
    }

    private mutating func day() -> POSIXTimeZone.Change.Day? {
        if take("J") { return number(1...365).map(POSIXTimeZone.Change.Day.julian) }
        guard take("M") else { return number(0...365).map(POSIXTimeZone.Change.Day.ordinal) }
        guard let month = number(1...12), take("."), let week = number(1...5), take("."), let day = number(0...6) else {
            return nil
        }
        return .weekday(month: month, week: week, day: day)
    }
}
