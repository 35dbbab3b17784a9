public import Effects
import Synchronization

/// A clock that stands still while anything can run and then jumps to the next timer.
public final class VirtualTime: TimeSource {
    fileprivate struct Timer {
        var deadline: Timestamp
        /// Numbers the timers in the order in which they were set.
        var number: UInt64
    }

    fileprivate struct State {
        var now: Timestamp
        var nextNumber: UInt64 = 0
        /// By deadline, then number; the earliest is last. Those that were cancelled stay until their time.
        var timers: [Timer] = []
        /// Who waits for which timer.
        var sleepers: [UInt64: CheckedContinuation<Void, any Error>] = [:]
        /// Timers that were cancelled before they were set.
        var cancelled: Set<UInt64> = []
    }

    private let state: Mutex<State>

    init(start: Timestamp) {
        state = Mutex(State(now: start))
    }

    public func now() -> Timestamp { state.withLock(\.now) }

    public func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        defer { state.withLock { _ = $0.cancelled.remove(number) } }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                set(number, after: duration, continuation)
            }
        } onCancel: {
            cancel(number)
        }
    }

    /// Moves time to the earliest timer and wakes every task whose timer that is.
    ///
    /// - Returns: Whether there was one.
    func advanceToNextTimer() -> Bool {
        let due = state.withLock { $0.advance() }
        for sleeper in due { sleeper.resume() }
        return !due.isEmpty
    }

    private func set(_ number: UInt64, after duration: Duration, _ continuation: CheckedContinuation<Void, any Error>) {
        let isCancelled = state.withLock { state in
            if state.cancelled.remove(number) != nil { return true }
            let deadline = state.now + max(.zero, duration)
            state.timers.insert(Timer(deadline: deadline, number: number), at: state.index(before: deadline))
            state.sleepers[number] = continuation
            return false
        }
        if isCancelled { continuation.resume(throwing: CancellationError()) }
    }

    private func cancel(_ number: UInt64) {
        let sleeper = state.withLock { state in
            let sleeper = state.sleepers.removeValue(forKey: number)
            if sleeper == nil { state.cancelled.insert(number) }
            return sleeper
        }
        sleeper?.resume(throwing: CancellationError())
    }
}

extension VirtualTime.State {
    /// Moves time to the earliest timer that somebody waits for.
    ///
    /// - Returns: Those who wait for that moment.
    fileprivate mutating func advance() -> [CheckedContinuation<Void, any Error>] {
        var due: [CheckedContinuation<Void, any Error>] = []
        while let timer = timers.last, due.isEmpty || timer.deadline <= now {
            timers.removeLast()
            guard let sleeper = sleepers.removeValue(forKey: timer.number) else { continue }
            now = max(now, timer.deadline)
            due.append(sleeper)
        }
        return due
    }

    /// Where a timer with this deadline belongs: after all later ones, before those due at the same moment or earlier.
    fileprivate func index(before deadline: Timestamp) -> Int {
        var (low, high) = (0, timers.count)
        while low < high {
            let middle = (low + high) / 2
            if timers[middle].deadline > deadline { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
