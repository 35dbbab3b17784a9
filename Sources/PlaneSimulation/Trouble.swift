import Effects
import KubernetesClient
import Simulation
import Synchronization

/// Chooses what goes wrong in a run, from its seed.
final class Trouble: Sendable {
    enum CrashMoment: Sendable { case before, after }

    private struct State {
        var random: SeedStream
        var isOn = true
        var crashes = 0
    }

    /// How often things go wrong: some runs are calm, some are wild.
    private struct Rates {
        /// One request in so many fails, loses its answer or comes late.
        var request: UInt64
        /// One watch in so many ends with each batch of events.
        var watch: UInt64
        /// One write in so many ends the process.
        var write: UInt64
    }

    private static let mostCrashes = 20
    private let isPossible: Bool
    private let rates: Rates
    private let state: Mutex<State>

    /// - Parameter isPossible: Whether anything goes wrong at all.
    init(seed: UInt64, isPossible: Bool) {
        var random = SeedStream(seed: seed, purpose: "trouble")
        self.isPossible = isPossible
        rates = Rates(
            request: random.pick([10, 15, 30, 100]), watch: random.pick([20, 60, 200]),
            write: random.pick([60, 150, 400, 1000]))
        state = Mutex(State(random: random))
    }

    /// Trouble that is off lets what is slow come to its end.
    func set(_ isOn: Bool) { state.withLock { $0.isOn = isOn } }

    func fault(of effect: Effect) -> Fault? {
        state.withLock { state in
            guard state.isOn, isPossible else { return nil }
            switch effect.kind {
            case .apiRequest where state.random.oneIn(rates.request): return Self.requestFault(&state.random)
            case .watchEvent where state.random.oneIn(rates.watch): return Self.watchFault(&state.random)
            default: return nil
            }
        }
    }

    /// - Parameter number: Of the write in this life.
    /// - Returns: Whether the process ends with it, and on which side of it.
    func crash(atWrite number: Int) -> CrashMoment? {
        state.withLock { state in
            guard state.isOn, isPossible, state.crashes < Self.mostCrashes, state.random.oneIn(rates.write) else {
                return nil
            }
            state.crashes += 1
            return state.random.oneIn(2) ? .before : .after
        }
    }

    private static func requestFault(_ random: inout SeedStream) -> Fault {
        switch random.below(6) {
        case 0...2: .failure(broken)
        case 3, 4: .lostAnswer(broken)
        default: .delay(.milliseconds(Int64(random.below(20_000))))
        }
    }

    private static func watchFault(_ random: inout SeedStream) -> Fault {
        switch random.below(3) {
        case 0: .failure(broken)
        case 1: .lostAnswer(broken)
        default: .delay(.milliseconds(Int64(random.below(10_000))))
        }
    }

    private static let broken = ClientError(.connectionLost, "the connection broke")
}

/// Numbers that depend on a seed and a purpose alone, so that draws for one purpose do not shift those for another.
struct SeedStream: Sendable {
    private var state: UInt64

    init(seed: UInt64, purpose: String) {
        state = purpose.utf8.reduce(seed &* 0x9e37_79b9_7f4a_7c15) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }

    /// Below `bound`, which must not be 0.
    mutating func below(_ bound: UInt64) -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return (mixed ^ mixed >> 31).multipliedFullWidth(by: bound).high
    }

    mutating func oneIn(_ count: UInt64) -> Bool { below(count) == 0 }

    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[Int(below(UInt64(choices.count)))] }
}
