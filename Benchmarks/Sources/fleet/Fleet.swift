import Foundation
import JSON
import KubernetesClient
import KubernetesHTTPClient
import Machinery

/// Brings up many simulated clusters at once and prints what that takes. `Scripts/bench` calls it; docs/performance.md says what
/// each figure means.
@main
struct Fleet {
    static let usage = "usage: fleet <kubeconfig> <pid of the plane> <number of clusters>"

    static func main() async {
        do {
            let arguments = Array(CommandLine.arguments.dropFirst())
            guard arguments.count == 3, let process = Int32(arguments[1]), let count = Int(arguments[2]), count > 0
            else {
                throw FleetError(usage)
            }
            let connection = try Kubeconfig(path: arguments[0]).connection()
            try await withKubernetesHTTPClient(connection) { client in
                try await Fleet(client: client, process: process, count: count).measure()
            }
        } catch {
            FileHandle.standardError.write(Data("fleet: \(error)\n".utf8))
            exit(1)
        }
    }

    let client: any Client
    let process: Int32
    let count: Int

    private static let look = Duration.milliseconds(250)
    /// So many requests go side by side.
    private static let width = 8

    private func measure() async throws {
        let before = (try Usage(of: process), try await revision(), ContinuousClock.now)
        try await sideBySide { index in
            for object in FleetManifest.objects(name(index)) {
                let resource = try await client.resourceType(for: object.groupVersionKind)
                _ = try await client.create(resource, object)
            }
        }
        try await wait("all machines are ready") { try await readyClusters() == count }
        let after = (try Usage(of: process), try await revision(), ContinuousClock.now)
        let each = { (value: Double) in value / Double(count) }
        print(
            "\(count) clusters".padding(toLength: 15, withPad: " ", startingAt: 0),
            "apply to Ready \(seconds(after.2 - before.2)),",
            "\(each(after.0.processor - before.0.processor).formatted(3)) s of processor a cluster,",
            "\(each(Double(after.1 - before.1)).formatted(0)) writes a cluster")
        try await measureIdle()
        try await measureDeletion()
    }

    private func measureIdle() async throws {
        try await Task.sleep(for: .seconds(20))
        let (before, revisionBefore) = (try Usage(of: process), try await revision())
        try await Task.sleep(for: .seconds(60))
        let (after, revisionAfter) = (try Usage(of: process), try await revision())
        print(
            "  then idle     \(((after.processor - before.processor) / 60 * 100).formatted(1)) % of one core,",
            "\(after.residentMegabytes.formatted(0)) MB resident, \(revisionAfter - revisionBefore) writes in a minute")
    }

    private func measureDeletion() async throws {
        let start = ContinuousClock.now
        try await sideBySide { index in
            try await client.delete(FleetManifest.cluster, NamespacedName(namespace: "default", name: name(index)))
        }
        try await wait("all clusters are gone") { try await client.list(FleetManifest.cluster).items.isEmpty }
        print("  deleted in    \(seconds(ContinuousClock.now - start))")
    }

    private func name(_ index: Int) -> String { "fleet-\(1_000_000 + index)" }

    private func sideBySide(_ body: @Sendable @escaping (Int) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<Self.width {
                group.addTask {
                    for index in stride(from: lane, to: count, by: Self.width) { try await body(index) }
                }
            }
            try await group.waitForAll()
        }
    }

    private func wait(_ what: String, until isDone: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(1800)
        while try await !isDone() {
            guard ContinuousClock.now < deadline else { throw FleetError("not within half an hour: \(what)") }
            try await Task.sleep(for: Self.look)
        }
    }

    /// Clusters that are ready and whose workers are all ready.
    private func readyClusters() async throws -> Int {
        let deployments = try await client.list(FleetManifest.deployment).items
        let full = deployments.count { $0.value(at: "status", "readyReplicas")?.integerValue == FleetManifest.workers }
        guard full == count else { return 0 }
        return try await client.list(FleetManifest.cluster).items.count { cluster in
            let conditions = cluster.value(at: "status", "conditions")?.arrayValue ?? []
            return conditions.contains { $0["type"]?.stringValue == "Ready" && $0["status"]?.stringValue == "True" }
        }
    }

    private func revision() async throws -> Int64 {
        var options = ListOptions()
        options.limit = 1
        return Int64(try await client.list(FleetManifest.cluster, options).resourceVersion) ?? 0
    }

    private func seconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        return (Double(seconds) + Double(attoseconds) / 1e18).formatted(1) + " s"
    }
}

struct FleetError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension Double {
    func formatted(_ digits: Int) -> String { String(format: "%.\(digits)f", self) }
}
