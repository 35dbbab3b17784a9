public import Effects

/// What making keys and certificates draws on: keys, the time and the randomness of serial numbers.
public struct PKIEnvironment: Sendable {
    public var keys: any KeySource
    public var time: any TimeSource
    public var random: any RandomSource

    public init(keys: any KeySource, time: any TimeSource, random: any RandomSource) {
        self.keys = keys
        self.time = time
        self.random = random
    }

    /// The operating system's clock and randomness.
    public static let system = PKIEnvironment(keys: SystemKeySource(), time: SystemTime(), random: SystemRandom())
}
