import ClusterAPI
import Effects
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
    /// - Parameter server: `https://host:port`; an existing kubeconfig keeps its own.
    public static func reconcile(
        for cluster: NamespacedName, server: String, authority: CertificateAuthority, owner: OwnerReference,
        algorithm: KeyAlgorithm, pki: PKIEnvironment, in managementClient: any Client
    ) async throws {
        let name = NamespacedName(
            namespace: cluster.namespace, name: ClusterSecret.name(cluster: cluster.name, ClusterSecret.kubeconfig))
        if let secret = try await managementClient.find(Secret.self, name) {
            guard secret.metadata.controller?.isSame(as: owner) == true, try needsRenewal(secret, now: pki.time.now())
            else { return }
            var renewed = secret
            let keptServer = try Self.server(in: secret) ?? server
            renewed.data[ClusterSecret.valueKey] = try await make(
                cluster, server: keptServer, authority: authority, algorithm: algorithm, pki: pki)
            _ = try await managementClient.update(renewed)
            return
        }
        var secret = Secret(type: .clusterAPI)
        secret.metadata = ObjectMeta(
            name: name.name, namespace: name.namespace, labels: [ClusterLabel.clusterName: cluster.name])
        secret.metadata.ownerReferences = [owner]
        secret.data[ClusterSecret.valueKey] = try await make(
            cluster, server: server, authority: authority, algorithm: algorithm, pki: pki)
        do {
            _ = try await managementClient.create(secret)
        } catch let status as APIStatus where status.reason == .alreadyExists {
            return
        }
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

    private static func needsRenewal(_ secret: Secret, now: Timestamp) throws -> Bool {
        guard let kubeconfig = try kubeconfig(in: secret),
            let bytes = kubeconfig.users.first?.value.clientCertificateData
        else { return false }
        let certificate = try Certificate(pem: String(decoding: bytes, as: UTF8.self))
        return certificate.notAfter < now + renewalMargin
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
