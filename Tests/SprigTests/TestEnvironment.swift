import Effects
import PKI
import SeededRandomness
import Synchronization

@testable import Sprig

extension SprigEnvironment {
    /// A clock that stands at 2021-03-04T05:06:07Z, and randomness that follows from a seed.
    static func test(seed: UInt64 = 1) -> SprigEnvironment {
        SprigEnvironment(
            time: FixedTime.standard, random: SeededRandom(seed: seed), keys: SystemKeySource())
    }
}

struct FixedTime: TimeSource {
    static let standard = FixedTime(seconds: 1_614_834_367)

    let seconds: Int64

    func now() -> Timestamp { Timestamp(secondsSinceEpoch: seconds) }
    func sleep(for duration: Duration) async throws { try Task.checkCancellation() }
}

final class SeededRandom: RandomSource {
    private let generator: Mutex<SplitMix>

    init(seed: UInt64) { generator = Mutex(SplitMix(seed: seed)) }

    func next() -> UInt64 { generator.withLock { $0.next() } }
}
