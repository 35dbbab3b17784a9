extension FunctionLibrary {
    static let times: [String: Implementation] = [
        "getFullYear": part { $0.year },
        "getMonth": part { $0.month - 1 },
        "getDayOfYear": part { $0.dayOfYear },
        "getDayOfMonth": part { $0.day - 1 },
        "getDate": part { $0.day },
        "getDayOfWeek": part { $0.dayOfWeek },
        "getHours": part(of: 3_600_000_000_000) { $0.hour },
        "getMinutes": part(of: 60_000_000_000) { $0.minute },
        "getSeconds": part(of: 1_000_000_000) { $0.second },
        "getMilliseconds": { arguments throws(EvaluationError) in
            switch arguments.first {
            case .timestamp(let time):
                _ = try civil(time, arguments.dropFirst().first)
                return .int(time.nanoseconds / 1_000_000)
            case .duration(let nanoseconds) where arguments.count == 1: return .int(nanoseconds / 1_000_000 % 1000)
            default: return nil
            }
        },
    ]

    /// - Parameter unit: What a duration is divided by, in nanoseconds.
    private static func part(
        of unit: Int64? = nil, _ read: @escaping @Sendable (CivilTime) -> Int64
    ) -> Implementation {
        { arguments throws(EvaluationError) in
            switch arguments.first {
            case .timestamp(let time):
                guard let civil = try civil(time, arguments.dropFirst().first) else { return nil }
                return .int(read(civil))
            case .duration(let nanoseconds) where arguments.count == 1: return unit.map { .int(nanoseconds / $0) }
            default: return nil
            }
        }
    }

    private static func civil(_ time: Instant, _ zone: CELValue?) throws(EvaluationError) -> CivilTime? {
        guard let zone else { return CivilTime(time, offset: 0) }
        guard case .string(let name) = zone else { return nil }
        return CivilTime(time, offset: try offset(name))
    }

    /// Seconds east of Greenwich of `UTC`, `02:00`, `+02:00`, `-08:30`.
    private static func offset(_ name: String) throws(EvaluationError) -> Int64 {
        if ["", "UTC", "GMT", "Etc/UTC", "Etc/GMT", "Z"].contains(name) { return 0 }
        let isWest = name.hasPrefix("-")
        let parts = (isWest || name.hasPrefix("+") ? name.dropFirst() : name[...])
            .split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ (1...2).contains($0.utf8.count) && $0.utf8.allSatisfy(\.isDigit) }),
            let hours = Int64(parts[0]), let minutes = Int64(parts[1])
        else { throw EvaluationError("unknown time zone \(name)") }
        guard minutes < 60 else { throw EvaluationError("timezone offset minutes out of range [0, 59]: \(name)") }
        guard hours < 24 else { throw EvaluationError("timezone offset hours out of range [-23, 23]: \(name)") }
        return (hours * 3600 + minutes * 60) * (isWest ? -1 : 1)
    }
}
