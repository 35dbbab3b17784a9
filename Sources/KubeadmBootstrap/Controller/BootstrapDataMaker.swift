import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import KubernetesAPI
import KubernetesClient
import Machinery
import PKI
import WorkloadCluster

/// Gathers what a machine's bootstrap data is made of.
struct BootstrapDataMaker: Sendable {
    let config: KubeadmConfig
    let machine: Machine
    let cluster: Cluster
    let workloadClusters: WorkloadClusters
    let keyAlgorithm: KeyAlgorithm
    let pki: PKIEnvironment
    let context: ReconcileContext

    private var isControlPlane: Bool { machine.metadata.labels[ClusterLabel.controlPlane] != nil }

    /// The data of the machine that founds the cluster.
    ///
    /// - Parameter config: Gets the defaults that were filled in, so that users see what was used.
    func initialization(of config: inout KubeadmConfig) async throws -> String {
        let documents = try KubeadmDocuments(version: kubeadmVersion())
        var clusterConfiguration = config.spec.clusterConfiguration ?? KubeadmClusterConfiguration()
        try fillIn(&clusterConfiguration)
        let initConfiguration = config.spec.initConfiguration ?? KubeadmInitConfiguration()
        let certificates = try await certificates()
        config.spec.clusterConfiguration = clusterConfiguration
        config.spec.initConfiguration = initConfiguration
        let text = documents.initialization(clusterConfiguration, initConfiguration, keys: keyAlgorithm)
        return try await render(
            .initialize(configuration: text), in: config, version: documents.version,
            certificateFiles: certificateFiles(certificates, clusterConfiguration))
    }

    /// The data of a machine that joins.
    ///
    /// - Parameter config: Gets the token and what it was found by, so that the token can be kept alive.
    func join(into config: inout KubeadmConfig) async throws -> String {
        let documents = try KubeadmDocuments(version: kubeadmVersion())
        let certificates = try await ClusterCertificates.look(for: cluster.namespacedName, in: context.client)
        var join = config.spec.joinConfiguration ?? KubeadmJoinConfiguration()
        var files: [BootstrapFile] = []
        if isControlPlane {
            join.controlPlane = join.controlPlane ?? KubeadmJoinControlPlane()
            files = try await certificateFiles(certificates, config.spec.clusterConfiguration)
        } else {
            guard join.controlPlane == nil else {
                throw ControllerStateError(
                    "spec.joinConfiguration.controlPlane is set, but the machine is not one of the control plane: remove it"
                )
            }
            addUninitializedTaint(to: &join)
        }
        try await discover(&join, certificates)
        config.spec.joinConfiguration = join
        let timeout = config.spec.clusterConfiguration?.apiServer?.timeoutForControlPlane
        let text = documents.join(join, controlPlaneTimeout: timeout)
        return try await render(
            .join(configuration: text), in: config, version: documents.version, certificateFiles: files)
    }

    private func kubeadmVersion() throws -> KubeadmAPIVersion {
        guard let text = machine.spec.version, let version = try? SemanticVersion(parsing: text) else {
            throw ControllerStateError(
                "the Machine has no spec.version that is a version: it decides which kubeadm API is used")
        }
        return KubeadmAPIVersion(kubernetes: version)
    }

    /// What the Cluster says already and the user need not repeat.
    private func fillIn(_ configuration: inout KubeadmClusterConfiguration) throws {
        guard let endpoint = cluster.spec.controlPlaneEndpoint, endpoint.isValid else {
            throw BootstrapWait(
                ConditionReason.waitingForClusterInfrastructure, "Waiting for the cluster's control plane endpoint")
        }
        configuration.controlPlaneEndpoint = configuration.controlPlaneEndpoint ?? endpoint.hostAndPort
        configuration.clusterName = configuration.clusterName ?? cluster.metadata.name
        configuration.kubernetesVersion = configuration.kubernetesVersion ?? machine.spec.version
        guard let network = cluster.spec.clusterNetwork else { return }
        var networking = configuration.networking ?? KubeadmNetworking()
        networking.dnsDomain = networking.dnsDomain ?? network.serviceDomain
        networking.serviceSubnet = networking.serviceSubnet ?? network.services?.joined
        networking.podSubnet = networking.podSubnet ?? network.pods?.joined
        configuration.networking = networking
    }

    /// A control plane object makes the certificates of its cluster; without one they are made here.
    private func certificates() async throws -> ClusterCertificates {
        guard cluster.spec.controlPlaneRef == nil else {
            return try await ClusterCertificates.look(for: cluster.namespacedName, in: context.client)
        }
        return try await ClusterCertificates.lookOrMake(
            for: cluster.namespacedName, owner: config.ownerReference(isController: true), algorithm: keyAlgorithm,
            pki: pki, in: context.client)
    }

    /// The cluster of a kubeconfig file that is to be written, as far as the user has not said it.
    private func fillInDiscoveryFile(
        _ join: inout KubeadmJoinConfiguration, _ certificates: ClusterCertificates
    ) throws {
        guard var kubeconfig = join.discovery.file?.kubeConfig else { return }
        var target = kubeconfig.cluster ?? KubeadmKubeConfigCluster()
        if target.server == nil {
            guard let endpoint = cluster.spec.controlPlaneEndpoint, endpoint.isValid else {
                throw BootstrapWait(
                    ConditionReason.waitingForClusterInfrastructure, "Waiting for the cluster's control plane endpoint")
            }
            target.server = "https://\(endpoint.hostAndPort)"
        }
        if target.certificateAuthorityData == nil {
            guard let authority = certificates[.clusterCA] else { throw waitForAuthority }
            target.certificateAuthorityData = Base64.encode(Array(authority.certificate.utf8))
        }
        kubeconfig.cluster = target
        join.discovery.file?.kubeConfig = kubeconfig
    }

    private var waitForAuthority: BootstrapWait {
        BootstrapWait(
            ConditionReason.waitingForControlPlaneAvailable,
            "Waiting for the Secret \(ClusterSecret.name(cluster: cluster.metadata.name, ClusterSecret.clusterCA))")
    }

    private func certificateFiles(
        _ certificates: ClusterCertificates, _ configuration: KubeadmClusterConfiguration?
    ) async throws -> [BootstrapFile] {
        let name = cluster.metadata.name
        let files = try CertificateFiles.files(
            of: certificates, directory: configuration?.certificatesDir, etcd: configuration?.etcd, cluster: name)
        guard let external = configuration?.etcd?.external else { return files }
        let client = try await ClusterCertificates.pair(
            ClusterSecret.externalEtcdClient, of: cluster.namespacedName, in: context.client)
        return try files
            + CertificateFiles.files(ofExternalEtcd: external, certificates[.etcdCA], client: client, cluster: name)
    }

    /// Keeps pods away from a worker until its Machine has labelled it.
    private func addUninitializedTaint(to join: inout KubeadmJoinConfiguration) {
        var taints = join.nodeRegistration.taints ?? []
        guard !taints.contains(where: { $0.key == NodeTaint.uninitialized }) else { return }
        taints.append(Taint(key: NodeTaint.uninitialized, effect: .noSchedule))
        join.nodeRegistration.taints = taints
    }

    /// Tells the machine where the cluster is and how to know it: by a file of the user's, or by a token and the hash of the
    /// authority's key.
    private func discover(_ join: inout KubeadmJoinConfiguration, _ certificates: ClusterCertificates) async throws {
        if join.discovery.file != nil { return try fillInDiscoveryFile(&join, certificates) }
        guard let endpoint = cluster.spec.controlPlaneEndpoint, endpoint.isValid else {
            throw BootstrapWait(
                ConditionReason.waitingForClusterInfrastructure, "Waiting for the cluster's control plane endpoint")
        }
        guard let authority = certificates[.clusterCA] else {
            throw waitForAuthority
        }
        var discovery = join.discovery.bootstrapToken ?? KubeadmBootstrapTokenDiscovery()
        discovery.apiServerEndpoint = discovery.apiServerEndpoint ?? endpoint.hostAndPort
        if discovery.caCertHashes.isEmpty, discovery.unsafeSkipCAVerification != true {
            discovery.caCertHashes = [try Certificate(pem: authority.certificate).publicKey.discoveryHash]
        }
        if discovery.token == nil {
            let token = BootstrapToken(random: context.random)
            let workloadClient: any Client
            do {
                workloadClient = try workloadClusters.client(for: cluster.namespacedName)
            } catch {
                throw BootstrapWait(ConditionReason.waitingForControlPlaneAvailable, "\(error)")
            }
            try await token.create(in: workloadClient, for: machine.metadata.name, now: context.time.now())
            discovery.token = token.text
        }
        join.discovery.bootstrapToken = discovery
    }

    private func render(
        _ action: CloudInit.Action, in config: KubeadmConfig, version: KubeadmAPIVersion,
        certificateFiles: [BootstrapFile]
    ) async throws -> String {
        var files: [BootstrapFile] = []
        for file in config.spec.files { files.append(try await resolved(file)) }
        if case .join = action, let file = config.spec.joinConfiguration?.discovery.file {
            files += DiscoveryKubeconfig(file).map { [$0.file] } ?? []
        }
        var users: [BootstrapUser] = []
        for user in config.spec.users { users.append(try await resolved(user)) }
        if config.spec.format == .ignition {
            return try Ignition(
                action: action, certificateFiles: certificateFiles, files: files, spec: config.spec, users: users
            ).render()
        }
        return CloudInit(
            action: action, certificateFiles: certificateFiles, files: files, spec: config.spec, users: users,
            version: version
        ).render()
    }

    private func resolved(_ file: BootstrapFile) async throws -> BootstrapFile {
        guard let source = file.contentFrom?.secret else { return file }
        var file = file
        file.content = try await secretText(source, for: "the file \(file.path)")
        file.contentFrom = nil
        return file
    }

    private func resolved(_ user: BootstrapUser) async throws -> BootstrapUser {
        guard let source = user.passwdFrom?.secret else { return user }
        var user = user
        user.passwd = try await secretText(source, for: "the user \(user.name)")
        user.passwdFrom = nil
        return user
    }

    private func secretText(_ source: BootstrapSecretKey, for what: String) async throws -> String {
        let name = NamespacedName(namespace: config.metadata.namespace, name: source.name)
        guard let secret = try await context.observe(Secret.self, name) else {
            throw ControllerStateError("the Secret \(name), which \(what) needs, does not exist")
        }
        guard let text = secret.text(source.key) else {
            throw ControllerStateError(
                "the Secret \(name) has no text under the key \"\(source.key)\", which \(what) needs")
        }
        return text
    }
}
