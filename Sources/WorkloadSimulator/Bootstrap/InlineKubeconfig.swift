import KubernetesClient

/// A kubeconfig that carries everything within itself. What comes from a machine or from a Secret must not make this process
/// read files of its own host or run programs.
struct InlineKubeconfig: Sendable {
    let server: ServerURL
    /// In PEM.
    let authority: String?
    /// In PEM.
    let clientCertificate: String?
    let token: String

    init(_ yaml: [UInt8]) throws(ClientError) {
        let kubeconfig = try Kubeconfig(yaml: yaml)
        guard let context = kubeconfig.contexts.first(where: { $0.name == kubeconfig.currentContext })?.value,
            let cluster = kubeconfig.clusters.first(where: { $0.name == context.cluster })?.value
        else {
            throw ClientError(.invalidKubeconfig, "the kubeconfig has no current context with a cluster")
        }
        guard let server = ServerURL(cluster.server) else {
            throw ClientError(.invalidKubeconfig, "the kubeconfig's server \"\(cluster.server)\" is not a URL")
        }
        let user = kubeconfig.users.first { $0.name == context.user }?.value
        self.server = server
        authority = cluster.certificateAuthorityData.map { String(decoding: $0, as: UTF8.self) }
        clientCertificate = user?.clientCertificateData.map { String(decoding: $0, as: UTF8.self) }
        token = user?.token ?? ""
    }
}
