import JSON
import PKI
import YAML

/// The authorities of a cluster, and bootstrap data made with them.
struct BootstrapData: Sendable {
    let cluster: CertificateAuthority
    let other: CertificateAuthority

    static let token = "abcdef.0123456789abcdef"

    init(pki: PKIEnvironment) async throws {
        cluster = try await CertificateAuthority.make("kubernetes", in: pki)
        other = try await CertificateAuthority.make("other", in: pki)
    }

    var hash: String { get throws { try cluster.certificate.publicKey.discoveryHash } }

    /// Paths and contents.
    func certificateFiles(_ authority: CertificateAuthority? = nil) throws -> [(String, String)] {
        let directory = "/etc/kubernetes/pki"
        let authority = authority ?? cluster
        let key = try authority.privateKey.pem
        let pairs = ["ca", "etcd/ca", "front-proxy-ca"].flatMap { name in
            [("\(directory)/\(name).crt", authority.certificate.pem), ("\(directory)/\(name).key", key)]
        }
        return pairs + [("\(directory)/sa.pub", try authority.privateKey.publicKey.pem), ("\(directory)/sa.key", key)]
    }

    /// - Parameter endpoint: `host:port`.
    func initialization(
        endpoint: String, files: [(String, String)]? = nil, node: String = "{}", version: String = "v1beta4"
    ) throws -> [UInt8] {
        Self.cloudConfig(
            files: try files ?? certificateFiles(), path: "/run/kubeadm/kubeadm.yaml",
            configuration: """
                apiVersion: kubeadm.k8s.io/\(version)
                kind: ClusterConfiguration
                clusterName: demo
                controlPlaneEndpoint: \(endpoint)
                networking: {serviceSubnet: 10.128.0.0/12, dnsDomain: cluster.test}
                apiServer: {certSANs: [api.example.com]}
                ---
                apiVersion: kubeadm.k8s.io/\(version)
                kind: InitConfiguration
                bootstrapTokens: [{token: \(Self.token)}]
                nodeRegistration: \(node)
                """,
            command: "kubeadm init --config /run/kubeadm/kubeadm.yaml  && echo success > /run/x")
    }

    func join(
        endpoint: String, token: String = token, hashes: [String]? = nil, controlPlane: Bool = false,
        files: [(String, String)]? = nil, node: String = "{}"
    ) throws -> [UInt8] {
        let hashes = try hashes ?? [hash]
        return Self.cloudConfig(
            files: try files ?? (controlPlane ? certificateFiles() : []), path: "/run/kubeadm/kubeadm-join-config.yaml",
            configuration: """
                apiVersion: kubeadm.k8s.io/v1beta4
                kind: JoinConfiguration
                \(controlPlane ? "controlPlane: {}" : "")
                discovery:
                  bootstrapToken:
                    apiServerEndpoint: \(endpoint)
                    token: \(token)
                    caCertHashes: [\(hashes.map { "'\($0)'" }.joined(separator: ", "))]
                nodeRegistration: \(node)
                """,
            command: "kubeadm join --config /run/kubeadm/kubeadm-join-config.yaml && echo success > /run/x")
    }

    private static func cloudConfig(
        files: [(String, String)], path: String, configuration: String, command: String
    ) -> [UInt8] {
        let entries = (files + [(path, configuration)]).map { path, content in
            ["path": .string(path), "owner": "root:root", "content": .string(content)] as JSONValue
        }
        let document: JSONValue = ["write_files": .array(entries), "runcmd": ["hostname", .string(command)]]
        return Array(("## template: jinja\n#cloud-config\n\n" + document.yaml()).utf8)
    }
}
