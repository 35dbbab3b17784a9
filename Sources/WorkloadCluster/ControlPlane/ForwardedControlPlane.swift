import Effects
public import EtcdClient
import KubernetesAPI
public import KubernetesClient
public import Machinery
public import PKI
import StreamTLS

/// Reaches the machines of control planes through their API servers: by ports forwarded to the Pods that kubeadm makes.
public struct ForwardedControlPlaneConnector: ControlPlaneConnector {
    private let workloadClusters: WorkloadClusters
    private let managementClient: any Client
    private let pki: PKIEnvironment

    /// - Parameter managementClient: Must be allowed to read Secrets.
    public init(workloadClusters: WorkloadClusters, managementClient: any Client, pki: PKIEnvironment) {
        self.workloadClusters = workloadClusters
        self.managementClient = managementClient
        self.pki = pki
    }

    public func session(of cluster: NamespacedName) async throws -> ForwardedControlPlane {
        try await ForwardedControlPlane(
            of: cluster, client: workloadClusters.client(for: cluster), managementClient: managementClient, pki: pki)
    }
}

/// The machines of one control plane, behind its API server.
public struct ForwardedControlPlane: ControlPlaneSession {
    private static let namespace = "kube-system"
    private static let etcdPort: UInt16 = 2379
    private static let apiServerPort: UInt16 = 6443

    private let client: any Client
    private let credentials: EtcdCredentials
    private let options: EtcdOptions

    /// - Parameters:
    ///   - client: Of the workload cluster; must be allowed to forward ports.
    ///   - managementClient: Reads the Secrets of the cluster's etcd.
    /// - Throws: ``EtcdCredentialsError``.
    public init(
        of cluster: NamespacedName, client: any Client, managementClient: any Client, pki: PKIEnvironment
    ) async throws {
        self.client = client
        credentials = try await EtcdCredentials(of: cluster, in: managementClient, pki: pki)
        options = EtcdOptions(time: pki.time)
    }

    public func withMember<Success: Sendable>(
        onNode node: String, _ body: @Sendable (any EtcdMemberService) async throws -> Success
    ) async throws -> Success {
        // kubeadm names the Pod, the member and its certificate after the Node.
        let pod = NamespacedName(namespace: Self.namespace, name: "etcd-\(node)")
        return try await client.withPortForward(to: pod, port: Self.etcdPort) { stream in
            try await EtcdClient.withConnection(
                over: stream, member: node, security: credentials.security(serverName: node), options: options
            ) { member in try await body(member) }
        }
    }

    public func servingCertificate(onNode node: String) async throws -> Certificate {
        let pod = NamespacedName(namespace: Self.namespace, name: "kube-apiserver-\(node)")
        return try await client.withPortForward(to: pod, port: Self.apiServerPort) { stream in
            try await PeerCertificate.read(
                over: stream, serverName: node, within: options.connectTimeout, on: options.time)
        }
    }
}
