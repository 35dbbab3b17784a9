extension FunctionLibrary {
    /// A function that may ask for the rules of a time zone.
    typealias ZonedImplementation =
        @Sendable ([CELValue], any TimeZoneSource) throws(EvaluationError) -> CELValue?

    static let times: [String: ZonedImplementation] = [
        "getFullYear": part { $0.year },
        "getMonth": part { $0.month - 1 },
        "getDayOfYear": part { $0.dayOfYear },
        "getDayOfMonth": part { $0.day - 1 },
        "getDate": part { $0.day },
        "getDayOfWeek": part { $0.dayOfWeek },
        "getHours": part(of: 3_600_000_000_000) { $0.hour },
        "getMinutes": part(of: 60_000_000_000) { $0.minute },
        "getSeconds": part(of: 1_000_000_000) { $0.second },
        "getMilliseconds": { arguments, zones throws(EvaluationError) in
            switch arguments.first {
            case .timestamp(let time):
                guard try civil(time, arguments, zones) != nil else { return nil }
                return .int(time.nanoseconds / 1_000_000)
            case .duration(let nanoseconds) where arguments.count == 1: return .int(nanoseconds / 1_000_000 % 1000)
            default: return nil
            }
        },
    ]

    /// - Parameter unit: What a duration is divided by, in nanoseconds.
    private static func part(
        of unit: Int64? = nil, _ read: @escaping @Sendable (CivilTime) -> Int64
    ) -> ZonedImplementation {
        { arguments, zones throws(EvaluationError) in
            switch arguments.first {
            case .timestamp(let time):
                guard let civil = try civil(time, arguments, zones) else { return nil }
                return .int(read(civil))
            case .duration(let nanoseconds) where arguments.count == 1: return unit.map { .int(nanoseconds / $0) }
            default: return nil
            }
        }
    }

    private static func civil(
        _ time: Instant, _ arguments: [CELValue], _ zones: any TimeZoneSource
    ) throws(EvaluationError) -> CivilTime? {
        guard arguments.count > 1 else { return CivilTime(time, offset: 0) }
        guard arguments.count == 2, case .string(let name) = arguments[1] else { return nil }
        return CivilTime(time, offset: try offset(of: name, at: time, zones))
    }

    /// Seconds east of Greenwich of `Europe/Berlin`, `UTC`, `02:00`, `+02:00` or `-08:30`, by the rules and in the words of
    /// cel-go. `Local` is UTC, as it is where an API server runs.
    private static func offset(
        of name: String, at time: Instant, _ zones: any TimeZoneSource
    ) throws(EvaluationError) -> Int64 {
        if name.utf8.contains(UInt8(ascii: ":")) { return try fixedOffset(name) }
        if ["", "UTC", "Local"].contains(name) { return 0 }
        if let rules = zones.rules(named: name) { return rules.offset(at: time.seconds) }
        guard !name.hasPrefix("/"), !name.utf8.contains(UInt8(ascii: "\\")),
            !name.split(separator: "/", omittingEmptySubsequences: false).contains("..")
        else { throw EvaluationError("time: invalid location name") }
        if TimeZoneName.isUniversal(name) { return 0 }
        throw EvaluationError("unknown time zone \(name)")
    }

    private static func fixedOffset(_ name: String) throws(EvaluationError) -> Int64 {
        let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let hours = try number(parts[0])
        let minutes = try number(parts[1])
        guard (0...59).contains(minutes) else {
            throw EvaluationError("timezone offset minutes out of range [0, 59]: \(name)")
        }
        guard hours.magnitude <= 1_000_000 else {
            throw EvaluationError("strconv.Atoi: parsing \(quoted(String(parts[0]))): value out of range")
        }
        return (hours * 60 + (name.hasPrefix("-") ? -minutes : minutes)) * 60
    }

    private static func number(_ text: Substring) throws(EvaluationError) -> Int64 {
        guard let number = Int64(text) else {
            throw EvaluationError("strconv.Atoi: parsing \(quoted(String(text))): invalid syntax")
        }
        return number
    }
}
