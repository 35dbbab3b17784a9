import Foundation
import KubernetesClient
import NIOSSL

/// Where requests go, and with which certificates.
struct Endpoint: Sendable {
    let host: String
    let port: Int
    let tls: NIOSSLContext

    /// - Parameter path: A kubeconfig with one cluster and one user, its certificates inline.
    init(kubeconfig path: String) throws {
        let kubeconfig = try Kubeconfig(yaml: Array(Data(contentsOf: URL(filePath: path))))
        guard let cluster = kubeconfig.clusters.first?.value, let user = kubeconfig.users.first?.value,
            let url = URL(string: cluster.server), let host = url.host(), let port = url.port,
            let authority = cluster.certificateAuthorityData, let certificate = user.clientCertificateData,
            let key = user.clientKeyData
        else {
            throw LoadError("\(path) is no kubeconfig with an address and inline certificates")
        }
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(authority))
        configuration.certificateChain = try NIOSSLCertificate.fromPEMBytes(certificate).map { .certificate($0) }
        configuration.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: key, format: .pem))
        configuration.applicationProtocols = ["http/1.1"]
        self.host = host
        self.port = port
        tls = try NIOSSLContext(configuration: configuration)
    }
}
