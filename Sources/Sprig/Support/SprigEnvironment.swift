public import Effects
public import PKI

/// What functions that are not pure draw on: the time, randomness and private keys.
public struct SprigEnvironment: Sendable {
    public var time: any TimeSource
    /// Where salts, vectors, serial numbers and random texts come from; for secrets it must be cryptographically
    /// secure.
    public var random: any RandomSource
    public var keys: any ImmediateKeySource

    public init(time: any TimeSource, random: any RandomSource, keys: any ImmediateKeySource) {
        self.time = time
        self.random = random
        self.keys = keys
    }

    /// The operating system's clock and randomness.
    public static let system = SprigEnvironment(time: SystemTime(), random: SystemRandom(), keys: SystemKeySource())
}
