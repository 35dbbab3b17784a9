import Effects
import KubernetesClient
import KubernetesHTTPClient
import WorkloadCluster

/// Reaches workload clusters over the network, as their kubeconfigs say.
struct HTTPWorkloadConnector: WorkloadConnector {
    let time: any TimeSource

    func withClient<Result: Sendable>(
        _ kubeconfig: [UInt8], _ body: @Sendable (any Client) async throws -> Result
    ) async throws -> Result {
        let connection = try Kubeconfig(yaml: kubeconfig).connection()
        var options = KubernetesHTTPClient.Options()
        options.time = time
        options.userAgent = KubernetesHTTPClient.Options.userAgent(version: ProductVersion.current.slipway)
        // A workload cluster that does not answer must not hold a connection's first steps for long.
        options.requestTimeout = .seconds(10)
        return try await withKubernetesHTTPClient(connection, options: options) { workloadClient in
            try await body(workloadClient)
        }
    }
}
