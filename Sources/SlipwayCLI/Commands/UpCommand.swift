import ArgumentParser
import Slipway

struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: "Start the management plane in the background.",
        discussion: "Does nothing when the plane already runs. Address and port persist over restarts.")

    @OptionGroup var homeOptions: HomeOptions
    @OptionGroup var listenOptions: ListenOptions

    func run() async throws {
        let home = try homeOptions.planeHome()
        if let process = try await Self.processThatServes(home) {
            guard !listenOptions.areGiven else {
                throw CommandFailure.failed(
                    "the plane in \(home.path) already runs (process \(process.pid)): "
                        + "run 'slipway down' first to start it at another address")
            }
            Output.standardOutput.writeLine("The plane in \(home.path) already runs (process \(process.pid)).")
            Output.standardOutput.writeLine("kubeconfig  \(home.adminKubeconfigPath)")
            return
        }
        let launcher = PlaneLauncher(
            executable: try PlaneLauncher.ownExecutable(), arguments: listenOptions.arguments, home: home)
        let terminal = Terminal.of(.standardError, environment: Process.environment)
        let server: String
        do {
            server = try launcher.launch { report in
                if case .step(let step) = report, terminal.isInteractive {
                    Output.standardError.write("\u{1b}[2K\rStarting: \(step)…")
                }
            }
        } catch {
            if terminal.isInteractive { Output.standardError.write("\u{1b}[2K\r") }
            throw error
        }
        if terminal.isInteractive { Output.standardError.write("\u{1b}[2K\r") }
        Output.standardOutput.write(Self.welcome(server: server, home: home))
    }

    /// How long a process of the plane that does not answer may take to begin to, or to end.
    private static let patience: Duration = .seconds(10)

    /// The process that serves the plane and answers; `nil` where none runs.
    ///
    /// One that was killed this moment still holds its claim, and one that another `up` started is not ready yet: both are
    /// waited for.
    private static func processThatServes(_ home: PlaneHome) async throws -> PlaneProcess? {
        let start = ContinuousClock.now
        while let process = try PlaneProcess.running(in: home) {
            let status = try await PlaneStatus.of(home)
            if status.isReady { return process }
            let hasEnded = try process.waitForEnd(within: .milliseconds(200))
            guard hasEnded || ContinuousClock.now - start < patience else {
                throw CommandFailure.failed(
                    "the plane in \(home.path) runs (process \(process.pid)) but does not answer: "
                        + "\(status.problem ?? "it says nothing"). Look into \(home.logPath), or run 'slipway down' first"
                )
            }
        }
        return nil
    }

    static func welcome(server: String, home: PlaneHome) -> String {
        """
        Slipway \(ProductVersion.current) is up.
          API server  \(server)
          kubeconfig  \(home.adminKubeconfigPath)
          log         \(home.logPath)
        Infrastructure here is simulated: machines exist as objects and as nodes of real Kubernetes APIs, but run nothing.
        Next: kubectl --kubeconfig "$(slipway kubeconfig --path)" apply -f <manifest>

        """
    }
}

/// Where the API server listens.
struct ListenOptions: ParsableArguments {
    @Option(name: .long, help: "The address to listen on (default: the one used before, else 127.0.0.1).")
    var listen: String?

    @Option(name: .long, help: "The port to listen on (default: the one used before, else a free one).")
    var port: UInt16?

    var areGiven: Bool { listen != nil || port != nil }

    /// The same options as arguments of `serve`.
    var arguments: [String] {
        (listen.map { ["--listen", $0] } ?? []) + (port.map { ["--port", String($0)] } ?? [])
    }
}
