import ArgumentParser
import Machinery
import Slipway

struct KubeconfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubeconfig", abstract: "Print a kubeconfig: the plane's own, or a cluster's.")

    @Argument(help: "The cluster whose kubeconfig to print; none for the plane's own.")
    var name: String?
    @Flag(name: .long, help: "Print the path of the plane's kubeconfig instead of its contents.")
    var path = false
    @OptionGroup var namespaceOptions: NamespaceOptions
    @OptionGroup var managementOptions: ManagementOptions

    func validate() throws {
        if path && name != nil {
            throw ValidationError("--path names the plane's own file: a cluster's kubeconfig is kept in its Secret")
        }
    }

    func run() async throws {
        guard let name else { return try printOwn() }
        try await managementOptions.withManagementClient { managementClient, defaultNamespace in
            let cluster = NamespacedName(namespace: namespaceOptions.namespace ?? defaultNamespace, name: name)
            let kubeconfig = try await ClusterKubeconfigSecret(managementClient).read(cluster)
            Output.standardOutput.write(String(decoding: kubeconfig, as: UTF8.self))
        }
    }

    private func printOwn() throws {
        let home = try managementOptions.homeOptions.planeHome()
        guard let text = try home.adminKubeconfig() else {
            throw CommandFailure.failed("there is no plane in \(home.path) yet: make one with 'slipway up'")
        }
        Output.standardOutput.write(path ? "\(home.adminKubeconfigPath)\n" : text)
    }
}
