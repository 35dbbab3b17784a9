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
        var generator = Generator(source: self)
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// A version 4 UUID (RFC 9562, section 5.4) in lower case, as Kubernetes writes `metadata.uid`.
    public func uid() -> String {
        var octets = bytes(count: 16)
        octets[6] = octets[6] & 0x0f | 0x40
        octets[8] = octets[8] & 0x3f | 0x80
        var text = ""
        for (index, octet) in octets.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append("-") }
            text.append(Character(Unicode.Scalar(Self.hexDigits[Int(octet >> 4)])))
            text.append(Character(Unicode.Scalar(Self.hexDigits[Int(octet & 0xf)])))
        }
        return text
    }

    private static var hexDigits: [UInt8] { Array("0123456789abcdef".utf8) }
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
