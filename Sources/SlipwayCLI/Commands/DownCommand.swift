import ArgumentParser
import Slipway

struct DownCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "down", abstract: "Stop the management plane.",
        discussion: "Clusters keep running and the plane's state stays: the next 'slipway up' finds everything again.")

    @OptionGroup var homeOptions: HomeOptions
    @Option(name: .long, help: "How long to wait for the plane to end.")
    var timeout = DurationArgument(.seconds(30))

    func run() async throws {
        let home = try homeOptions.planeHome()
        guard let process = try PlaneProcess.running(in: home) else {
            Output.standardOutput.writeLine("No plane is running in \(home.path).")
            return
        }
        try process.terminate()
        guard try process.waitForEnd(within: timeout.duration) else {
            throw CommandFailure.timedOut(
                "the plane's process \(process.pid) has not ended within \(timeout); its log is \(home.logPath)")
        }
        Output.standardOutput.writeLine("The plane in \(home.path) is down.")
    }
}
