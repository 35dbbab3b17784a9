import ArgumentParser
import Effects
import Logging
import PKI
import Slipway

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the management plane in the foreground.",
        discussion:
            "For service managers and containers; 'slipway up' runs it in the background. Ends on SIGTERM or SIGINT.")

    @OptionGroup var homeOptions: HomeOptions
    @OptionGroup var listenOptions: ListenOptions
    @Option(
        name: .long, help: "Write the log to this file, rotated at 10 MiB, instead of standard error.",
        completion: .file())
    var logFile: String?
    @Option(name: .long, help: "The least severe level to log: trace, debug, info, notice, warning, error or critical.")
    var logLevel: LogLevel = .info
    @Option(name: .long, help: .hidden)
    var reportDescriptor: Int32?

    func run() async throws {
        let reporter = StartReporter(descriptor: reportDescriptor)
        do {
            let sink = try logFile.map { path in
                LineLogHandler.Sink.file(try LogFile(path: path, redirectsStandardStreams: reportDescriptor != nil))
            }
            let level = logLevel.level
            let logger = Logger(label: "slipway") { label in
                LineLogHandler(label: label, level: level, sink: sink ?? .standardError)
            }
            var options = PlaneOptions(home: try homeOptions.planeHome(), logger: logger)
            options.listenAddress = listenOptions.listen
            options.port = listenOptions.port.map(Int.init)
            try await Plane.serve(options, reporter: reporter)
        } catch {
            reporter.report(.failed(CommandFailure.describe(error)))
            reporter.close()
            throw error
        }
    }
}

/// A level of swift-log by its name.
struct LogLevel: ExpressibleByArgument, Sendable {
    let level: Logger.Level

    static let info = LogLevel(level: .info)

    init(level: Logger.Level) { self.level = level }

    init?(argument: String) {
        guard let level = Logger.Level(rawValue: argument) else { return nil }
        self.level = level
    }

    static var allValueStrings: [String] { Logger.Level.allCases.map(\.rawValue) }
    var defaultValueDescription: String { level.rawValue }
}
