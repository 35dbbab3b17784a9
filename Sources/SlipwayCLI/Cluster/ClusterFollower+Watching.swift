import Effects

extension ClusterFollower {
    /// Changes that come closer to each other are shown together.
    private static let pause = Duration.milliseconds(250)
    private static let forever = Duration.seconds(10 * 365 * 86_400)

    /// Calls `show` with the cluster as it is now and after changes, at most four times a second, until it is gone.
    ///
    /// - Returns: Whether it is gone.
    func followUntilGone(ticks: Bool, _ show: @Sendable (ClusterSnapshot) async throws -> Void) async throws -> Bool {
        do {
            let _: Bool? = try await follow(timeout: Self.forever, ticks: ticks) { snapshot in
                try await show(snapshot)
                try await time.sleep(for: Self.pause)
                return nil
            }
            return false
        } catch let failure as CommandFailure where failure.exitCode == .notFound {
            return true
        }
    }
}
