/// Where a plane gets its time from. Production reads the system's clock; a simulation reads virtual time.
public protocol TimeSource: Sendable {
    func now() -> Timestamp

    /// Suspends until `duration` has passed.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    func sleep(for duration: Duration) async throws
}

extension TimeSource {
    public func sleep(until deadline: Timestamp) async throws {
        try await sleep(for: max(.zero, deadline - now()))
    }
}

/// Where a plane gets its randomness from: names, UIDs, tokens, jitter. A simulation seeds it.
///
/// Implementations are safe to call from any task. Keys come from `PKI`'s `KeySource` instead.
public protocol RandomSource: Sendable {
    func next() -> UInt64
}

extension RandomSource {
    /// A number in `range`, each equally likely.
    public func next(in range: Range<Int>) -> Int {
        var generator = Generator(source: self)
        return Int.random(in: range, using: &generator)
    }

    public func bytes(count: Int) -> [UInt8] {
        var word: UInt64 = 0
        return (0..<count).map { index in
            // A word each eight bytes: the system's generator is asked as rarely as possible.
            word = index % 8 == 0 ? next() : word >> 8
            return UInt8(truncatingIfNeeded: word)
        }
    }

    /// A version 4 UUID (RFC 9562, section 5.4) in lower case, as Kubernetes writes `metadata.uid`.
    public func uid() -> String {
        let words = [next() & ~0xf000 | 0x4000, next() & ~(0b11 << 62) | 0b10 << 62]
        return String(unsafeUninitializedCapacity: 36) { text in
            var length = 0
            for index in 0..<32 {
                if [8, 12, 16, 20].contains(index) {
                    text[length] = UInt8(ascii: "-")
                    length += 1
                }
                let digit = UInt8(truncatingIfNeeded: words[index / 16] >> (60 - 4 * UInt64(index % 16)) & 0xf)
                text[length] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
                length += 1
            }
            return length
        }
    }
}

private struct Generator<Source: RandomSource>: RandomNumberGenerator {
    let source: Source
    func next() -> UInt64 { source.next() }
}

/// The system's clock.
public struct SystemTime: TimeSource {
    public init() {}

    public func now() -> Timestamp {
        let sinceEpoch = SystemClock.sinceEpoch()
        return Timestamp(nanosecondsSinceEpoch: sinceEpoch)
    }

    public func sleep(for duration: Duration) async throws {
        try await Task.sleep(for: duration)
    }
}

/// The operating system's cryptographically secure generator.
public struct SystemRandom: RandomSource {
    public init() {}

    public func next() -> UInt64 {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }
}
