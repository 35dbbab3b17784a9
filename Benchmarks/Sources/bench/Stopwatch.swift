/// The best and the median of repeated runs, in milliseconds.
struct Measurement {
    let best: Double
    let median: Double

    /// Runs each body in turn for a number of rounds, so that a slow moment of the machine touches all of them.
    static func interleaved(rounds: Int, _ bodies: [() throws -> Void]) throws -> [Measurement] {
        let clock = ContinuousClock()
        var times = bodies.map { _ in [Double]() }
        for round in 0...rounds {
            for (index, body) in bodies.enumerated() {
                let duration = try clock.measure(body)
                // The first round warms up.
                if round > 0 { times[index].append(duration / .milliseconds(1)) }
            }
        }
        return times.map { times in
            let sorted = times.sorted()
            return Measurement(best: sorted[0], median: sorted[sorted.count / 2])
        }
    }
}

/// Keeps the optimizer from dropping a result.
@inline(never)
func consume<Value>(_ value: Value) {
    withExtendedLifetime(value) {}
}
