import EtcdClient
import KubernetesAPI
import KubernetesClient
import KubernetesHTTPClient
import Machinery
import PKI
import WorkloadCluster

/// The etcd of a cluster, reached through the cluster's API server.
struct EtcdCluster: Sendable {
    let name: NamespacedName
    /// The Nodes of its members, by name.
    let nodes: [String]
    let session: any ControlPlaneSession

    private static let controlPlaneLabel = "node-role.kubernetes.io/control-plane"

    /// Runs `body` with the etcd of a cluster that a management plane knows.
    ///
    /// - Throws: ``CommandFailure`` where the cluster has no kubeconfig yet, or no control-plane Nodes.
    static func with<Success: Sendable>(
        _ name: NamespacedName, managementClient: any Client, _ body: @Sendable (EtcdCluster) async throws -> Success
    ) async throws -> Success {
        let kubeconfig = try await ClusterKubeconfigSecret(managementClient).read(name)
        return try await withKubernetesHTTPClient(Kubeconfig(yaml: kubeconfig).connection()) { client in
            let nodes = try await client.list(Node.self, ListOptions(labelSelector: controlPlaneLabel))
            guard !nodes.isEmpty else {
                throw CommandFailure.failed(
                    "cluster \(name) has no control-plane nodes: etcd runs elsewhere, or nowhere yet")
            }
            let session = try await ForwardedControlPlane(
                of: name, client: client, managementClient: managementClient, pki: .system)
            return try await body(
                EtcdCluster(name: name, nodes: nodes.map(\.metadata.name).sorted(), session: session))
        }
    }

    /// What each member says, in the order of the nodes.
    func survey() async -> [EtcdSurvey] {
        await withTaskGroup(of: EtcdSurvey.self) { group in
            for node in nodes {
                group.addTask {
                    do {
                        return try await session.withMember(onNode: node) { member in
                            try await EtcdSurvey(node: node, member)
                        }
                    } catch {
                        return EtcdSurvey(node: node, problem: "\(error)")
                    }
                }
            }
            var found: [EtcdSurvey] = []
            for await one in group { found.append(one) }
            return found.sorted { $0.node < $1.node }
        }
    }
}

/// What one member says of itself.
struct EtcdSurvey: Sendable, Hashable {
    var node: String
    var status: EtcdStatus?
    var alarms: [EtcdAlarm] = []
    /// Why it cannot be relied on; `nil` where all is well.
    var problem: String?

    init(node: String, status: EtcdStatus? = nil, alarms: [EtcdAlarm] = [], problem: String? = nil) {
        self.node = node
        self.status = status
        self.alarms = alarms
        self.problem = problem
    }

    /// - Throws: Where the member cannot be reached.
    init(node: String, _ member: any EtcdMemberService) async throws {
        self.node = node
        let status = try await member.status()
        self.status = status
        do {
            try await member.checkHealth()
            alarms = try await member.alarms().filter { $0.memberID == status.memberID }
        } catch let error as EtcdError {
            problem = error.message
        }
        if problem == nil, !alarms.isEmpty { problem = alarms.map(\.kind.description).joined(separator: ", ") }
    }
}
