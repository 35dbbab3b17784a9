import JSON
import KubernetesAPI
import KubernetesClient
import Machinery
import WorkloadCluster

/// The Nodes of workload clusters, as the Machine controller needs them.
struct WorkloadNodes: Sendable {
    let workloadClusters: WorkloadClusters

    /// The Node that runs on the machine with this provider ID.
    ///
    /// - Throws: `WorkloadUnavailable` while the cluster cannot be reached; ``AmbiguousNodeError`` where several Nodes claim the
    ///   ID.
    func node(providerID: String, in cluster: NamespacedName) throws -> Node? {
        let found = try workloadClusters.nodes(withProviderID: providerID, of: cluster)
        guard found.count <= 1 else {
            throw AmbiguousNodeError(providerID: providerID, names: found.map(\.metadata.name).sorted())
        }
        return found.first
    }

    /// - Throws: `APIStatus` with reason `Conflict` where the patch replaces a list that somebody else changed.
    func patch(_ patch: JSONValue, node name: String, in cluster: NamespacedName) async throws {
        _ = try await workloadClusters.client(for: cluster).patch(
            Node.resourceType, NamespacedName(namespace: "", name: name), .merge(patch))
    }

    /// Deletes a Node; one that is gone is no failure.
    func deleteNode(named name: String, in cluster: NamespacedName) async throws {
        try await workloadClusters.client(for: cluster).delete(
            Node.resourceType, NamespacedName(namespace: "", name: name))
    }
}

/// Two Nodes say that they run on one machine.
struct AmbiguousNodeError: Error, Sendable, CustomStringConvertible {
    var providerID: String
    var names: [String]

    var description: String {
        "the Nodes \(names.joined(separator: ", ")) all have the provider ID \(providerID): delete those that are stale"
    }
}
