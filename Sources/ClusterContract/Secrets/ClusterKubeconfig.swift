import ClusterAPI
public import Effects
import KubernetesAPI
public import KubernetesClient
public import Machinery
public import PKI

/// The kubeconfig by which a cluster's administrator, Slipway among them, reaches it: the Secret `<cluster>-kubeconfig`.
public enum ClusterKubeconfig {
    /// How long a client certificate must still be valid to be left alone; they are made for a year.
    public static let renewalMargin = Duration.seconds(182 * 86_400)

    /// Makes the Secret where it is missing, and renews its client certificate in time where `owner` made it.
    ///
    /// A Secret of Cluster API's own type that nobody manages, or a KubeadmConfig, becomes the owner's; one that a user made is
    /// left as it is.
    ///
    /// - Parameters:
    ///   - server: `https://host:port`; an existing kubeconfig keeps its own.
    ///   - certificates: Asked for the cluster's authority only when a certificate is to be made: its key may be kept elsewhere.
    /// - Returns: When to look again, for the renewal; `nil` where it is not for us to renew.
    @discardableResult
    public static func reconcile(
        for cluster: NamespacedName, server: String, certificates: ClusterCertificates, owner: OwnerReference,
        algorithm: KeyAlgorithm, pki: PKIEnvironment, in managementClient: any Client
    ) async throws -> Timestamp? {
        let name = NamespacedName(
            namespace: cluster.namespace, name: ClusterSecret.name(cluster: cluster.name, ClusterSecret.kubeconfig))
        guard var secret = try await managementClient.find(Secret.self, name) else {
            try await create(name, cluster, server: server, certificates, owner, algorithm, pki, managementClient)
            return pki.time.now() + Duration.oneYear - renewalMargin
        }
        let isOurs = secret.type == .clusterAPI && adopt(&secret, for: owner)
        guard isOurs || secret.metadata.controller?.isSame(as: owner) == true else { return nil }
        let expiry = try clientCertificate(in: secret)?.notAfter
        guard let expiry, expiry < pki.time.now() + renewalMargin else {
            if isOurs { _ = try await managementClient.update(secret) }
            return expiry.map { $0 - renewalMargin }
        }
        secret.data[ClusterSecret.valueKey] = try await make(
            cluster, server: try Self.server(in: secret) ?? server, authority: certificates.clusterAuthority(),
            algorithm: algorithm, pki: pki)
        _ = try await managementClient.update(secret)
        return pki.time.now() + Duration.oneYear - renewalMargin
    }

    private static func create(
        _ name: NamespacedName, _ cluster: NamespacedName, server: String, _ certificates: ClusterCertificates,
        _ owner: OwnerReference, _ algorithm: KeyAlgorithm, _ pki: PKIEnvironment, _ managementClient: any Client
    ) async throws {
        var secret = Secret(type: .clusterAPI)
        secret.metadata = ObjectMeta(
            name: name.name, namespace: name.namespace, labels: [ClusterLabel.clusterName: cluster.name])
        secret.metadata.ownerReferences = [owner]
        secret.data[ClusterSecret.valueKey] = try await make(
            cluster, server: server, authority: certificates.clusterAuthority(), algorithm: algorithm, pki: pki)
        do {
            _ = try await managementClient.create(secret)
        } catch let status as APIStatus where status.reason == .alreadyExists {
            return
        }
    }

    /// - Returns: Whether the owners changed.
    private static func adopt(_ secret: inout Secret, for owner: OwnerReference) -> Bool {
        if let controller = secret.metadata.controller, controller.uid == owner.uid { return false }
        secret.metadata.ownerReferences.removeAll { $0.controller == true || $0.isSame(as: owner) }
        secret.metadata.ownerReferences.append(owner)
        return true
    }

    private static func make(
        _ cluster: NamespacedName, server: String, authority: CertificateAuthority, algorithm: KeyAlgorithm,
        pki: PKIEnvironment
    ) async throws -> [UInt8] {
        let identity = try await authority.issue(
            .client("kubernetes-admin", groups: ["system:masters"]), algorithm: algorithm, in: pki)
        let kubeconfig = try Kubeconfig.administrator(
            ofCluster: cluster.name, server: server, certificateAuthority: authority.certificate.pem,
            clientCertificate: identity.certificate.pem, clientKey: identity.privateKey.pem)
        return Array(kubeconfig.yaml.utf8)
    }

    private static func clientCertificate(in secret: Secret) throws -> Certificate? {
        guard let kubeconfig = try kubeconfig(in: secret),
            let bytes = kubeconfig.users.first?.value.clientCertificateData
        else { return nil }
        return try Certificate(pem: String(decoding: bytes, as: UTF8.self))
    }

    private static func server(in secret: Secret) throws -> String? {
        try kubeconfig(in: secret)?.clusters.first?.value.server
    }

    private static func kubeconfig(in secret: Secret) throws -> Kubeconfig? {
        try secret.data[ClusterSecret.valueKey].map { try Kubeconfig(yaml: $0) }
    }
}

extension OwnerReference {
    fileprivate func isSame(as other: OwnerReference) -> Bool {
        groupKind == other.groupKind && name == other.name
    }
}
