import Synchronization

/// Wakes the one task that waits for it. Raised while none waits, it is kept; raised several times, it is one.
package final class Signal: Sendable {
    private enum State {
        case lowered
        case raised
        case awaited(CheckedContinuation<Void, Never>)
    }

    private let state = Mutex(State.lowered)

    package init() {}

    package func raise() {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if case .awaited(let continuation) = state {
                state = .lowered
                return continuation
            }
            state = .raised
            return nil
        }
        waiter?.resume()
    }

    /// Returns when the signal is raised or the task is cancelled.
    package func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mayPass = state.withLock { state in
                    if case .raised = state {
                        state = .lowered
                        return true
                    }
                    if Task.isCancelled { return true }
                    state = .awaited(continuation)
                    return false
                }
                if mayPass { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
                guard case .awaited(let continuation) = state else { return nil }
                state = .lowered
                return continuation
            }
            waiter?.resume()
        }
    }
}
