import Effects
public import Simulation
public import Testing

extension SimulationContext {
    /// Waits, in virtual time, until a condition holds, and records an issue where it does not come to hold.
    ///
    /// The condition is looked at whenever nothing else can run.
    public func eventually(
        _ what: String, within limit: Duration = .seconds(600), sourceLocation: SourceLocation = #_sourceLocation,
        _ condition: () async throws -> Bool
    ) async throws {
        let deadline = time.now() + limit
        await settle()
        while try await !condition() {
            guard time.now() < deadline else {
                Issue.record("not within \(limit): \(what)", sourceLocation: sourceLocation)
                return
            }
            try await time.sleep(for: .milliseconds(50))
            await settle()
        }
    }
}
