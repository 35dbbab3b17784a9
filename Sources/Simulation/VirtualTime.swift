public import Effects
import Synchronization

/// A clock that stands still while anything can run and then jumps to the next timer.
public final class VirtualTime: TimeSource {
    fileprivate struct Timer {
        var deadline: Timestamp
        /// Numbers the timers in the order in which they were set.
        var number: UInt64
        var continuation: CheckedContinuation<Void, any Error>
    }

    fileprivate struct State {
        var now: Timestamp
        var nextNumber: UInt64 = 0
        /// By deadline, then number; the earliest is last.
        var timers: [Timer] = []
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
        let due = state.withLock { state -> [Timer] in
            guard let deadline = state.timers.last?.deadline else { return [] }
            state.now = max(state.now, deadline)
            let first = state.timers.lastIndex { $0.deadline > state.now }.map { $0 + 1 } ?? 0
            defer { state.timers.removeSubrange(first...) }
            return state.timers[first...].reversed()
        }
        for timer in due { timer.continuation.resume() }
        return !due.isEmpty
    }

    private func set(_ number: UInt64, after duration: Duration, _ continuation: CheckedContinuation<Void, any Error>) {
        let isCancelled = state.withLock { state in
            if state.cancelled.remove(number) != nil { return true }
            let deadline = state.now + max(.zero, duration)
            let timer = Timer(deadline: deadline, number: number, continuation: continuation)
            state.timers.insert(timer, at: state.index(before: deadline))
            return false
        }
        if isCancelled { continuation.resume(throwing: CancellationError()) }
    }

    private func cancel(_ number: UInt64) {
        let timer = state.withLock { state -> Timer? in
            guard let index = state.timers.firstIndex(where: { $0.number == number }) else {
                state.cancelled.insert(number)
                return nil
            }
            return state.timers.remove(at: index)
        }
        timer?.continuation.resume(throwing: CancellationError())
    }
}

extension VirtualTime.State {
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
