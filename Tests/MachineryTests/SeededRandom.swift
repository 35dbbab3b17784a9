import Effects
import Synchronization

/// SplitMix64: the tests' source of repeatable randomness.
final class SeededRandom: RandomSource {
    private let state: Mutex<UInt64>

    init(seed: UInt64 = 1) {
        state = Mutex(seed)
    }

    func next() -> UInt64 {
        let value = state.withLock { state in
            state &+= 0x9e37_79b9_7f4a_7c15
            return state
        }
        let mixed = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        let again = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return again ^ (again >> 31)
    }
}
