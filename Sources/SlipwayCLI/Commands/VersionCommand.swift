import ArgumentParser
import JSON
import KubernetesHTTPClient
import Slipway

struct VersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Print the versions of this program and of the plane, where one runs.")

    @Flag(name: .long, help: "Print this program's version only.")
    var client = false
    @Option(name: .shortAndLong, help: "text or json.")
    var output: Format = .text
    @OptionGroup var managementOptions: ManagementOptions

    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable {
        case text, json
    }

    func run() async throws {
        let server = client ? nil : await serverVersion()
        switch output {
        case .text:
            Output.standardOutput.writeLine("Client: \(ProductVersion.current)")
            if let server {
                Output.standardOutput.writeLine("Server: \(server["gitVersion"]?.stringValue ?? "unknown")")
            }
        case .json:
            var object: JSONObject = ["client": ["version": .string(ProductVersion.current.description)]]
            object["server"] = server
            Output.standardOutput.writeLine(JSONValue.object(object).prettyPrinted())
        }
    }

    /// What the server says of itself, `nil` where none can be asked: the client's version is worth printing all the same.
    private func serverVersion() async -> JSONValue? {
        try? await managementOptions.withManagementClient { managementClient, _ in
            try JSONValue(parsing: try await managementClient.get(path: "/version"))
        }
    }
}
