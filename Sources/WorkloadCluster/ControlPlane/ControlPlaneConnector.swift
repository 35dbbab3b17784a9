public import EtcdClient
public import Machinery
public import PKI

/// Opens ways to what runs on the control-plane machines of workload clusters: over a network in production, in process in a
/// simulation.
public protocol ControlPlaneConnector: Sendable {
    associatedtype Session: ControlPlaneSession

    /// What it takes to reach the machines of one cluster, gathered once for any number of connections.
    ///
    /// - Throws: ``WorkloadUnavailable`` while there is no connection to the cluster, and what keeps its etcd from being asked, in
    ///   words for the person.
    func session(of cluster: NamespacedName) async throws -> Session
}

/// Ways to the control-plane machines of one cluster. Each call opens a connection of its own and ends it.
public protocol ControlPlaneSession: Sendable {
    /// Runs `body` with the etcd member on a node.
    ///
    /// - Throws: `EtcdError` where the member cannot be reached, and whatever `body` throws.
    func withMember<Success: Sendable>(
        onNode node: String, _ body: @Sendable (any EtcdMemberService) async throws -> Success
    ) async throws -> Success

    /// The certificate that the API server on a node shows.
    func servingCertificate(onNode node: String) async throws -> Certificate
}
