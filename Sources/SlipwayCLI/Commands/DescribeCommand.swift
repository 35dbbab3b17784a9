import ArgumentParser
import Effects
import JSON
import Machinery
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
    @Option(name: .shortAndLong, help: "tree, json or yaml.")
    var output: Format = .tree

    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable {
        case tree, json, yaml
    }

    func run() async throws {
        try await managementOptions.withManagementClient { managementClient, defaultNamespace in
            let cluster = NamespacedName(namespace: namespaceOptions.namespace ?? defaultNamespace, name: name)
            let snapshot = try await ClusterLoader(managementClient, cluster: cluster).load()
            Output.standardOutput.write(render(snapshot, now: SystemTime().now()))
        }
    }

    func render(_ snapshot: ClusterSnapshot, now: Timestamp) -> String {
        let builder = TreeBuilder(
            shownConditions: showConditions.flatMap { $0.split(separator: ",").map(String.init) },
            showsMachineSets: showMachinesets, showsTemplates: showTemplates, echoes: echo)
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
