import Effects
import EtcdClient
import KubernetesAPI
import KubernetesClient
import Machinery
import PKI

/// How a client proves to the etcd of a cluster that it may speak with it.
///
/// Where the management plane holds the key of etcd's authority, it signs a certificate for the occasion; where users brought
/// their authority and kept its key, it takes the certificate that they made for the API servers.
struct EtcdCredentials: Sendable {
    private static let user = "cluster-api.x-k8s.io"
    /// One occasion takes seconds.
    private static let validity = Duration.seconds(3600)

    private let authority: Certificate
    private let identity: CertificateIdentity

    /// - Throws: ``EtcdCredentialsError``, and what keeps the Secrets from being read.
    init(of cluster: NamespacedName, in client: any Client, pki: PKIEnvironment) async throws {
        let name = NamespacedName(namespace: cluster.namespace, name: "\(cluster.name)-etcd")
        guard let secret = try await client.find(Secret.self, name) else {
            throw EtcdCredentialsError("there is no Secret \(name.name) with the authority of etcd")
        }
        let certificate = try Self.text(TLSKey.certificate, of: secret, name)
        do {
            if let key = secret.data[TLSKey.privateKey], !key.isEmpty {
                let signer = try CertificateAuthority(
                    certificatePEM: certificate, privateKeyPEM: String(decoding: key, as: UTF8.self))
                authority = signer.certificate
                identity = try await signer.issue(.client(Self.user, validity: Self.validity), in: pki)
                return
            }
            authority = try Certificate(pem: certificate)
        } catch {
            throw EtcdCredentialsError("the Secret \(name.name) cannot be used: \(error.message)")
        }
        identity = try await Self.clientIdentity(of: cluster, in: client)
    }

    func security(serverName: String) -> EtcdSecurity {
        EtcdSecurity(authorities: [authority], identity: identity, serverName: serverName)
    }

    private static func clientIdentity(
        of cluster: NamespacedName, in client: any Client
    ) async throws -> CertificateIdentity {
        let name = NamespacedName(namespace: cluster.namespace, name: "\(cluster.name)-apiserver-etcd-client")
        guard let secret = try await client.find(Secret.self, name) else {
            throw EtcdCredentialsError(
                "the Secret \(cluster.name)-etcd has no key \(TLSKey.privateKey), and there is no Secret \(name.name) "
                    + "with a certificate for clients of etcd")
        }
        let certificate = try text(TLSKey.certificate, of: secret, name)
        let key = try text(TLSKey.privateKey, of: secret, name)
        do {
            return try CertificateIdentity(certificate: Certificate(pem: certificate), privateKey: PrivateKey(pem: key))
        } catch {
            throw EtcdCredentialsError("the Secret \(name.name) cannot be used: \(error.message)")
        }
    }

    private static func text(
        _ key: String, of secret: Secret, _ name: NamespacedName
    ) throws(EtcdCredentialsError) -> String {
        guard let value = secret.data[key], !value.isEmpty else {
            throw EtcdCredentialsError("the Secret \(name.name) has no key \(key)")
        }
        return String(decoding: value, as: UTF8.self)
    }
}

/// The keys of a Secret of type `kubernetes.io/tls`.
private enum TLSKey {
    static let certificate = "tls.crt"
    static let privateKey = "tls.key"
}

/// Why the etcd of a cluster cannot be asked.
public struct EtcdCredentialsError: Error, Sendable, Hashable, CustomStringConvertible {
    public var description: String

    init(_ description: String) { self.description = description }
}
