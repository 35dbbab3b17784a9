import Effects
import GoTemplate

/// Functions of times and durations. The local zone is UTC.
enum TimeFunctions {
    /// Those that need no clock.
    static let hermetic: [String: TemplateFunction] = [
        "toDate": TemplateFunction(.string, .string) { (arguments, _) throws(FunctionFailure) in
            let (layout, text) = (try arguments.text(at: 0), try arguments.text(at: 1))
            return .object((try? TimeLayout.parse(text, layout: layout)) ?? .zero)
        },
        "mustToDate": TemplateFunction(.string, .string) { (arguments, _) throws(FunctionFailure) in
            .object(try TimeLayout.parse(arguments.text(at: 1), layout: arguments.text(at: 0)))
        },
        "mustDateModify": mustModify, "must_date_modify": mustModify,
        "unixEpoch": TemplateFunction(.any) { (arguments, _) throws(FunctionFailure) in
            .text(String(try arguments.time(at: 0).secondsSinceEpoch))
        },
        "duration": .ofValue { (value, _) throws(FunctionFailure) in
            let seconds: Int64 =
                switch value {
                case .string(let text): GoNumber.clampedInteger(text.bytes)
                case .integer(let value, .int64): value
                default: 0
                }
            return .text(GoDuration(nanoseconds: seconds &* 1_000_000_000).description)
        },
        "durationRound": rounding(clock: nil),
    ]

    /// Those that need a clock.
    static func all(_ clock: any TimeSource) -> [String: TemplateFunction] {
        let inZone = TemplateFunction(.string, .any, .string) { (arguments, call) throws(FunctionFailure) in
            let time = try time(arguments.value(at: 1), clock)
            return try call.made(show(time, arguments.text(at: 0), zone: arguments.text(at: 2)))
        }
        return [
            "now": TemplateFunction { _, _ in .object(GoTime(clock.now())) },
            "date": TemplateFunction(.string, .any) { (arguments, call) throws(FunctionFailure) in
                try call.made(show(time(arguments.value(at: 1), clock), arguments.text(at: 0), zone: "Local"))
            },
            "dateInZone": inZone, "date_in_zone": inZone,
            "htmlDate": .ofValue { (value, call) throws(FunctionFailure) in
                try call.made(show(time(value, clock), "2006-01-02", zone: "Local"))
            },
            "htmlDateInZone": TemplateFunction(.any, .string) { (arguments, call) throws(FunctionFailure) in
                try call.made(show(time(arguments.value(at: 0), clock), "2006-01-02", zone: arguments.text(at: 1)))
            },
            "dateModify": modify, "date_modify": modify,
            "ago": .ofValue { (value, _) throws(FunctionFailure) in
                // An `int32` is a date for `date`, and not for `ago`.
                let isInt32 = if case .integer(_, .int32) = value { true } else { false }
                let now = GoTime(clock.now())
                let elapsed = now.nanoseconds(since: isInt32 ? now : time(value, clock))
                return .text(GoDuration(nanoseconds: elapsed).roundedToSeconds.description)
            },
            "durationRound": rounding(clock: clock),
        ]
    }

    private static let modify = TemplateFunction(.string, .any) { (arguments, _) throws(FunctionFailure) in
        let time = try arguments.time(at: 1)
        guard let duration = try? GoDuration(arguments.text(at: 0)) else { return .object(time) }
        return .object(time.adding(nanoseconds: duration.nanoseconds))
    }

    private static let mustModify = TemplateFunction(.string, .any) { (arguments, _) throws(FunctionFailure) in
        let duration = try GoDuration(arguments.text(at: 0))
        return .object(try arguments.time(at: 1).adding(nanoseconds: duration.nanoseconds))
    }

    /// A time, or an integer that is seconds since the epoch; now for everything else.
    private static func time(_ value: GoValue, _ clock: any TimeSource) -> GoTime {
        switch value {
        case .object(let object): object as? GoTime ?? GoTime(clock.now())
        case .integer(let seconds, .int), .integer(let seconds, .int32), .integer(let seconds, .int64):
            GoTime(secondsSinceEpoch: seconds)
        default: GoTime(clock.now())
        }
    }

    private static func show(_ time: GoTime, _ layout: String, zone: String) -> String {
        time.shown(in: GoTime.Zone(name: zone)).formatted(layout)
    }

    /// The largest unit alone: `3mo`.
    ///
    /// - Parameter clock: For the time since another; nil where none may be read.
    private static func rounding(clock: (any TimeSource)?) -> TemplateFunction {
        .ofValue { (value, _) throws(FunctionFailure) in
            var nanoseconds: Int64 = 0
            switch value {
            case .string(let text): nanoseconds = (try? GoDuration(text.text))?.nanoseconds ?? 0
            case .integer(let value, .int64): nanoseconds = value
            case .object(let object):
                if let time = object as? GoTime {
                    guard let clock else {
                        throw FunctionFailure("there is no clock here to tell how long ago a time was")
                    }
                    nanoseconds = GoTime(clock.now()).nanoseconds(since: time)
                }
            default: break
            }
            let seconds: UInt64 = 1_000_000_000
            let units = [
                ("y", 365 * 86_400 * seconds), ("mo", 30 * 86_400 * seconds), ("d", 86_400 * seconds),
                ("h", 3600 * seconds), ("m", 60 * seconds), ("s", seconds),
            ]
            let unit = units.first { nanoseconds.magnitude > $0.1 }
            return .text(unit.map { "\(nanoseconds.magnitude / $0.1)\($0.0)" } ?? "0s")
        }
    }
}

extension GoTime.Zone {
    /// A zone by its name: those of fixed offset that need no data. For all others, as Sprig does for unknown ones,
    /// UTC.
    init(name: String) {
        self = .utc
        switch name {
        case "GMT", "Etc/GMT", "Etc/GMT0", "Etc/GMT+0", "Etc/GMT-0", "GMT0", "GMT+0", "GMT-0", "Etc/Greenwich",
            "Greenwich":
            abbreviation = "GMT"
        default:
            // `Etc/GMT+5` is five hours to the west, hence its name is -05.
            guard name.hasPrefix("Etc/GMT"), let sign = name.utf8.dropFirst(7).first,
                let hours = Int(name.dropFirst(8)),
                name.utf8.count <= 10, !name.dropFirst(8).hasPrefix("0"), hours > 0
            else { return }
            if sign == UInt8(ascii: "+"), hours <= 12 { offset = -hours * 3600 }
            if sign == UInt8(ascii: "-"), hours <= 14 { offset = hours * 3600 }
            if offset != 0 { abbreviation = (offset < 0 ? "-" : "+") + (hours < 10 ? "0" : "") + String(hours) }
        }
    }
}
