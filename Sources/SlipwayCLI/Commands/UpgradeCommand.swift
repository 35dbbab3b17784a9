import ArgumentParser
import Effects
import JSON
import Machinery
import YAML

struct UpgradeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade", abstract: "Bring something to another version.",
        subcommands: [UpgradeClusterCommand.self])
}

struct UpgradeClusterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster", abstract: "Bring a cluster to another Kubernetes version.",
        discussion:
            "The control plane first, then each MachineDeployment, one after the other. It can be interrupted: the same "
            + "command goes on where the cluster stands. Without --wait it begins the next step and ends.")

    @Argument(help: "The cluster's name.")
    var name: String
    @Option(
        name: .long, help: ArgumentHelp("The Kubernetes version, such as v1.35.0.", valueName: "version"),
        transform: { text in
            guard let version = try? SemanticVersion(parsing: text) else {
                throw ValidationError("\"\(text)\" is not a version such as v1.35.0")
            }
            return version
        })
    var to: SemanticVersion
    @OptionGroup var namespaceOptions: NamespaceOptions
    @OptionGroup var managementOptions: ManagementOptions
    @Flag(name: .long, help: "Leave the workers as they are.")
    var controlPlaneOnly = false
    @Flag(name: .long, help: "Leave the control plane as it is.")
    var workersOnly = false
    @Flag(name: .long, help: "Take all steps, and show how far they are.")
    var wait = false
    @Option(name: .long, help: "How long to wait with --wait, for all steps together.")
    var timeout = DurationArgument(.seconds(3600))
    @Flag(name: .long, help: "Print the plan and change nothing.")
    var dryRun = false
    @Option(name: .shortAndLong, help: "How to print the plan of --dry-run: table, json or yaml.")
    var output: Format = .table

    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable {
        case table, json, yaml
    }

    func validate() throws {
        if controlPlaneOnly, workersOnly {
            throw ValidationError("--control-plane-only and --workers-only leave nothing to do: leave one out")
        }
        if dryRun, wait { throw ValidationError("--wait waits for nothing with --dry-run: leave one out") }
        if output != .table, !dryRun { throw ValidationError("-o is for the plan of --dry-run: add it") }
    }

    private var scope: UpgradePlan.Scope {
        controlPlaneOnly ? .controlPlaneOnly : workersOnly ? .workersOnly : .all
    }

    func run() async throws {
        try await managementOptions.withManagementClient { managementClient, defaultNamespace in
            let cluster = NamespacedName(namespace: namespaceOptions.namespace ?? defaultNamespace, name: name)
            let loader = try await ClusterLoader(managementClient, cluster: cluster)
            let snapshot = try await loader.load()
            let plan = try UpgradePlan(snapshot, to: to, scope: scope)
            show(plan)
            if dryRun { return }
            guard plan.next != nil else {
                Output.standardOutput.writeLine("Nothing is left to do: \(cluster) is at \(to.tag).")
                return
            }
            let runner = UpgradeRunner(
                loader: loader, target: to, scope: scope, time: SystemTime(), output: .standardOutput)
            if wait {
                try await runner.takeAllSteps(timeout: timeout)
            } else {
                try await runner.takeNextStep(plan, of: snapshot)
            }
        }
    }

    private func show(_ plan: UpgradePlan) {
        switch output {
        case .json: Output.standardOutput.writeLine(plan.json.prettyPrinted())
        case .yaml: Output.standardOutput.write(plan.json.yaml())
        case .table:
            let terminal = Terminal.of(.standardOutput, environment: Process.environment)
            Output.standardOutput.write(plan.table().render(for: terminal))
            for note in plan.notes { Output.standardError.writeLine(note) }
        }
    }
}
