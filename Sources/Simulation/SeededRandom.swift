public import Effects
import Synchronization

/// Random numbers that depend on a seed and the order of the draws alone. Not for keys.
public final class SeededRandom: RandomSource {
    private let generator: Mutex<SplitMix64>

    public init(seed: UInt64) {
        generator = Mutex(SplitMix64(seed: seed, stream: .values))
    }

    public func next() -> UInt64 {
        generator.withLock { $0.next() }
    }
}

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
struct SplitMix64: RandomNumberGenerator, Sendable {
    /// Draws for one purpose must not shift those for another.
    enum Stream: UInt64 {
        case schedule = 0x6a09_e667_f3bc_c908
        case values = 0xbb67_ae85_84ca_a73b
    }

    private var state: UInt64

    init(seed: UInt64, stream: Stream) {
        state = seed &* 0x9e37_79b9_7f4a_7c15 ^ stream.rawValue
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }

    mutating func next(below bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }
}
