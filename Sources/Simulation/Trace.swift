public import Effects
import Synchronization

/// What happened in a run, in order: one event an effect. Two runs are the same when their traces are.
public final class Trace: Sendable {
    public struct Event: Sendable, Hashable, CustomStringConvertible {
        public var time: Timestamp
        public var effect: Effect
        /// How it ended, where that matters: `conflict`, `revision 17`.
        public var outcome: String

        public var description: String {
            "\(time.rfc3339) \(effect)" + (outcome.isEmpty ? "" : " -> \(outcome)")
        }
    }

    private struct State {
        var events: [Event] = []
        var fingerprint = Fingerprint()
    }

    private let state = Mutex(State())

    public init() {}

    public func record(_ effect: Effect, outcome: String = "", at time: Timestamp) {
        let event = Event(time: time, effect: effect, outcome: outcome)
        state.withLock { state in
            state.events.append(event)
            state.fingerprint.combine(event)
        }
    }

    public var events: [Event] { state.withLock(\.events) }

    /// A hash of all events.
    public var fingerprint: UInt64 { state.withLock(\.fingerprint.value) }

    /// The first event that differs between two traces, as text; `nil` where there is none.
    public func firstDifference(from other: Trace) -> String? {
        let (mine, theirs) = (events, other.events)
        let index = zip(mine, theirs).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        guard let index = index ?? (mine.count == theirs.count ? nil : min(mine.count, theirs.count)) else {
            return nil
        }
        func text(_ events: [Event]) -> String { index < events.count ? "\(events[index])" : "the end" }
        return "event \(index): \(text(mine)) | \(text(theirs))"
    }
}

/// FNV-1a with 64 bits: unlike `Hasher`, the same in every process.
struct Fingerprint: Sendable {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func combine(_ number: UInt64) {
        withUnsafeBytes(of: number.littleEndian) { combine($0) }
    }

    mutating func combine(_ text: String) {
        combine(UInt64(text.utf8.count))
        combine(text.utf8)
    }

    mutating func combine(_ event: Trace.Event) {
        combine(UInt64(bitPattern: event.time.nanosecondsSinceEpoch))
        combine(event.effect.kind.rawValue)
        combine(event.effect.detail)
        combine(event.outcome)
    }

    private mutating func combine(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    }
}
