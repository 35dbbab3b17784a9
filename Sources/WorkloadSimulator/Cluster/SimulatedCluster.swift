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
    let machines: ClusterMachines
    let core: APICore
    let handler: HTTPHandler
    /// Opens when the cluster is removed.
    let ended = Gate()

    /// - Parameters:
    ///   - builtIns: Shared by all clusters.
    ///   - front: Where its API server listens; `nil` where it is reached in process only.
    init(
        _ id: String, endpoint: SimulatedEndpoint, store: any ObjectStore, builtIns: [ResourceDefinition],
        front: HTTPFront?, pki: PKIEnvironment, logger: Logger
    ) {
        self.id = id
        self.endpoint = endpoint
        let scope = store.scoped(prefix: ClusterRecords.prefix(of: id))
        let machines = ClusterMachines(cluster: id, records: ClusterRecords(store: scope), front: front)
        self.machines = machines
        var logger = logger
        logger[metadataKey: "simulatedCluster"] = "\(id)"
        var configuration = APICore.Configuration(builtIns: builtIns)
        configuration.podPorts = SimulatedPodPorts(machines: machines, pki: pki)
        core = APICore(
            store: scope, configuration: configuration, time: pki.time, random: pki.random, logger: logger)
        handler = HTTPHandler(core: core) { machines.servers.version }
    }

    var records: ClusterRecords { machines.records }
    var servers: RunningServers { machines.servers }

    /// What the cluster's own components do, they do as its administrator.
    var client: any Client { core.client(as: .systemMaster) }

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
