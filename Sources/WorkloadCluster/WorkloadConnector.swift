public import KubernetesClient

/// Makes clients of workload clusters from their kubeconfigs: over HTTP in production, in process in a simulation.
public protocol WorkloadConnector: Sendable {
    /// Runs `body` with a client and ends the client's connections afterwards.
    ///
    /// - Parameter kubeconfig: The bytes of the `value` key of the cluster's kubeconfig Secret.
    /// - Throws: What makes the kubeconfig unusable, and whatever `body` throws. That the cluster cannot be reached shows in the
    ///   requests of `body`.
    func withClient<Result: Sendable>(
        _ kubeconfig: [UInt8], _ body: @Sendable (any Client) async throws -> Result
    ) async throws -> Result
}
