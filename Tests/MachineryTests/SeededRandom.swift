import Effects
import SeededRandomness
import Synchronization

/// The tests' source of repeatable randomness.
final class SeededRandom: RandomSource {
    private let generator: Mutex<SplitMix>

    init(seed: UInt64 = 1) {
        generator = Mutex(SplitMix(seed: seed))
    }

    func next() -> UInt64 { generator.withLock { $0.next() } }
}
