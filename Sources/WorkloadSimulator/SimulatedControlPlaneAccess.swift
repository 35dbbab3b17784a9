import APIServer
public import Effects
import KubernetesAPI
public import KubernetesClient
public import Machinery
public import WorkloadCluster

/// Reaches the etcd of simulated clusters without a network: it is told what the simulator has recorded.
///
/// As a real one, it answers only through a node whose machine runs, and takes changes only where a quorum of its members does.
public struct SimulatedControlPlaneAccess: ControlPlaneAccess {
    private let simulator: WorkloadSimulator
    private let managementClient: any Client

    /// - Parameter managementClient: Reads the clusters' kubeconfigs, which say where they answer.
    public init(simulator: WorkloadSimulator, managementClient: any Client) {
        self.simulator = simulator
        self.managementClient = managementClient
    }

    public func state(of cluster: NamespacedName, through nodes: [String]) async throws -> EtcdState {
        let members = try await reach(cluster, through: nodes).records.etcdMembers()
        return EtcdState(
            members: members.map { member in
                EtcdState.Member(
                    id: member.id, name: member.name, isLearner: member.isLearner,
                    failure: member.isRunning ? nil : "the machine of the member \(member.name) does not run")
            }, leader: members.first(where: \.isLeader)?.id)
    }

    public func moveLeadership(of cluster: NamespacedName, to member: UInt64, through nodes: [String]) async throws {
        let simulated = try await reach(cluster, through: nodes)
        let members = try await simulated.records.etcdMembers()
        guard let target = members.first(where: { $0.id == member }), target.isRunning else {
            throw SimulatorError(.unreachable, "etcdserver: leadership cannot move to a member that does not run")
        }
        try await simulated.records.moveLeadership(to: member)
    }

    public func removeMember(_ member: UInt64, of cluster: NamespacedName, through nodes: [String]) async throws {
        let simulated = try await reach(cluster, through: nodes)
        guard let machine = try await simulated.records.removeMember(member) else { return }
        // The API server beside the member has nothing to speak with any more.
        simulator.stopServing(machine, simulated)
    }

    public func servingCertificateExpiry(
        onNode node: String, of cluster: NamespacedName
    ) async throws -> Timestamp? {
        try await simulated(cluster).records.machines().first { $0.nodeName == node }?.certificatesExpire
    }

    /// The cluster, where the member of one of the nodes runs and a quorum with it.
    private func reach(_ cluster: NamespacedName, through nodes: [String]) async throws -> SimulatedCluster {
        let simulated = try await simulated(cluster)
        let members = try await simulated.records.etcdMembers()
        guard members.contains(where: { $0.isRunning && nodes.contains($0.name) }) else {
            throw SimulatorError(
                .unreachable, "no etcd member answers on the nodes \(nodes.sorted().joined(separator: ", "))")
        }
        guard members.count(where: \.isRunning) > members.count / 2 else {
            throw SimulatorError(.unreachable, "etcdserver: no leader: too few of the members run")
        }
        return simulated
    }

    private func simulated(_ cluster: NamespacedName) async throws -> SimulatedCluster {
        let name = NamespacedName(namespace: cluster.namespace, name: "\(cluster.name)-kubeconfig")
        guard let kubeconfig = try await managementClient.find(Secret.self, name)?.data["value"] else {
            throw SimulatorError(.unknownCluster, "the cluster \(cluster) has no kubeconfig yet")
        }
        let server = try InlineKubeconfig(kubeconfig).server
        guard let simulated = try await simulator.cluster(at: server.host, port: server.port) else {
            throw SimulatorError(.unknownCluster, "no simulated cluster answers at \(server)")
        }
        return simulated
    }
}

extension WorkloadSimulator {
    func stopServing(_ machine: MachineRecord, _ cluster: SimulatedCluster) {
        cluster.servers.remove(machine.name)
        if cluster.servers.isEmpty { front?.close(cluster.listenerName) }
    }
}
