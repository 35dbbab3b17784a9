import Synchronization

/// Where the root task of a simulation leaves its result for the thread that drives it.
final class RootTask<Value: Sendable>: Sendable {
    private let state = Mutex<Result<Value, any Error>?>(nil)

    var outcome: Result<Value, any Error>? { state.withLock { $0 } }
    var isFinished: Bool { outcome != nil }

    func finish(_ result: Result<Value, any Error>) {
        state.withLock { $0 = $0 ?? result }
    }

    func override(_ result: Result<Value, any Error>) {
        state.withLock { $0 = result }
    }
}
