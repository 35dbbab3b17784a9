public import ControllerRuntime

/// Runs `body` beside the controllers of a manager and stops them when it returns.
public func withRunning<Result: Sendable>(
    _ manager: ControllerManager, _ body: () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            do { try await manager.run() } catch is CancellationError {}
        }
        let result = try await body()
        group.cancelAll()
        try await group.waitForAll()
        return result
    }
}
