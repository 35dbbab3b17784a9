import ArgumentParser
import JSON
import KubernetesClient
import KubernetesHTTPClient
import Slipway

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Tell whether the plane runs, where, and what it holds.",
        discussion: "Exit code 1 says that no plane runs, or that it does not answer.")

    @OptionGroup var homeOptions: HomeOptions
    @Option(name: .shortAndLong, help: "text or json.")
    var output: VersionCommand.Format = .text

    func run() async throws {
        let home = try homeOptions.planeHome()
        let status = try await PlaneStatus.of(home)
        switch output {
        case .text: Output.standardOutput.write(status.text)
        case .json: Output.standardOutput.writeLine(status.json.prettyPrinted())
        }
        guard status.isReady else { throw ExitCode.failure }
    }
}

/// What `status` tells of a plane.
struct PlaneStatus: Sendable {
    var home: String
    var pid: Int32?
    var server: String?
    var version: String?
    var clusters: Int?
    /// Why the plane that runs does not answer.
    var problem: String?

    var isReady: Bool { version != nil }

    static func of(_ home: PlaneHome) async throws -> PlaneStatus {
        var status = PlaneStatus(home: home.path)
        guard let process = try PlaneProcess.running(in: home) else { return status }
        status.pid = process.pid
        do {
            let connection = try Kubeconfig(path: home.adminKubeconfigPath).connection()
            status.server = connection.server.description
            let answer = try await withKubernetesHTTPClient(connection) { managementClient in
                let version = try JSONValue(parsing: try await managementClient.get(path: "/version"))
                let resources = try await ClusterResources(managementClient)
                let clusters = try await managementClient.list(resources.cluster).items.count
                return (version["gitVersion"]?.stringValue, clusters)
            }
            (status.version, status.clusters) = (answer.0, answer.1)
        } catch {
            status.problem = CommandFailure.describe(error)
        }
        return status
    }

    var text: String {
        guard let pid else { return "No plane is running in \(home). Start one with 'slipway up'.\n" }
        var table = TextTable(columns: [])
        let rows = [
            ("home", home), ("process", String(pid)), ("API server", server ?? ""), ("version", version ?? ""),
            ("clusters", clusters.map(String.init) ?? ""), ("problem", problem ?? ""),
        ]
        for (key, value) in rows where !value.isEmpty { table.append([TextTable.Cell(key), TextTable.Cell(value)]) }
        return table.render(for: .plain)
    }

    /// `{"running", "home", "pid", "server", "version", "clusters", "problem"}`, absent members left out.
    var json: JSONValue {
        var object: JSONObject = ["running": .bool(pid != nil), "home": .string(home)]
        object["pid"] = pid.map { .integer(Int64($0)) }
        object["server"] = server.map(JSONValue.string)
        object["version"] = version.map(JSONValue.string)
        object["clusters"] = clusters.map { .integer(Int64($0)) }
        object["problem"] = problem.map(JSONValue.string)
        return .object(object)
    }
}
