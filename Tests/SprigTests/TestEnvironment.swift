import Effects
import PKI
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
    private let state: Mutex<UInt64>

    init(seed: UInt64) { state = Mutex(seed) }

    func next() -> UInt64 {
        state.withLock { state in
            state &+= 0x9e37_79b9_7f4a_7c15
            var word = state
            word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
            word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
            return word ^ word >> 31
        }
    }
}
