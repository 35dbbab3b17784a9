import ArgumentParser
import Effects
import JSON
import Machinery
import Slipway
import YAML

struct CreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Create an object.", subcommands: [CreateClusterCommand.self])
}

struct CreateClusterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster", abstract: "Create a cluster with its control plane and workers.",
        discussion:
            "A creation that stopped half way is completed by the same command. --dry-run client needs no plane; with "
            + "-o yaml it prints a manifest for kubectl apply.")

    @Argument(help: "The cluster's name: a DNS label.")
    var name: String
    @OptionGroup var flags: ClusterFlags
    @OptionGroup var namespaceOptions: NamespaceOptions
    @OptionGroup var managementOptions: ManagementOptions
    @Flag(name: .long, help: "Wait until the control plane and all workers are ready, and show how far they are.")
    var wait = false
    @Option(name: .long, help: "How long to wait with --wait.")
    var timeout = DurationArgument(.seconds(600))
    @Option(name: .long, help: "none, client (only make the objects) or server (let the server check them).")
    var dryRun: DryRun = .none
    @Option(name: .shortAndLong, help: "Print the objects as yaml or json.")
    var output: Format?

    enum DryRun: String, ExpressibleByArgument, CaseIterable, Sendable {
        case none, client, server
    }

    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable {
        case yaml, json
    }

    func validate() throws {
        if wait, dryRun != .none { throw ValidationError("--wait waits for nothing with --dry-run: leave one out") }
        if wait, output != nil { throw ValidationError("--wait shows progress and -o objects: leave one out") }
        try blueprint(namespace: namespaceOptions.namespace ?? "default").check()
    }

    func run() async throws {
        if dryRun == .client {
            return show(try clientPlan())
        }
        try await managementOptions.withManagementClient { managementClient, defaultNamespace in
            let blueprint = blueprint(namespace: namespaceOptions.namespace ?? defaultNamespace)
            let creator = ClusterCreator(managementClient: managementClient, blueprint: blueprint)
            let steps = try await creator.plan()
            var done: [Unstructured] = []
            try await creator.carryOut(steps, isDryRun: dryRun == .server) { step in
                done.append(step.object)
                if output == nil { say(step.title, step.action) }
            }
            if output != nil { printObjects(done) }
            guard wait else { return }
            let loader = try await ClusterLoader(
                managementClient, cluster: NamespacedName(namespace: blueprint.namespace, name: name))
            try await WaitClusterCommand.wait(loader, timeout: timeout, time: SystemTime(), output: .standardOutput)
        }
    }

    func blueprint(namespace: String) -> ClusterBlueprint {
        flags.blueprint(name: name, namespace: namespace)
    }

    private func clientPlan() throws -> [Unstructured] {
        let namespace = try namespaceOptions.namespace ?? managementOptions.kubeconfigNamespace() ?? "default"
        return blueprint(namespace: namespace).objects
    }

    private func show(_ objects: [Unstructured]) {
        guard output == nil else { return printObjects(objects) }
        for object in objects {
            say("\(object.kind.lowercased()).\(object.groupVersionKind.group)/\(object.name)", .created)
        }
    }

    private func say(_ title: String, _ action: ClusterCreator.Step.Action) {
        let suffix =
            switch dryRun {
            case .none: ""
            case .client: " (dry run)"
            case .server: " (server dry run)"
            }
        Output.standardOutput.writeLine("\(title) \(action.rawValue)\(suffix)")
    }

    private func printObjects(_ all: [Unstructured]) {
        let objects = all.map { object in
            var json = object.json
            json.set(nil, at: ["metadata", "managedFields"])
            return json
        }
        switch output {
        case .yaml: Output.standardOutput.write(objects.map { "---\n\($0.yaml())" }.joined())
        case .json:
            let list: JSONValue = ["apiVersion": "v1", "kind": "List", "items": .array(objects)]
            Output.standardOutput.writeLine(list.prettyPrinted())
        case nil: return
        }
    }
}

/// The flags that say what a new cluster is to be.
struct ClusterFlags: ParsableArguments {
    @Option(name: .long, help: "The Kubernetes version of all machines.")
    var kubernetesVersion = ProductVersion.current.kubernetesRelease
    @Option(name: .long, help: "The number of control-plane machines: odd.")
    var controlPlanes = 1
    @Option(
        name: .long,
        help: "The number of machines of the group \"workers\" (default: 1, or no such group with --worker-group).")
    var workers: Int?
    @Option(
        name: .long, help: ArgumentHelp("Another group of workers; can be repeated.", valueName: "name=number"))
    var workerGroup: [WorkerGroupArgument] = []
    @Option(name: .long, help: "The infrastructure provider; dev is simulated.")
    var infrastructure = Infrastructure.dev
    @Option(name: .long, help: "The range of pods' addresses; IPv4 and IPv6 separated by a comma.")
    var podCidr = "192.168.0.0/16"
    @Option(name: .long, help: "The range of services' addresses; IPv4 and IPv6 separated by a comma.")
    var serviceCidr = "10.128.0.0/12"
    @Option(name: .long, help: "The DNS domain of services.")
    var serviceDomain = "cluster.local"
    @Option(name: .long, help: "How long a simulated machine takes to start.")
    var startupDuration = DurationArgument(.milliseconds(400))

    enum Infrastructure: String, ExpressibleByArgument, CaseIterable, Sendable {
        case dev
    }

    func blueprint(name: String, namespace: String) -> ClusterBlueprint {
        let main = workers ?? (workerGroup.isEmpty ? 1 : nil)
        var blueprint = ClusterBlueprint(name: name, namespace: namespace, kubernetesVersion: kubernetesVersion)
        if let version = try? SemanticVersion(parsing: kubernetesVersion) { blueprint.kubernetesVersion = version.tag }
        blueprint.controlPlanes = controlPlanes
        blueprint.workerGroups =
            (main.map { [ClusterBlueprint.WorkerGroup(name: "workers", count: $0)] } ?? []) + workerGroup.map(\.group)
        blueprint.podCIDRs = Self.list(podCidr)
        blueprint.serviceCIDRs = Self.list(serviceCidr)
        blueprint.serviceDomain = serviceDomain
        blueprint.startupDuration = startupDuration.duration
        return blueprint
    }

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
}

/// `gpu=2`
struct WorkerGroupArgument: ExpressibleByArgument, Sendable {
    var group: ClusterBlueprint.WorkerGroup

    init?(argument: String) {
        let parts = argument.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Int(parts[1]) else { return nil }
        group = ClusterBlueprint.WorkerGroup(name: String(parts[0]), count: count)
    }
}
