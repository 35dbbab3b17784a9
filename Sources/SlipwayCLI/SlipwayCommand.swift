public import ArgumentParser
import Slipway

/// The command line of Slipway: `slipway VERB [KIND] NAME`.
public struct SlipwayCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "slipway",
        abstract: "Kubernetes clusters from Cluster API manifests, in one process.",
        discussion: """
            Start a management plane with 'slipway up', apply Cluster API objects to it with kubectl, and follow them with \
            'slipway wait' and 'slipway describe'. Commands speak to the plane in --home unless --kubeconfig names another \
            Cluster API management cluster; $KUBECONFIG is never used.
            """,
        version: ProductVersion.current.description,
        subcommands: [
            UpCommand.self, DownCommand.self, StatusCommand.self, ServeCommand.self, WaitCommand.self,
            DescribeCommand.self, EventsCommand.self, CreateCommand.self,
            GetCommand.self, KubeconfigCommand.self, DeleteCommand.self, ScaleCommand.self,
            RolloutCommand.self, UpgradeCommand.self, EtcdCommand.self, ProviderCommand.self, CRDsCommand.self,
            SimulateCommand.self,
            VersionCommand.self,
            CompletionCommand.self,
        ])

    public init() {}

    /// Parses the process's arguments, runs the command they name, and ends the process with its exit code.
    public static func run() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            Output.standardError.write("error: \(failure.message)\n")
            Self.exit(withError: failure.exitCode)
        } catch let error where exitCode(for: error) == .validationFailure || error is CleanExit || error is ExitCode {
            Self.exit(withError: error)
        } catch let error where isParsing(error) {
            Self.exit(withError: error)
        } catch {
            Output.standardError.write("error: \(CommandFailure.describe(error))\n")
            Self.exit(withError: ExitCode.failure)
        }
    }

    /// Help, version and usage errors are the parser's own to print.
    private static func isParsing(_ error: any Error) -> Bool {
        String(describing: type(of: error)).hasPrefix("CommandError") || error is ValidationError
    }
}
