import ArgumentParser
import Effects
import KubernetesAPI
import KubernetesClient
import Machinery
import Synchronization

struct EventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "Show what happened to the parts of an object.",
        subcommands: [EventsClusterCommand.self])
}

struct EventsClusterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster", abstract: "Show the events of all objects of a cluster, the newest last.")

    @Argument(help: "The cluster's name.")
    var name: String
    @OptionGroup var namespaceOptions: NamespaceOptions
    @OptionGroup var managementOptions: ManagementOptions
    @Flag(name: .shortAndLong, help: "Show events as they happen, until the cluster is gone, or Ctrl-C is pressed.")
    var watch = false
    @Option(name: .shortAndLong, help: "table, json or yaml.")
    var output: Format = .table

    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable {
        case table, json, yaml
    }

    func run() async throws {
        try await managementOptions.withManagementClient { managementClient, defaultNamespace in
            let cluster = NamespacedName(namespace: namespaceOptions.namespace ?? defaultNamespace, name: name)
            let loader = try await ClusterLoader(managementClient, cluster: cluster)
            let snapshot = try await loader.load()
            let terminal = Terminal.of(.standardOutput, environment: Process.environment)
            if watch {
                return try await follow(loader, EventView(format: format, terminal: terminal), time: SystemTime())
            }
            var members = ClusterMembers(namespace: cluster.namespace)
            members.insert(snapshot)
            let events = try await Self.events(of: members, loader)
            guard !events.isEmpty || output != .table else {
                Output.standardError.writeLine("No events of cluster \(cluster) found.")
                return
            }
            Output.standardOutput.write(
                EventView(format: format, terminal: terminal).once(events, now: SystemTime().now()))
        }
    }

    private var format: EventView.Format {
        switch output {
        case .table: .table
        case .json: .json
        case .yaml: .yaml
        }
    }

    private func follow(_ loader: ClusterLoader, _ initial: EventView, time: any TimeSource) async throws {
        let view = Mutex(initial)
        let members = Mutex(ClusterMembers(namespace: loader.name.namespace))
        let show = { @Sendable () async throws -> Void in
            let events = try await Self.events(of: members.withLock(\.self), loader)
            Output.standardOutput.write(view.withLock { $0.update(events, now: time.now()) })
        }
        let resources = loader.resources
        var machineSets = WatchRequest(resources.machineSet, namespace: loader.name.namespace)
        machineSets.labelSelector = loader.selector
        let events = WatchRequest(Event.resourceType, namespace: loader.name.namespace)
        let follower = ClusterFollower(loader: loader, time: time, alsoWatched: [machineSets, events])
        let isGone = try await follower.followUntilGone(ticks: false) { snapshot in
            members.withLock { $0.insert(snapshot) }
            try await show()
        }
        guard isGone else { return }
        try await show()
        Output.standardError.writeLine("Cluster \(loader.name) is gone.")
    }

    private static func events(of members: ClusterMembers, _ loader: ClusterLoader) async throws -> [Event] {
        try await loader.managementClient.list(Event.self, namespace: loader.name.namespace)
            .filter { members.contains($0.involvedObject) }
    }
}
