import APIServer
import ControllerRuntime
import Effects
import KubernetesAPI
import KubernetesClient
import Logging
import Machinery
import ObjectStore
import PKI
import YAML

/// One simulated cluster: a Kubernetes API over its own part of the store.
final class SimulatedCluster: Sendable {
    let id: String
    let endpoint: SimulatedEndpoint
    let records: ClusterRecords
    let servers: RunningServers
    let core: APICore
    let handler: HTTPHandler
    /// Opens when the cluster is removed.
    let ended = Gate()

    /// - Parameter builtIns: Shared by all clusters.
    init(
        _ id: String, endpoint: SimulatedEndpoint, store: any ObjectStore, builtIns: [ResourceDefinition],
        pki: PKIEnvironment, logger: Logger
    ) {
        self.id = id
        self.endpoint = endpoint
        let scope = store.scoped(prefix: ClusterRecords.prefix(of: id))
        records = ClusterRecords(store: scope)
        var logger = logger
        logger[metadataKey: "simulatedCluster"] = "\(id)"
        core = APICore(
            store: scope, configuration: APICore.Configuration(builtIns: builtIns), time: pki.time, random: pki.random,
            logger: logger)
        let servers = RunningServers()
        self.servers = servers
        handler = HTTPHandler(core: core) { servers.version }
    }

    /// What the cluster's own components do, they do as its administrator.
    var client: any Client { core.client(as: .systemMaster) }

    /// Where the cluster's API server listens, as a name for the front.
    var listenerName: String { "simulated-\(id)" }

    /// The configuration that `kubeadm init` left; `nil` before.
    func configuration() async throws -> ClusterConfiguration? {
        guard let map = try await client.find(ConfigMap.self, KubeadmObjects.configurationName),
            let text = map.data["ClusterConfiguration"], let document = try YAMLDocument.parse(text).first
        else { return nil }
        return ClusterConfiguration(json: document.value)
    }

    /// Creates an object unless it is there: each step may begin anew after a crash.
    @discardableResult
    func create<R: Resource>(_ object: R) async throws -> R {
        do {
            return try await client.create(object)
        } catch let status as APIStatus where status.reason == .alreadyExists {
            return try await client.get(R.self, object.namespacedName)
        }
    }

    func create(_ object: Unstructured) async throws {
        let resource = try await client.resourceType(for: object.groupVersionKind)
        do {
            _ = try await client.create(resource, object)
        } catch let status as APIStatus where status.reason == .alreadyExists {
            return
        }
    }

    /// How the API server shows itself: signed by the cluster's own authority, under the names that kubeadm would give it.
    func listenerConfiguration(pki: PKIEnvironment) async throws -> TLSListener.Configuration? {
        guard let server = servers.all.first, let files = server.certificates else { return nil }
        let authority = try CertificateAuthority(
            certificatePEM: files.certificate, privateKeyPEM: files.privateKey)
        let identity = try await authority.issue(
            .server("kube-apiserver", names: server.serverNames), in: pki)
        return TLSListener.Configuration(
            address: ListenAddress(host: endpoint.host, port: endpoint.port), identity: identity,
            clientAuthorities: [authority.certificate])
    }
}
