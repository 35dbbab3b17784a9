import Effects
import Synchronization

/// The `Date` of answers (RFC 9110, section 5.6.7), made once a second.
final class DateHeader: Sendable {
    private let newest = Mutex((second: Int64.min, text: ""))

    func value(at now: Timestamp) -> String {
        let second = now.secondsSinceEpoch
        return newest.withLock { newest in
            if newest.second != second { newest = (second, Self.text(of: now)) }
            return newest.text
        }
    }

    /// `Thu, 26 Nov 2026 05:40:32 GMT`
    static func text(of time: Timestamp) -> String {
        let day = Int((time.secondsSinceEpoch - time.secondsSinceEpoch.secondOfDay) / 86400)
        // The epoch was a Thursday.
        let weekday = weekdays[((day + 4) % 7 + 7) % 7]
        // `2026-11-26T05:40:32Z`
        let parts = time.truncatedToSeconds.rfc3339.split { "-TZ".contains($0) }
        guard parts.count == 4, let month = Int(parts[1]), months.indices.contains(month - 1) else { return "" }
        return "\(weekday), \(parts[2]) \(months[month - 1]) \(parts[0]) \(parts[3]) GMT"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

extension Int64 {
    fileprivate var secondOfDay: Int64 { (self % 86400 + 86400) % 86400 }
}
