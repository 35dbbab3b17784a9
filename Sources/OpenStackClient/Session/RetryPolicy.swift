public import Effects

/// When a call is sent again.
public struct RetryPolicy: Sendable, Hashable {
    /// How often at most, beyond the first time; 0 never.
    public var maximumRetries = 4
    /// The wait before the first retry; it doubles with each, and is shortened by up to a half at random.
    public var firstDelay: Duration = .milliseconds(500)
    public var maximumDelay: Duration = .seconds(30)
    /// A cloud that asks for a longer wait is not waited for: the call fails.
    public var maximumRetryAfter: Duration = .seconds(60)

    public init() {}

    /// - Parameters:
    ///   - retries: How many there were.
    ///   - isIdempotent: Whether the request may be carried out twice.
    /// - Returns: The wait before the next one, `nil` where the failure stands.
    public func delay(
        after error: OpenStackError, retries: Int, isIdempotent: Bool, random: any RandomSource
    ) -> Duration? {
        guard retries < maximumRetries, isWorthwhile(error, isIdempotent: isIdempotent) else { return nil }
        if let asked = error.retryAfter {
            guard asked <= maximumRetryAfter else { return nil }
            // Not earlier than asked for, and not all at the same moment.
            return asked + jitter(of: firstDelay, random)
        }
        let full = min(maximumDelay, firstDelay * (1 << min(retries, 20)))
        return full / 2 + jitter(of: full / 2, random)
    }

    /// A request that must not be carried out twice is repeated only where the answer proves that nothing was done.
    private func isWorthwhile(_ error: OpenStackError, isIdempotent: Bool) -> Bool {
        switch error.code {
        case .overLimit: true
        case .unreachable where (error.cause as? TransportFailure)?.code == .notSent: true
        case .unavailable where error.status == 503: isIdempotent || error.retryAfter != nil
        case .unavailable, .unreachable, .timeout: isIdempotent
        case .serverFailure: isIdempotent && error.method == .get
        default: false
        }
    }

    private func jitter(of range: Duration, _ random: any RandomSource) -> Duration {
        range * random.next(in: 0..<1001) / 1000
    }
}
