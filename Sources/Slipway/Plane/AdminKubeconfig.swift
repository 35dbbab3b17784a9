import KubernetesClient
import PKI

/// The kubeconfig of a plane's administrator, kept in its home.
struct AdminKubeconfig: Sendable {
    let home: PlaneHome
    let authority: PlaneAuthority

    /// Writes the file where it is missing, names another server, or holds a certificate that will not do much longer.
    func reconcile(server: String) async throws {
        if let text = try home.adminKubeconfig(), isCurrent(text, server: server) { return }
        let identity = try await authority.adminIdentity()
        let kubeconfig = try Kubeconfig.administrator(
            ofCluster: "slipway", server: server, certificateAuthority: authority.authority.certificate.pem,
            clientCertificate: identity.certificate.pem, clientKey: identity.privateKey.pem)
        try PrivateFiles.write(Array(kubeconfig.yaml.utf8), to: home.adminKubeconfigPath)
    }

    private func isCurrent(_ text: String, server: String) -> Bool {
        guard let kubeconfig = try? Kubeconfig(yaml: Array(text.utf8)),
            kubeconfig.clusters.first?.value.server == server,
            let bytes = kubeconfig.users.first?.value.clientCertificateData,
            let certificate = try? Certificate(pem: String(decoding: bytes, as: UTF8.self))
        else { return false }
        return authority.isFresh(certificate)
    }
}
