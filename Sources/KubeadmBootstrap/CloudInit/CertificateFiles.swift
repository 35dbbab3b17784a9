import ClusterAPI
import ClusterContract

/// The cluster's certificates as the files that kubeadm expects on a control-plane machine.
enum CertificateFiles {
    static let defaultDirectory = "/etc/kubernetes/pki"

    /// - Throws: ``ClusterSecretsError`` naming the Secrets that are missing.
    static func files(
        of certificates: ClusterCertificates, directory: String?, etcd: KubeadmEtcd?, cluster: String
    ) throws(ClusterSecretsError) -> [BootstrapFile] {
        var purposes = ClusterCertificates.Purpose.allCases
        // The certificates of an etcd of the user's own come from the user.
        if etcd?.external != nil { purposes.removeAll { $0 == .etcdCA } }
        let missing = purposes.filter { certificates[$0] == nil }
        guard missing.isEmpty else {
            let names = missing.map { ClusterSecret.name(cluster: cluster, $0.suffix) }
            throw ClusterSecretsError("waiting for the Secrets \(names.joined(separator: ", "))")
        }
        let directory = directory.flatMap { $0.isEmpty ? nil : $0 } ?? defaultDirectory
        return purposes.flatMap { purpose -> [BootstrapFile] in
            guard let pair = certificates[purpose] else { return [] }
            let names = purpose.fileNames
            let certificate = file("\(directory)/\(names.certificate)", pair.certificate, permissions: "0640")
            guard !pair.privateKey.isEmpty else { return [certificate] }
            return [certificate, file("\(directory)/\(names.key)", pair.privateKey, permissions: "0600")]
        }
    }

    /// What reaches an etcd that somebody else runs, at the paths the user named.
    ///
    /// - Throws: ``ClusterSecretsError`` naming the Secrets that are missing.
    static func files(
        ofExternalEtcd etcd: KubeadmExternalEtcd, _ authority: ClusterCertificates.Pair?,
        client: ClusterCertificates.Pair?, cluster: String
    ) throws(ClusterSecretsError) -> [BootstrapFile] {
        guard let authority, let client, !client.privateKey.isEmpty else {
            let missing = [
                authority == nil ? ClusterSecret.etcdCA : nil,
                client?.privateKey.isEmpty == false ? nil : ClusterSecret.externalEtcdClient,
            ].compactMap(\.self).map { ClusterSecret.name(cluster: cluster, $0) }
            throw ClusterSecretsError(
                "waiting for the Secrets \(missing.joined(separator: ", ")), which external etcd needs")
        }
        return [
            file(etcd.caFile, authority.certificate, permissions: "0640"),
            file(etcd.certFile, client.certificate, permissions: "0640"),
            file(etcd.keyFile, client.privateKey, permissions: "0600"),
        ]
    }

    private static func file(_ path: String, _ content: String, permissions: String) -> BootstrapFile {
        var file = BootstrapFile(path: path)
        file.owner = "root:root"
        file.permissions = permissions
        file.content = content
        return file
    }
}
