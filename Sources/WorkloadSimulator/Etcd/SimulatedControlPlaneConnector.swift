public import EtcdClient
import KubernetesAPI
public import KubernetesClient
public import Machinery
public import PKI
public import WorkloadCluster

/// Reaches the machines of simulated control planes without sockets, for planes in virtual time: gRPC and TLS keep to the clock
/// of the machine and to threads of their own. What answers is the same as behind them.
public struct SimulatedControlPlaneConnector: ControlPlaneConnector {
    private let simulator: WorkloadSimulator
    private let workloadClusters: WorkloadClusters
    private let managementClient: any Client

    /// - Parameter managementClient: Reads the clusters' kubeconfigs, which say where they answer.
    public init(simulator: WorkloadSimulator, workloadClusters: WorkloadClusters, managementClient: any Client) {
        self.simulator = simulator
        self.workloadClusters = workloadClusters
        self.managementClient = managementClient
    }

    public func session(of cluster: NamespacedName) async throws -> SimulatedControlPlane {
        _ = try workloadClusters.client(for: cluster)
        let name = NamespacedName(namespace: cluster.namespace, name: "\(cluster.name)-kubeconfig")
        guard let kubeconfig = try await managementClient.find(Secret.self, name)?.data["value"] else {
            throw SimulatorError(.unknownCluster, "the cluster \(cluster) has no kubeconfig yet")
        }
        let server = try InlineKubeconfig(kubeconfig).server
        guard let simulated = try await simulator.cluster(at: server.host, port: server.port) else {
            throw SimulatorError(.unknownCluster, "no simulated cluster answers at \(server)")
        }
        return SimulatedControlPlane(machines: simulated.machines, pki: simulator.pki)
    }
}

/// The machines of one simulated control plane.
public struct SimulatedControlPlane: ControlPlaneSession {
    let machines: ClusterMachines
    let pki: PKIEnvironment

    public func withMember<Success: Sendable>(
        onNode node: String, _ body: @Sendable (any EtcdMemberService) async throws -> Success
    ) async throws -> Success {
        let member = try await machines.records.etcdMembers().first { $0.name == node }
        guard let member, member.isRunning, !machines.servers.isEmpty else {
            throw EtcdError(.unreachable, member: node, "no connection came about: connection refused")
        }
        return try await body(SimulatedEtcd(machines: machines, member: member))
    }

    public func servingCertificate(onNode node: String) async throws -> Certificate {
        let machine = try await machines.records.machines().first { $0.nodeName == node }
        guard let machine, let identity = try await ServingIdentity(pki: pki).apiServer(on: machine) else {
            throw PortForwardError("no API server answers on node \(node)")
        }
        return identity.certificate
    }
}
