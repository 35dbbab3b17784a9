import ClusterAPI
import Effects
public import KubernetesAPI
public import KubernetesClient
public import Machinery
public import PKI

/// The authorities and keys of one cluster, as Secrets of its namespace: `<cluster>-ca`, `-etcd`, `-proxy` and `-sa`.
public struct ClusterCertificates: Sendable {
    /// One of the four pairs.
    public enum Purpose: Sendable, Hashable, CaseIterable {
        case clusterCA, etcdCA, frontProxyCA, serviceAccount

        /// The end of the Secret's name.
        public var suffix: String {
            switch self {
            case .clusterCA: ClusterSecret.clusterCA
            case .etcdCA: ClusterSecret.etcdCA
            case .frontProxyCA: ClusterSecret.frontProxyCA
            case .serviceAccount: ClusterSecret.serviceAccount
            }
        }

        /// Where kubeadm expects the two files, below the directory of certificates.
        public var fileNames: (certificate: String, key: String) {
            switch self {
            case .clusterCA: ("ca.crt", "ca.key")
            case .etcdCA: ("etcd/ca.crt", "etcd/ca.key")
            case .frontProxyCA: ("front-proxy-ca.crt", "front-proxy-ca.key")
            case .serviceAccount: ("sa.pub", "sa.key")
            }
        }
    }

    /// PEM of a certificate, or for the service account of the public key, and of the private key.
    public struct Pair: Sendable, Hashable {
        public var certificate: String
        /// Empty where the user keeps the authority's key elsewhere.
        public var privateKey: String

        public init(certificate: String, privateKey: String) {
            self.certificate = certificate
            self.privateKey = privateKey
        }
    }

    private var pairs: [Purpose: Pair]
    /// The Secrets that were found, without their data.
    public private(set) var secrets: [Purpose: SecretIdentity] = [:]

    /// Which Secret it is and whose.
    public struct SecretIdentity: Sendable, Hashable {
        public var metadata: ObjectMeta
        public var type: SecretType
    }

    public init(_ pairs: [Purpose: Pair]) {
        self.pairs = pairs
    }

    public subscript(purpose: Purpose) -> Pair? { pairs[purpose] }

    /// The pairs that are not there.
    public var missing: [Purpose] { Purpose.allCases.filter { pairs[$0] == nil } }

    /// The Secrets of a cluster, as far as they exist.
    ///
    /// - Throws: ``ClusterSecretsError`` where one holds no certificate.
    public static func look(
        for cluster: NamespacedName, in managementClient: any Client
    ) async throws -> ClusterCertificates {
        var pairs: [Purpose: Pair] = [:]
        var secrets: [Purpose: SecretIdentity] = [:]
        for purpose in Purpose.allCases {
            let name = NamespacedName(
                namespace: cluster.namespace, name: ClusterSecret.name(cluster: cluster.name, purpose.suffix))
            guard let secret = try await managementClient.find(Secret.self, name) else { continue }
            guard let certificate = secret.text(ClusterSecret.certificateKey), !certificate.isEmpty else {
                throw ClusterSecretsError(
                    "the Secret \(name) has no \(ClusterSecret.certificateKey): give it a PEM certificate or delete it")
            }
            pairs[purpose] = Pair(
                certificate: certificate, privateKey: secret.text(ClusterSecret.privateKeyKey) ?? "")
            secrets[purpose] = SecretIdentity(metadata: secret.metadata, type: secret.type)
        }
        var certificates = ClusterCertificates(pairs)
        certificates.secrets = secrets
        return certificates
    }

    /// The Secrets of a cluster; those that do not exist are made, with `owner` as their managing owner.
    ///
    /// A Secret that a user made is used as it is and keeps its owners.
    ///
    /// - Parameter purposes: Those to be made where they are missing: all but etcd's where somebody else runs it.
    public static func lookOrMake(
        _ purposes: [Purpose] = Purpose.allCases, for cluster: NamespacedName, owner: OwnerReference,
        algorithm: KeyAlgorithm, pki: PKIEnvironment, in managementClient: any Client
    ) async throws -> ClusterCertificates {
        var found = try await look(for: cluster, in: managementClient)
        for purpose in found.missing where purposes.contains(purpose) {
            let pair = try await make(purpose, algorithm: algorithm, pki: pki)
            var secret = Secret(type: .clusterAPI)
            secret.metadata = ObjectMeta(
                name: ClusterSecret.name(cluster: cluster.name, purpose.suffix), namespace: cluster.namespace,
                labels: [ClusterLabel.clusterName: cluster.name])
            secret.metadata.ownerReferences = [owner]
            secret.data = [
                ClusterSecret.certificateKey: Array(pair.certificate.utf8),
                ClusterSecret.privateKeyKey: Array(pair.privateKey.utf8),
            ]
            do {
                _ = try await managementClient.create(secret)
                found.pairs[purpose] = pair
            } catch let status as APIStatus where status.reason == .alreadyExists {
                // Somebody was faster: theirs counts.
                return try await lookOrMake(
                    purposes, for: cluster, owner: owner, algorithm: algorithm, pki: pki, in: managementClient)
            }
        }
        return found
    }

    private static func make(
        _ purpose: Purpose, algorithm: KeyAlgorithm, pki: PKIEnvironment
    ) async throws -> Pair {
        if purpose == .serviceAccount {
            let key = try await pki.keys.makePrivateKey(algorithm)
            return try Pair(certificate: key.publicKey.pem, privateKey: key.pem)
        }
        let authority = try await CertificateAuthority.make("kubernetes", algorithm: algorithm, in: pki)
        return try Pair(certificate: authority.certificate.pem, privateKey: authority.privateKey.pem)
    }

    /// The cluster's own authority.
    ///
    /// - Throws: ``ClusterSecretsError`` where it does not exist, or its key is kept elsewhere.
    public func clusterAuthority() throws -> CertificateAuthority {
        guard let pair = pairs[.clusterCA] else {
            throw ClusterSecretsError("the cluster has no certificate authority yet")
        }
        guard !pair.privateKey.isEmpty else {
            throw ClusterSecretsError(
                "the key of the cluster's certificate authority is not in its Secret, so no client certificate can be signed"
            )
        }
        return try CertificateAuthority(certificatePEM: pair.certificate, privateKeyPEM: pair.privateKey)
    }
}

/// Why the Secrets of a cluster cannot be used.
public struct ClusterSecretsError: Error, Sendable, CustomStringConvertible {
    public var description: String

    public init(_ description: String) { self.description = description }
}
