import KubernetesClient
import Machinery

/// Reads a cluster and what belongs to it from a management cluster.
struct ClusterLoader: Sendable {
    let managementClient: any Client
    let resources: ClusterResources
    let name: NamespacedName

    init(_ managementClient: any Client, cluster name: NamespacedName) async throws {
        self.managementClient = managementClient
        self.name = name
        resources = try await ClusterResources(managementClient)
    }

    /// - Throws: ``CommandFailure`` with exit code 3 where there is no such cluster.
    func load() async throws -> ClusterSnapshot {
        guard let cluster = try await managementClient.find(resources.cluster, name) else {
            throw CommandFailure.notFound(
                "there is no cluster \"\(name.name)\" in the namespace \"\(name.namespace)\": "
                    + "'slipway get clusters -A' lists those there are")
        }
        var snapshot = ClusterSnapshot(cluster: cluster)
        snapshot.infrastructure = try await object(cluster.reference("infrastructureRef"))
        snapshot.controlPlane = try await object(cluster.reference("controlPlaneRef"))
        snapshot.machineDeployments = try await members(resources.machineDeployment)
        snapshot.machineSets = try await members(resources.machineSet)
        snapshot.machines = try await members(resources.machine)
        return snapshot
    }

    private func object(_ reference: (kind: GroupVersionKind, name: String)?) async throws -> Unstructured? {
        guard let reference else { return nil }
        let resource = try await managementClient.resourceType(for: reference.kind)
        return try await managementClient.find(
            resource, NamespacedName(namespace: name.namespace, name: reference.name))
    }

    private func members(_ resource: ResourceType) async throws -> [Unstructured] {
        try await managementClient.list(resource, namespace: name.namespace, ListOptions(labelSelector: selector)).items
    }

    var selector: String { "\(ClusterSnapshot.Label.clusterName)=\(name.name)" }
}

/// Cluster API's own resources, in the version that the management cluster prefers.
struct ClusterResources: Sendable {
    let cluster: ResourceType
    let machine: ResourceType
    let machineSet: ResourceType
    let machineDeployment: ResourceType

    /// - Throws: ``CommandFailure`` where the server has no Cluster API.
    init(_ managementClient: any Client) async throws {
        let all = try await managementClient.resourceTypes()
        func find(_ kind: String) throws -> ResourceType {
            guard let found = all.first(where: { $0.group == "cluster.x-k8s.io" && $0.kind == kind }) else {
                throw CommandFailure.failed(
                    "the server has no Cluster API (no kind \(kind) in the group cluster.x-k8s.io): "
                        + "is this the kubeconfig of a management cluster?")
            }
            return found
        }
        cluster = try find("Cluster")
        machine = try find("Machine")
        machineSet = try find("MachineSet")
        machineDeployment = try find("MachineDeployment")
    }
}
