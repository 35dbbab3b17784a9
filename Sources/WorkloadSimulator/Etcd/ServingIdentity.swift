import Effects
import PKI

/// What the servers on a control-plane machine show: certificates that kubeadm would have made on it.
struct ServingIdentity: Sendable {
    let pki: PKIEnvironment

    /// - Returns: `nil` where the machine runs no etcd.
    func etcd(on machine: MachineRecord) async throws -> (identity: CertificateIdentity, authority: Certificate)? {
        guard let files = machine.etcdAuthority else { return nil }
        let authority = try CertificateAuthority(certificatePEM: files.certificate, privateKeyPEM: files.privateKey)
        let names = [machine.nodeName, machine.address, "localhost", "127.0.0.1"]
        return (try await authority.issue(.server(machine.nodeName, names: names), in: pki), authority.certificate)
    }

    /// The certificate of the API server, which expires with all that kubeadm made on the machine.
    ///
    /// - Returns: `nil` where the machine runs no API server.
    func apiServer(on machine: MachineRecord) async throws -> CertificateIdentity? {
        guard machine.runsAPIServer, let files = machine.certificates else { return nil }
        let authority = try CertificateAuthority(certificatePEM: files.certificate, privateKeyPEM: files.privateKey)
        let left = machine.certificatesExpire.map { $0 - pki.time.now() } ?? .oneYear
        return try await authority.issue(
            .server("kube-apiserver", names: machine.serverNames, validity: max(left, .seconds(1))), in: pki)
    }
}
