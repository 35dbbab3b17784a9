import ArgumentParser
import Effects
import KubernetesClient
import Machinery
import Synchronization

struct DeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete an object.", subcommands: [DeleteClusterCommand.self])
}

struct DeleteClusterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster",
        abstract: "Delete a cluster with its machines and infrastructure.",
        discussion:
            "Workers go first, then the control plane, then the infrastructure. Templates stay: they may serve others.")

    @Argument(help: "The cluster's name.")
    var name: String
    @OptionGroup var namespaceOptions: NamespaceOptions
    @OptionGroup var managementOptions: ManagementOptions
    @Flag(name: .long, help: "Wait until nothing of it is left, and show what is.")
    var wait = false
    @Option(name: .long, help: "How long to wait with --wait.")
    var timeout = DurationArgument(.seconds(600))

    func run() async throws {
        try await managementOptions.withManagementClient { managementClient, defaultNamespace in
            let cluster = NamespacedName(namespace: namespaceOptions.namespace ?? defaultNamespace, name: name)
            let loader = try await ClusterLoader(managementClient, cluster: cluster)
            _ = try await loader.load()
            try await managementClient.delete(loader.resources.cluster, cluster)
            guard wait else {
                Output.standardOutput.writeLine("Cluster \(cluster) is being deleted.")
                return
            }
            try await Self.waitUntilGone(loader, timeout: timeout, time: SystemTime(), output: .standardOutput)
        }
    }

    static func waitUntilGone(
        _ loader: ClusterLoader, timeout: DurationArgument, time: any TimeSource, output: Output
    ) async throws {
        let terminal = Terminal.of(output, environment: Process.environment)
        let view = Mutex(ClusterView(terminal: terminal))
        let last = Mutex<ClusterSnapshot?>(nil)
        do {
            let follower = ClusterFollower(loader: loader, time: time)
            let _: Bool? = try await follower.follow(timeout: timeout.duration, ticks: terminal.isInteractive) {
                snapshot in
                last.withLock { $0 = snapshot }
                output.write(
                    view.withLock { $0.update(snapshot, readiness: ClusterReadiness(snapshot), now: time.now()) })
                return nil
            }
        } catch let failure as CommandFailure where failure.exitCode == .notFound {
            output.writeLine("Cluster \(loader.name) is gone.")
            return
        }
        let left = last.withLock { $0 }.map(Self.remains) ?? ""
        throw CommandFailure.timedOut("cluster \(loader.name) still exists after \(timeout)\(left)")
    }

    /// What is left of a cluster that is being deleted, for the message of a time-out.
    private static func remains(of snapshot: ClusterSnapshot) -> String {
        var parts = snapshot.machines.prefix(3).map { "machine \($0.name)" }
        if snapshot.machines.count > 3 { parts.append("\(snapshot.machines.count - 3) more machines") }
        if let controlPlane = snapshot.controlPlane { parts.append("control plane \(controlPlane.name)") }
        if let infrastructure = snapshot.infrastructure { parts.append("infrastructure \(infrastructure.name)") }
        return parts.isEmpty ? "" : "; left are: \(parts.joined(separator: ", "))"
    }
}
