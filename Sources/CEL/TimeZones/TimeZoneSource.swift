/// Where the rules of time zones come from.
public protocol TimeZoneSource: Sendable {
    /// - Parameter name: As the IANA database calls the zone: `Europe/Berlin`.
    /// - Returns: `nil` where the zone is not known.
    func rules(named name: String) -> TimeZoneRules?
}

/// No time zones at all: expressions know UTC and fixed offsets.
public struct NoTimeZones: TimeZoneSource {
    public init() {}

    public func rules(named name: String) -> TimeZoneRules? { nil }
}

/// The names of time zones.
enum TimeZoneName {
    /// Whether the name stands for UTC in every database, so that none is needed to know it.
    static func isUniversal(_ name: String) -> Bool {
        let plain = name.hasPrefix("Etc/") ? name.dropFirst(4) : name[...]
        return ["UTC", "GMT", "UCT", "Zulu", "Universal", "Greenwich"].contains(plain)
    }

    /// The longest name in bytes. The longest of the database has 38 (`posix/America/Argentina/ComodRivadavia`).
    static let limit = 128

    /// Whether the name is made of parts between slashes, each of letters, digits, `_`, `+` and `-`, so that it leads nowhere
    /// outside of the directory that it is looked up in.
    static func isValid(_ name: String) -> Bool {
        guard !name.isEmpty, name.utf8.count <= limit else { return false }
        return name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty
                && part.allSatisfy {
                    $0.isIdentifierStart || $0.isDigit || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-")
                }
        }
    }
}
