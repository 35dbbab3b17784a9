import ArgumentParser
import Effects
import Machinery
import Synchronization

struct WaitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait", abstract: "Wait until something is as it should be, and show what it waits for.",
        subcommands: [WaitClusterCommand.self])
}

struct WaitClusterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster",
        abstract: "Wait until a cluster's control plane and all its workers are ready.",
        discussion:
            "On a terminal the machines are redrawn in place; in a pipe each change is a line. Exit code 4 says that "
            + "the time was up, 3 that there is no such cluster.")

    @Argument(help: "The cluster's name.")
    var name: String
    @OptionGroup var namespaceOptions: NamespaceOptions
    @OptionGroup var managementOptions: ManagementOptions
    @Option(name: .long, help: "How long to wait.")
    var timeout = DurationArgument(.seconds(600))

    func run() async throws {
        try await managementOptions.withManagementClient { managementClient, defaultNamespace in
            let cluster = NamespacedName(namespace: namespaceOptions.namespace ?? defaultNamespace, name: name)
            let loader = try await ClusterLoader(managementClient, cluster: cluster)
            try await Self.wait(loader, timeout: timeout, time: SystemTime(), output: .standardOutput)
        }
    }

    static func wait(_ loader: ClusterLoader, timeout: DurationArgument, time: any TimeSource, output: Output)
        async throws
    {
        let terminal = Terminal.of(output, environment: Process.environment)
        let view = Mutex(ClusterView(terminal: terminal))
        let last = Mutex<ClusterReadiness?>(nil)
        let follower = ClusterFollower(loader: loader, time: time)
        let start = time.now()
        let outcome: ClusterReadiness? = try await follower.follow(
            timeout: timeout.duration, ticks: terminal.isInteractive
        ) {
            snapshot in
            let readiness = ClusterReadiness(snapshot)
            last.withLock { $0 = readiness }
            output.write(view.withLock { $0.update(snapshot, readiness: readiness, now: time.now()) })
            if case .waiting = readiness { return nil }
            return readiness
        }
        switch outcome {
        case .ready:
            output.writeLine("Cluster \(loader.name) is ready after \((time.now() - start).age).")
        case .failed(let cause):
            throw CommandFailure.failed("cluster \(loader.name) has failed: \(cause)")
        case .beingDeleted:
            throw CommandFailure.failed("cluster \(loader.name) is being deleted")
        case .waiting, nil:
            var cause = ""
            if case .waiting(let text) = last.withLock({ $0 }) { cause = ": \(text)" }
            throw CommandFailure.timedOut("cluster \(loader.name) is not ready after \(timeout)\(cause)")
        }
    }
}

/// A cluster on its way, as a screen or as lines.
struct ClusterView: Sendable {
    private var screen: ProgressScreen?
    private var log = ProgressLog()

    init(terminal: Terminal) {
        screen = terminal.isInteractive ? ProgressScreen(terminal: terminal) : nil
    }

    /// What to write for the cluster as it is now.
    mutating func update(_ snapshot: ClusterSnapshot, readiness: ClusterReadiness, now: Timestamp) -> String {
        if screen != nil {
            return screen?.draw(snapshot, readiness: readiness, now: now) ?? ""
        }
        return log.lines(for: snapshot, readiness: readiness).map { "\($0)\n" }.joined()
    }
}
