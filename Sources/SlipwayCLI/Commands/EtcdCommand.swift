import ArgumentParser
import Effects
import EtcdClient
import KubernetesClient
import Machinery
import WorkloadCluster

struct EtcdCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "etcd", abstract: "Look after the etcd of a cluster.",
        discussion: """
            The members are reached through the cluster's own API server, by ports forwarded to the Pods of its control plane. \
            etcd that runs outside of the cluster is not reached.
            """,
        subcommands: [
            EtcdStatusCommand.self, EtcdSnapshotCommand.self, EtcdDefragmentCommand.self, EtcdDisarmCommand.self,
        ])
}

/// The cluster that a command of etcd names.
struct EtcdOptions: ParsableArguments {
    @Argument(help: "The cluster's name.")
    var cluster: String
    @OptionGroup var namespaceOptions: NamespaceOptions
    @OptionGroup var managementOptions: ManagementOptions

    func withEtcd<Success: Sendable>(
        _ body: @escaping @Sendable (EtcdCluster) async throws -> Success
    ) async throws -> Success {
        let (cluster, namespace) = (cluster, namespaceOptions.namespace)
        return try await managementOptions.withManagementClient { managementClient, defaultNamespace in
            try await EtcdCluster.with(
                NamespacedName(namespace: namespace ?? defaultNamespace, name: cluster),
                managementClient: managementClient, body)
        }
    }
}

struct EtcdStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show how each member fares.",
        discussion: "Exit code 1 says that a member does not serve or has raised an alarm.")

    @OptionGroup var options: EtcdOptions
    @Option(name: .shortAndLong, help: "table, json or yaml.")
    var output: EtcdView.Format = .table

    func run() async throws {
        let format = output
        let surveys = try await options.withEtcd { await $0.survey() }
        let terminal = Terminal.of(.standardOutput, environment: Process.environment)
        Output.standardOutput.write(EtcdView(surveys).text(format, for: terminal))
        guard surveys.allSatisfy({ $0.problem == nil }) else { throw ExitCode.failure }
    }
}

struct EtcdSnapshotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot", abstract: "Save all of etcd to a file.",
        discussion: """
            The file is what 'etcdutl snapshot restore' reads; docs/etcd.md says how a cluster is brought back from it. It holds \
            every Secret of the cluster and is made readable for its owner only. It appears once all of it is there and its \
            checksum is right.
            """)

    @OptionGroup var options: EtcdOptions
    @Option(name: .shortAndLong, help: "The file to write.", completion: .file())
    var file: String
    @Option(name: .long, help: "The node whose member is asked (default: a healthy one that does not lead).")
    var node: String?
    @Flag(name: .long, help: "Replace the file if it is there.")
    var overwrite = false

    func run() async throws {
        let (file, wanted) = (file, node)
        let target = try SnapshotFile(file, overwrites: overwrite)
        do {
            let (source, snapshot) = try await options.withEtcd { etcd in
                let source = try EtcdCare.snapshotSource(await etcd.survey(), wanted: wanted)
                Output.standardError.writeLine("Saving the member on node \(source) …")
                return (
                    source,
                    try await etcd.session.withMember(onNode: source) { member in
                        try await member.snapshot { piece in try target.append(piece) }
                    }
                )
            }
            try target.finish()
            Output.standardOutput.writeLine(
                "\(file): \(ByteSize(snapshot.databaseSize)) of node \(source), SHA-256 "
                    + snapshot.checksum.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
        } catch {
            target.discard()
            throw error
        }
    }
}

struct EtcdDefragmentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "defragment", abstract: "Give back the space that deleted objects left in the databases.",
        discussion: """
            One member after the other, the leader last: a member serves nothing while it rewrites its database, which takes some \
            seconds a GiB. Nothing is done unless all members are well; a member without others costs the cluster its API for \
            that time, which must be agreed to with --interrupt.
            """)

    @OptionGroup var options: EtcdOptions
    @Flag(name: .long, help: "Agree that a cluster with one member does not answer meanwhile.")
    var interrupt = false

    func run() async throws {
        let mayInterrupt = interrupt
        try await options.withEtcd { etcd in
            let order = try EtcdCare.defragmentationOrder(await etcd.survey(), mayInterrupt: mayInterrupt)
            for node in order {
                let (before, after) = try await etcd.session.withMember(onNode: node) { member in
                    let before = try await member.status().databaseSize
                    try await member.defragment()
                    try await member.checkHealth()
                    return (before, try await member.status().databaseSize)
                }
                Output.standardOutput.writeLine("\(node): \(ByteSize(before)) before, \(ByteSize(after)) after")
            }
        }
    }
}

struct EtcdDisarmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disarm", abstract: "Take back the alarms that members have raised.",
        discussion: """
            A cluster whose database has reached its quota (NOSPACE) takes no writes until this is done: defragment first, and \
            look for what fills it. CORRUPT is not taken back; replace the machine of that member.
            """)

    @OptionGroup var options: EtcdOptions

    func run() async throws {
        try await options.withEtcd { etcd in
            for survey in await etcd.survey() {
                for alarm in survey.alarms {
                    guard alarm.kind != .corrupt else {
                        throw CommandFailure.failed(
                            "the member on node \(survey.node) raised CORRUPT: delete its Machine, so that it is replaced"
                        )
                    }
                    try await etcd.session.withMember(onNode: survey.node) { try await $0.disarm(alarm) }
                    Output.standardOutput.writeLine("\(survey.node): \(alarm.kind) taken back")
                }
            }
        }
    }
}
