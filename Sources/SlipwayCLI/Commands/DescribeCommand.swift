import ArgumentParser
import Effects
import JSON
import KubernetesClient
import Machinery
import Synchronization
import YAML

struct DescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe", abstract: "Show what an object is made of and how it fares.",
        subcommands: [DescribeClusterCommand.self])
}

struct DescribeClusterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster", abstract: "Show a cluster's objects as a tree with their conditions.")

    @Argument(help: "The cluster's name.")
    var name: String
    @OptionGroup var namespaceOptions: NamespaceOptions
    @OptionGroup var managementOptions: ManagementOptions
    @Option(
        name: .long, parsing: .upToNextOption,
        help: "Objects whose conditions are all shown: all, a kind, or Kind/name; separated by commas or spaces.")
    var showConditions: [String] = []
    @Flag(name: .long, help: "Show MachineSets.")
    var showMachinesets = false
    @Flag(name: .long, help: "Show the templates that machines are made from.")
    var showTemplates = false
    @Flag(name: .long, help: "Show bootstrap and infrastructure objects of machines.")
    var echo = false
    @Flag(name: .long, inversion: .prefixedNo, help: ArgumentHelp("Show machines that say the same as one line."))
    var grouping = true
    @Flag(name: .shortAndLong, help: "Show changes until the cluster is gone, or Ctrl-C is pressed.")
    var watch = false
    @Option(name: .shortAndLong, help: "tree, json or yaml.")
    var output: Format = .tree

    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable {
        case tree, json, yaml
    }

    func validate() throws {
        if watch, output != .tree { throw ValidationError("--watch shows a tree: leave out --watch or -o") }
    }

    func run() async throws {
        try await managementOptions.withManagementClient { managementClient, defaultNamespace in
            let cluster = NamespacedName(namespace: namespaceOptions.namespace ?? defaultNamespace, name: name)
            let loader = try await ClusterLoader(managementClient, cluster: cluster)
            let snapshot = try await loader.load()
            if watch {
                try await follow(loader, time: SystemTime(), output: .standardOutput)
            } else {
                Output.standardOutput.write(render(snapshot, now: SystemTime().now()))
            }
        }
    }

    private func follow(_ loader: ClusterLoader, time: any TimeSource, output: Output) async throws {
        let view = Mutex(TreeView())
        let environment = Process.environment
        var machineSets = WatchRequest(loader.resources.machineSet, namespace: loader.name.namespace)
        machineSets.labelSelector = loader.selector
        let follower = ClusterFollower(
            loader: loader, time: time, alsoWatched: showMachinesets ? [machineSets] : [])
        let isInteractive = Terminal.of(output, environment: environment).isInteractive
        let isGone = try await follower.followUntilGone(ticks: isInteractive) { snapshot in
            // Read each time: windows change their size.
            let terminal = Terminal.of(output, environment: environment)
            output.write(
                view.withLock {
                    $0.update(builder.tree(of: snapshot), grouping: grouping, now: time.now(), terminal: terminal)
                })
        }
        if isGone { output.writeLine("Cluster \(loader.name) is gone.") }
    }

    private var builder: TreeBuilder {
        TreeBuilder(
            shownConditions: showConditions.flatMap { $0.split(separator: ",").map(String.init) },
            showsMachineSets: showMachinesets, showsTemplates: showTemplates, echoes: echo)
    }

    func render(_ snapshot: ClusterSnapshot, now: Timestamp) -> String {
        let full = builder.tree(of: snapshot)
        switch output {
        case .json: return full.json.prettyPrinted() + "\n"
        case .yaml: return full.json.yaml()
        case .tree:
            let terminal = Terminal.of(.standardOutput, environment: Process.environment)
            return TreeRenderer(now: now, terminal: terminal).render(grouping ? full.grouped() : full)
        }
    }
}
