import APIServer
import ControllerRuntime
import Effects
public import KubernetesClient
import Machinery
import PKI
public import WorkloadCluster

/// Connects to simulated clusters without sockets, for planes in virtual time.
///
/// It asks of a kubeconfig what TLS would: that the server's authority is the one it names, and that the client's certificate
/// is signed by it. As over a network, requests fail while no API server runs, and watches end when the last one stops.
public struct SimulatedConnector: WorkloadConnector {
    private let simulator: WorkloadSimulator

    public init(simulator: WorkloadSimulator) {
        self.simulator = simulator
    }

    public func withClient<Result: Sendable>(
        _ kubeconfig: [UInt8], _ body: @Sendable (any Client) async throws -> Result
    ) async throws -> Result {
        let kubeconfig = try InlineKubeconfig(kubeconfig)
        let server = kubeconfig.server
        guard let cluster = try await simulator.cluster(at: server.host, port: server.port), !cluster.servers.isEmpty
        else { throw ClientError.refused(server) }
        let authorities = try cluster.servers.authorities()
        let trusted = try kubeconfig.authority.map { text throws(PKIError) in try Certificate.all(inPEM: text) } ?? []
        guard authorities.contains(where: trusted.contains) else {
            throw ClientError(
                .untrustedServer, "the certificate of \(server) is not signed by the kubeconfig's authority")
        }
        guard let text = kubeconfig.clientCertificate else {
            throw ClientError(.invalidKubeconfig, "the kubeconfig has no client certificate")
        }
        let certificate = try Certificate(pem: text)
        do {
            try await certificate.verify(trusting: authorities, for: .client, at: simulator.pki.time.now())
        } catch {
            throw ClientError(
                .credentialsRefused, "\(server) refuses the client certificate: \(error.message)", cause: error)
        }
        let user = UserInfo(
            name: certificate.subject.commonName,
            groups: certificate.subject.organizations + [UserInfo.Group.authenticated])
        return try await body(
            ConnectedClient(base: cluster.core.client(as: user), servers: cluster.servers, server: server))
    }
}

extension ClientError {
    fileprivate static func refused(_ server: ServerURL) -> ClientError {
        ClientError(.unreachable, "nothing answers at \(server)")
    }
}

private struct ConnectedClient: Client {
    let base: any Client
    let servers: RunningServers
    let server: ServerURL

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        _ = try period()
        return try await base.send(request)
    }

    func withWatch<Result: Sendable>(
        _ request: WatchRequest, _ body: @Sendable (any WatchStream) async throws -> Result
    ) async throws -> Result {
        let period = try period()
        return try await base.withWatch(request) { watch in
            try await body(ConnectedWatch(base: watch, period: period))
        }
    }

    func withPortForward<Result: Sendable>(
        to pod: NamespacedName, port: UInt16, _ body: @Sendable (any DuplexStream) async throws -> Result
    ) async throws -> Result {
        _ = try period()
        return try await base.withPortForward(to: pod, port: port, body)
    }

    func resourceType(for kind: GroupVersionKind) async throws -> ResourceType {
        _ = try period()
        return try await base.resourceType(for: kind)
    }

    func resourceTypes() async throws -> [ResourceType] {
        _ = try period()
        return try await base.resourceTypes()
    }

    private func period() throws(ClientError) -> Gate {
        guard let period = servers.period else { throw .refused(server) }
        return period
    }
}

private struct ConnectedWatch: WatchStream {
    let base: any WatchStream
    let period: Gate

    /// - Returns: `nil` when the last API server has stopped.
    func next() async throws -> [WatchEvent]? {
        try await withThrowingTaskGroup(of: [WatchEvent]?.self) { group in
            group.addTask { try await base.next() }
            group.addTask {
                await period.wait()
                try Task.checkCancellation()
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }
}
