import Effects
import Synchronization

/// A task executor with one thread that picks the next job by a seeded choice among those that are ready.
public final class SimulationExecutor: TaskExecutor {
    fileprivate struct State {
        var ready: [UnownedJob] = []
        var choices: SplitMix64
        var schedule = Fingerprint()
        var steps = 0
        var idleWaiters: [CheckedContinuation<Void, Never>] = []
        var hasEscaped = false
    }

    private let time: VirtualTime
    private let thread = ThreadIdentity.current
    private let state: Mutex<State>

    /// Belongs to the thread that makes it: that one must also drive it.
    init(time: VirtualTime, choices: SplitMix64) {
        self.time = time
        state = Mutex(State(choices: choices))
    }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isForeign = ThreadIdentity.current != thread
        state.withLock { state in
            state.ready.append(job)
            state.hasEscaped = state.hasEscaped || isForeign
        }
    }

    var steps: Int { state.withLock(\.steps) }
    var scheduleFingerprint: UInt64 { state.withLock(\.schedule.value) }

    func waitUntilIdle() async {
        await withCheckedContinuation { continuation in
            state.withLock { $0.idleWaiters.append(continuation) }
        }
    }

    /// Runs jobs until `isFinished`; lets virtual time pass only when none is ready.
    func drive(stepLimit: Int, until isFinished: () -> Bool) throws(SimulationError) {
        while !isFinished() {
            if runOneJob() {
                try check(stepLimit: stepLimit)
            } else if !resumeIdleWaiter(), !time.advanceToNextTimer() {
                throw SimulationError(
                    .deadlock,
                    "no task is ready and no timer is set, but the body has not returned; "
                        + "a task waits for an event that nobody will send, or for something outside of the simulation")
            }
        }
        unwind()
    }

    /// Runs what is ready without letting time pass.
    func unwind() {
        while runOneJob() || resumeIdleWaiter() {}
    }

    private func runOneJob() -> Bool {
        guard let job = state.withLock({ $0.takeOne() }) else { return false }
        job.runSynchronously(on: asUnownedTaskExecutor())
        return true
    }

    /// One at a time: the first one may make others' idleness untrue.
    private func resumeIdleWaiter() -> Bool {
        let waiter = state.withLock { $0.idleWaiters.isEmpty ? nil : $0.idleWaiters.removeFirst() }
        waiter?.resume()
        return waiter != nil
    }

    private func check(stepLimit: Int) throws(SimulationError) {
        let (steps, hasEscaped) = state.withLock { ($0.steps, $0.hasEscaped) }
        if hasEscaped {
            throw SimulationError(
                .escaped,
                "a task of the simulation was resumed from another thread: look for an unstructured task, a custom "
                    + "executor, Task.sleep, Dispatch or a socket")
        }
        if steps > stepLimit {
            throw SimulationError(.livelock, "the run took more than \(stepLimit) jobs, at \(time.now().rfc3339)")
        }
    }
}

extension SimulationExecutor.State {
    fileprivate mutating func takeOne() -> UnownedJob? {
        guard !ready.isEmpty else { return nil }
        let index = ready.count == 1 ? 0 : choices.next(below: ready.count)
        schedule.combine(UInt64(index))
        schedule.combine(UInt64(ready.count))
        steps += 1
        ready.swapAt(index, ready.count - 1)
        return ready.removeLast()
    }
}
