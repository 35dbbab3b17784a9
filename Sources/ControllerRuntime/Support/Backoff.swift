public import Effects

/// Delays that double with every failure in a row.
public struct Backoff: Sendable, Hashable {
    public var first: Duration
    public var limit: Duration
    /// How much longer a delay may become by chance: 0.5 is up to half as long again.
    public var jitter: Double

    public init(first: Duration, limit: Duration, jitter: Double = 0) {
        self.first = first
        self.limit = limit
        self.jitter = jitter
    }

    /// The work queue's: 5 ms, then twice as long each time, at most 1000 s.
    public static let requeue = Backoff(first: .milliseconds(5), limit: .seconds(1000))

    /// For connections: 800 ms, then twice as long each time, at most 30 s, and up to as long again by chance.
    public static let reconnect = Backoff(first: .milliseconds(800), limit: .seconds(30), jitter: 1)

    /// The delay after so many failures in a row, the first being 1.
    public func delay(afterFailures failures: Int) -> Duration {
        guard failures > 0 else { return .zero }
        // 2^40 times any delay is beyond every limit.
        let factor = Int64(1) << min(failures - 1, 40)
        let (nanoseconds, overflow) = first.wholeNanoseconds.multipliedReportingOverflow(by: factor)
        return overflow ? limit : min(limit, .nanoseconds(nanoseconds))
    }

    /// The same delay, lengthened by chance.
    public func delay(afterFailures failures: Int, random: any RandomSource) -> Duration {
        let delay = delay(afterFailures: failures)
        guard jitter > 0 else { return delay }
        return delay + delay * jitter * (Double(random.next(in: 0..<1000)) / 1000)
    }
}
