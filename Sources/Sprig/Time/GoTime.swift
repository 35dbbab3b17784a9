import Effects
import GoTemplate

/// A `time.Time` of Go: a point in time of any year, and the zone in which it is shown.
struct GoTime: GoJSONObject {
    var secondsSinceEpoch: Int64
    /// Of the second: 0 to 999 999 999.
    var nanoseconds: Int
    var zone: Zone

    /// A zone with one offset for all times.
    struct Zone: Equatable {
        /// May be empty; the offset stands for it then.
        var abbreviation: String
        /// In seconds to the east.
        var offset: Int

        static let utc = Zone(abbreviation: "UTC", offset: 0)
    }

    /// Go's zero time, the first second of year 1.
    static let zero = GoTime(secondsSinceEpoch: -62_135_596_800)

    init(secondsSinceEpoch: Int64, nanoseconds: Int = 0, zone: Zone = .utc) {
        self.secondsSinceEpoch = secondsSinceEpoch
        self.nanoseconds = nanoseconds
        self.zone = zone
    }

    init(_ timestamp: Timestamp) {
        let (seconds, nanoseconds) = timestamp.nanosecondsSinceEpoch.flooredDivision(by: 1_000_000_000)
        self.init(secondsSinceEpoch: seconds, nanoseconds: Int(nanoseconds))
    }

    /// A point in time by what calendar and clock show in a zone.
    init(_ date: CivilDate, secondOfDay: Int, nanoseconds: Int, zone: Zone) {
        self.init(
            secondsSinceEpoch: date.daysSinceEpoch * 86_400 + Int64(secondOfDay - zone.offset),
            nanoseconds: nanoseconds, zone: zone)
    }

    private var local: (days: Int64, second: Int64) {
        let (days, second) = secondsSinceEpoch.saturatingAdding(Int64(zone.offset)).flooredDivision(by: 86_400)
        return (days, second)
    }
    var date: CivilDate { CivilDate(daysSinceEpoch: local.days) }
    var secondOfDay: Int { Int(local.second) }

    func adding(nanoseconds duration: Int64) -> GoTime {
        let (seconds, rest) = duration.flooredDivision(by: 1_000_000_000)
        let nanoseconds = self.nanoseconds + Int(rest)
        var time = self
        time.secondsSinceEpoch = secondsSinceEpoch.saturatingAdding(seconds)
            .saturatingAdding(Int64(nanoseconds / 1_000_000_000))
        time.nanoseconds = nanoseconds % 1_000_000_000
        return time
    }

    /// Nanoseconds since another time, at most what an integer holds.
    func nanoseconds(since other: GoTime) -> Int64 {
        let (seconds, overflows) = secondsSinceEpoch.subtractingReportingOverflow(other.secondsSinceEpoch)
        let (product, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflows, !isTooLong else { return secondsSinceEpoch < other.secondsSinceEpoch ? .min : .max }
        return product.saturatingAdding(Int64(nanoseconds - other.nanoseconds))
    }

    func shown(in zone: Zone) -> GoTime {
        GoTime(secondsSinceEpoch: secondsSinceEpoch, nanoseconds: nanoseconds, zone: zone)
    }

    func formatted(_ layout: String) -> String { TimeLayout(layout).format(self) }

    var typeName: String { "time.Time" }
    var entries: GoMap? { nil }
    var printed: String { formatted("2006-01-02 15:04:05.999999999 -0700 MST") }

    var jsonValue: GoValue { .text(formatted("2006-01-02T15:04:05.999999999Z07:00")) }

    func field(_ name: String) -> GoValue? { nil }
}

extension GoTime {
    func method(_ name: String) -> TemplateFunction? {
        let time = self
        if let part = Self.parts[name] { return TemplateFunction { _, _ in part(time) } }
        if let comparison = Self.comparisons[name] {
            return TemplateFunction(.any) { (arguments, _) throws(FunctionFailure) in
                let other = try arguments.time(at: 0)
                return .bool(
                    comparison((time.secondsSinceEpoch, time.nanoseconds), (other.secondsSinceEpoch, other.nanoseconds))
                )
            }
        }
        switch name {
        case "Format":
            return TemplateFunction(.string) { (arguments, call) throws(FunctionFailure) in
                try call.made(time.formatted(arguments.text(at: 0)))
            }
        case "AddDate":
            return TemplateFunction(.int, .int, .int) { (arguments, _) throws(FunctionFailure) in
                .object(
                    time.adding(
                        years: try arguments.int(at: 0), months: try arguments.int(at: 1),
                        days: try arguments.int(at: 2)))
            }
        default: return nil
        }
    }

    private static let parts: [String: @Sendable (GoTime) -> GoValue] = [
        "Year": { .int(Int($0.date.year)) },
        "Month": { .object(NamedNumber(typeName: "time.Month", printed: CivilDate.monthNames[$0.date.month - 1])) },
        "Day": { .int($0.date.day) },
        "YearDay": { .int($0.date.dayOfYear) },
        "Weekday": {
            .object(NamedNumber(typeName: "time.Weekday", printed: CivilDate.weekdayNames[$0.date.weekday]))
        },
        "Hour": { .int($0.secondOfDay / 3600) },
        "Minute": { .int($0.secondOfDay / 60 % 60) },
        "Second": { .int($0.secondOfDay % 60) },
        "Nanosecond": { .int($0.nanoseconds) },
        "Unix": { .int64($0.secondsSinceEpoch) },
        "UnixMilli": { .int64($0.secondsSinceEpoch &* 1000 &+ Int64($0.nanoseconds / 1_000_000)) },
        "UnixMicro": { .int64($0.secondsSinceEpoch &* 1_000_000 &+ Int64($0.nanoseconds / 1000)) },
        "UnixNano": { .int64($0.secondsSinceEpoch &* 1_000_000_000 &+ Int64($0.nanoseconds)) },
        "UTC": { .object($0.shown(in: .utc)) },
        "Local": { .object($0.shown(in: .utc)) },
        "String": { .text($0.printed) },
        "IsZero": { .bool($0.secondsSinceEpoch == zero.secondsSinceEpoch && $0.nanoseconds == 0) },
    ]

    private static let comparisons: [String: @Sendable ((Int64, Int), (Int64, Int)) -> Bool] = [
        "Before": { $0 < $1 }, "After": { $0 > $1 }, "Equal": { $0 == $1 },
    ]

    /// A day that the month does not have runs over into the next.
    private func adding(years: Int, months: Int, days: Int) -> GoTime {
        let date = date
        let limit: Int64 = 1_000_000_000
        let month = Int64(date.month - 1) + min(max(Int64(months), -limit), limit)
        let (carry, monthIndex) = month.flooredDivision(by: 12)
        let first = CivilDate(
            year: date.year + carry + min(max(Int64(years), -limit), limit), month: Int(monthIndex) + 1, day: 1)
        let target = first.daysSinceEpoch + Int64(date.day - 1) + min(max(Int64(days), -limit), limit)
        return GoTime(
            CivilDate(daysSinceEpoch: target), secondOfDay: secondOfDay, nanoseconds: nanoseconds, zone: zone)
    }
}

/// A number of Go that prints as a name, such as a month.
struct NamedNumber: GoObject {
    let typeName: String
    let printed: String
    var entries: GoMap? { nil }

    func field(_ name: String) -> GoValue? { nil }

    func method(_ name: String) -> TemplateFunction? {
        let text = printed
        return name == "String" ? TemplateFunction { _, _ in .text(text) } : nil
    }
}
