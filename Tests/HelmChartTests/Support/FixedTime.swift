import Effects

/// A clock that stands at 2021-03-04T05:06:07Z.
struct FixedTime: TimeSource {
    func now() -> Timestamp { Timestamp(secondsSinceEpoch: 1_614_834_367) }
    func sleep(for duration: Duration) async throws { try Task.checkCancellation() }
}
