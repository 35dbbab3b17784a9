import ArgumentParser
import KubernetesClient
import KubernetesHTTPClient
import Slipway

/// Which management cluster a command speaks to.
///
/// `--kubeconfig`, else the plane in `--home`. `$KUBECONFIG` is never used: it would act on clusters in the wrong place.
struct ManagementOptions: ParsableArguments {
    @OptionGroup var homeOptions: HomeOptions

    @Option(
        name: .long, help: "A kubeconfig of the management cluster (default: the plane in --home).", completion: .file()
    )
    var kubeconfig: String?

    @Option(name: .long, help: "The context of the kubeconfig to use (default: its current one).")
    var context: String?

    /// Runs `body` with a client of the management cluster.
    ///
    /// - Throws: ``CommandFailure`` where no plane runs in the home; `ClientError` where the server cannot be reached.
    func withManagementClient<Result: Sendable>(
        _ body: @Sendable (KubernetesHTTPClient, _ defaultNamespace: String) async throws -> Result
    ) async throws -> Result {
        let connection = try clientConnection()
        return try await withKubernetesHTTPClient(connection) { client in
            try await body(client, connection.namespace)
        }
    }

    /// The namespace of the kubeconfig that `--kubeconfig` names; `nil` without one.
    func kubeconfigNamespace() throws -> String? {
        try kubeconfig == nil ? nil : clientConnection().namespace
    }

    private func clientConnection() throws -> ClientConnection {
        if let kubeconfig {
            return try Kubeconfig(path: kubeconfig).connection(
                context: context, relativeTo: kubeconfig.split(separator: "/").dropLast().joined(separator: "/"))
        }
        let home = try homeOptions.planeHome()
        guard try PlaneProcess.running(in: home) != nil else {
            throw CommandFailure.failed(
                "no plane is running in \(home.path): start one with 'slipway up', "
                    + "or name another management cluster with --kubeconfig")
        }
        return try Kubeconfig(path: home.adminKubeconfigPath).connection(context: context)
    }
}

/// The namespace of the object that a command names.
struct NamespaceOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "The namespace (default: the kubeconfig's, else \"default\").")
    var namespace: String?
}
