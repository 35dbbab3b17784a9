import Effects

/// How many requests a cloud gets.
public struct RateLimit: Sendable, Hashable {
    /// Requests a second in the long run.
    public var perSecond: Double = 20
    /// Requests at once after a pause.
    public var burst = 40
    /// Requests under way at the same time.
    public var concurrent = 16

    public init() {}
}

/// A token bucket as a time line: each request takes the next place, which lies in the past, or not.
struct TokenBucket {
    private let interval: Duration
    private let tolerance: Duration
    /// When the bucket would be full.
    private var fullAt: Timestamp?

    init(_ limit: RateLimit) {
        interval = .nanoseconds(Int64(1e9 / min(max(limit.perSecond, 0.001), 1e6)))
        tolerance = interval * (max(limit.burst, 1) - 1)
    }

    /// - Returns: How long the taker has to wait.
    mutating func take(at now: Timestamp) -> Duration {
        let base = max(fullAt ?? now, now)
        fullAt = base + interval
        return max(.zero, base - now - tolerance)
    }

    /// Gives a place back that was not used.
    mutating func giveBack() {
        fullAt = fullAt.map { $0 - interval }
    }
}
