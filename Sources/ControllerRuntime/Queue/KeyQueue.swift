import Effects
import Machinery
import Synchronization

/// A work queue that workers wait on, with its delays on the injected clock.
final class KeyQueue: Sendable {
    private struct State {
        var queue = WorkQueue<NamespacedName>()
        var isShutDown = false
        var nextNumber = 0
        var waiters: [(number: Int, continuation: CheckedContinuation<NamespacedName?, Never>)] = []
    }

    private let time: any TimeSource
    private let state: Mutex<State>
    /// Raised when the earliest deadline may have changed.
    private let deadlineChanged = Signal()

    init(time: any TimeSource, backoff: Backoff) {
        self.time = time
        state = Mutex(State(queue: WorkQueue(backoff: backoff)))
    }

    var isIdle: Bool { state.withLock(\.queue.isIdle) }
    var parked: [NamespacedName] { state.withLock(\.queue.parked) }
    func failures(of name: NamespacedName) -> Int { state.withLock { $0.queue.failures(of: name) } }

    func add(_ names: some Sequence<NamespacedName>, _ lane: WorkQueue<NamespacedName>.Lane = .normal) {
        change { queue in
            for name in names { queue.add(name, lane) }
        }
    }

    /// - Parameter settling: How long the keys may wait for more of the changes that come together.
    func add(_ names: some Sequence<NamespacedName>, settling: Duration) {
        guard settling > .zero else { return add(names) }
        let moment = time.now() + settling
        change { queue in
            for name in names { queue.add(name, notBefore: moment) }
        }
    }

    /// Waits for the next key.
    ///
    /// - Returns: `nil` when the queue is shut down or the task is cancelled.
    func next() async -> NamespacedName? {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = state.withLock { state -> NamespacedName?? in
                    if state.isShutDown || Task.isCancelled { return .some(nil) }
                    if let name = state.queue.takeNext() { return name }
                    state.waiters.append((number, continuation))
                    return .none
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiters.firstIndex { $0.number == number }.map { state.waiters.remove(at: $0).continuation }
            }
            waiter?.resume(returning: nil)
        }
    }

    @discardableResult
    func finish(_ name: NamespacedName, _ outcome: WorkQueue<NamespacedName>.Outcome) -> Duration? {
        let now = time.now()
        return change { $0.finish(name, outcome, now: now) }
    }

    func park(_ name: NamespacedName, until deadline: Timestamp) {
        change { $0.park(name, until: deadline) }
    }

    func unpark(_ name: NamespacedName) {
        change { $0.unpark(name) }
    }

    /// Hands out nothing any more; what is in work may be finished.
    func shutDown() {
        let waiters = state.withLock { state in
            state.isShutDown = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.continuation.resume(returning: nil) }
    }

    /// Makes delayed keys ready when their time comes, until the task is cancelled.
    func runTimers() async {
        while !Task.isCancelled {
            guard let deadline = state.withLock(\.queue.nextDeadline) else {
                await deadlineChanged.wait()
                continue
            }
            await withTaskGroup { group in
                group.addTask { [time] in try? await time.sleep(until: deadline) }
                group.addTask { [deadlineChanged] in await deadlineChanged.wait() }
                _ = await group.next()
                group.cancelAll()
            }
            let now = time.now()
            change { $0.advance(to: now) }
        }
    }

    /// Changes the queue and hands what became ready to the workers that wait.
    @discardableResult
    private func change<Result>(_ body: (inout WorkQueue<NamespacedName>) -> Result) -> Result {
        let (result, answers, isEarlier) = state.withLock { state in
            let before = state.queue.nextDeadline
            let result = body(&state.queue)
            var answers: [(CheckedContinuation<NamespacedName?, Never>, NamespacedName)] = []
            while !state.waiters.isEmpty, let name = state.queue.takeNext() {
                answers.append((state.waiters.removeFirst().continuation, name))
            }
            let after = state.queue.nextDeadline
            return (result, answers, after.map { after in before.map { after < $0 } ?? true } ?? false)
        }
        for (continuation, name) in answers { continuation.resume(returning: name) }
        if isEarlier { deadlineChanged.raise() }
        return result
    }
}
