import ClusterAPI
package import Effects
import KubernetesAPI
package import KubernetesClient
package import Machinery
import PKI

extension ClusterCertificates {
    /// Why a Secret of a cluster cannot be used.
    package struct Problem: Sendable, Hashable, CustomStringConvertible {
        /// The name of the Secret.
        package var secret: String
        /// The key within it, such as `tls.crt`.
        package var field: String
        package var message: String

        package var description: String { "Secret \(secret), \(field): \(message)" }
    }

    /// What is wrong with the pairs, those of users most of all: what cannot be read, keys that belong to another certificate,
    /// certificates of no authority and such as are not valid now.
    ///
    /// - Parameter cluster: The name of the Cluster, by which the Secrets are named.
    package func problems(ofCluster cluster: String, at time: Timestamp) -> [Problem] {
        Purpose.allCases.flatMap { purpose -> [Problem] in
            guard let pair = self[purpose] else { return [] }
            let secret = ClusterSecret.name(cluster: cluster, purpose.suffix)
            return purpose == .serviceAccount
                ? Self.problems(ofKeys: pair, secret) : Self.problems(ofAuthority: pair, secret, at: time)
        }
    }

    private static func problems(ofKeys pair: Pair, _ secret: String) -> [Problem] {
        let publicKey: PublicKey
        do {
            publicKey = try PublicKey(pem: pair.certificate)
        } catch {
            return [Problem(secret: secret, field: ClusterSecret.certificateKey, message: error.message)]
        }
        return problems(ofKey: pair.privateKey, for: publicKey, secret, isRequired: true)
    }

    private static func problems(ofAuthority pair: Pair, _ secret: String, at time: Timestamp) -> [Problem] {
        let field = ClusterSecret.certificateKey
        let certificate: Certificate
        do {
            certificate = try Certificate(pem: pair.certificate)
        } catch {
            return [Problem(secret: secret, field: field, message: error.message)]
        }
        var problems: [Problem] = []
        if !certificate.isCertificateAuthority {
            problems.append(
                Problem(secret: secret, field: field, message: "the certificate is not one of an authority (CA:TRUE)"))
        }
        do {
            try certificate.checkValidity(at: time)
        } catch {
            problems.append(Problem(secret: secret, field: field, message: error.message))
        }
        return problems + Self.problems(ofKey: pair.privateKey, for: certificate.publicKey, secret, isRequired: false)
    }

    /// - Parameter isRequired: The key of an authority may be kept elsewhere.
    private static func problems(
        ofKey pem: String, for publicKey: PublicKey, _ secret: String, isRequired: Bool
    ) -> [Problem] {
        let field = ClusterSecret.privateKeyKey
        guard !pem.isEmpty else {
            return isRequired ? [Problem(secret: secret, field: field, message: "the key is missing")] : []
        }
        do {
            guard try PrivateKey(pem: pem).publicKey == publicKey else {
                return [
                    Problem(
                        secret: secret, field: field,
                        message: "the key does not belong to \(ClusterSecret.certificateKey)")
                ]
            }
            return []
        } catch {
            return [Problem(secret: secret, field: field, message: error.message)]
        }
    }

    /// What is missing or wrong with the Secrets by which an etcd is reached that somebody else runs.
    ///
    /// - Parameters:
    ///   - authority: The Secret `<cluster>-etcd`, with etcd's authority; its key stays where etcd is.
    ///   - client: The Secret `<cluster>-apiserver-etcd-client`, with the API server's certificate and key.
    package static func problems(
        ofExternalEtcd authority: Pair?, client: Pair?, cluster: String, at time: Timestamp
    ) -> [Problem] {
        let name = ClusterSecret.name(cluster: cluster, ClusterSecret.externalEtcdClient)
        var problems: [Problem] = []
        if authority == nil {
            problems.append(
                Problem(
                    secret: ClusterSecret.name(cluster: cluster, ClusterSecret.etcdCA),
                    field: ClusterSecret.certificateKey,
                    message: "does not exist: external etcd needs the certificate of its authority there"))
        }
        guard let client else {
            let missing = Problem(
                secret: name, field: ClusterSecret.certificateKey,
                message: "does not exist: external etcd needs the API server's client certificate and key there")
            return problems + [missing]
        }
        let certificate: Certificate
        do {
            certificate = try Certificate(pem: client.certificate)
            try certificate.checkValidity(at: time)
        } catch {
            return problems + [Problem(secret: name, field: ClusterSecret.certificateKey, message: "\(error)")]
        }
        return problems + Self.problems(ofKey: client.privateKey, for: certificate.publicKey, name, isRequired: true)
    }

    /// The pair in one Secret of a cluster; `nil` where there is none.
    package static func pair(
        _ suffix: String, of cluster: NamespacedName, in managementClient: any Client
    ) async throws -> Pair? {
        let name = NamespacedName(
            namespace: cluster.namespace, name: ClusterSecret.name(cluster: cluster.name, suffix))
        guard let secret = try await managementClient.find(Secret.self, name) else { return nil }
        return Pair(
            certificate: secret.text(ClusterSecret.certificateKey) ?? "",
            privateKey: secret.text(ClusterSecret.privateKeyKey) ?? "")
    }
}
