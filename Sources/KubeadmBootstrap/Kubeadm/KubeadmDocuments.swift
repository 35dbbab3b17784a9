import ClusterAPI
import JSON
import Machinery
import PKI
import YAML

/// Writes kubeadm's configuration files in the version that the machine's kubeadm reads, with only the fields known there.
struct KubeadmDocuments: Sendable {
    let version: KubeadmAPIVersion

    /// The two documents for `kubeadm init`.
    func initialization(
        _ cluster: KubeadmClusterConfiguration, _ initialization: KubeadmInitConfiguration, keys: KeyAlgorithm
    ) -> String {
        let timeout = cluster.apiServer?.timeoutForControlPlane
        return YAMLDocument.text(
            of: [
                document("ClusterConfiguration", clusterFields(cluster, keys: keys)),
                document("InitConfiguration", initFields(initialization, controlPlaneTimeout: timeout)),
            ], templated: true)
    }

    /// The document for `kubeadm join`.
    func join(_ join: KubeadmJoinConfiguration, controlPlaneTimeout: MetaDuration?) -> String {
        YAMLDocument.text(
            of: [document("JoinConfiguration", joinFields(join, controlPlaneTimeout: controlPlaneTimeout))],
            templated: true)
    }

    private func document(_ kind: String, _ fields: JSONObject) -> JSONValue {
        var document: JSONObject = ["apiVersion": .string(version.apiVersion), "kind": .string(kind)]
        for key in fields.keys.sorted() { document[key] = fields[key] }
        return .object(document)
    }

    private func clusterFields(_ cluster: KubeadmClusterConfiguration, keys: KeyAlgorithm) -> JSONObject {
        var fields = selected(
            cluster.json,
            [
                "clusterName", "controlPlaneEndpoint", "kubernetesVersion", "imageRepository", "certificatesDir",
                "networking", "dns",
            ])
        var gates = cluster.featureGates
        if let algorithm = keys.kubeadmName {
            // The keys that kubeadm makes on the node are to be of the kind of the authorities they belong to.
            if version >= .v1beta4 {
                fields["encryptionAlgorithm"] = .string(algorithm)
            } else if keys == .ecdsaP256 {
                gates["PublicKeysECDSA"] = gates["PublicKeysECDSA"] ?? true
            }
        }
        if !gates.isEmpty { fields["featureGates"] = gates.json }
        fields["etcd"] = cluster.etcd.map(etcdFields)
        fields["apiServer"] = cluster.apiServer.map { component($0.json, also: ["certSANs"]) }
        if version < .v1beta4, let timeout = cluster.apiServer?.timeoutForControlPlane {
            var apiServer = fields["apiServer"]?.objectValue ?? [:]
            apiServer["timeoutForControlPlane"] = timeout.json
            fields["apiServer"] = .object(apiServer)
        }
        fields["controllerManager"] = cluster.controllerManager.map { component($0.json) }
        fields["scheduler"] = cluster.scheduler.map { component($0.json) }
        return fields
    }

    private func component(_ json: JSONValue, also more: [String] = []) -> JSONValue {
        var fields = selected(json, ["extraVolumes"] + more + (version >= .v1beta4 ? ["extraEnvs"] : []))
        fields["extraArgs"] = arguments(json["extraArgs"])
        return .object(fields)
    }

    private func etcdFields(_ etcd: KubeadmEtcd) -> JSONValue {
        var fields = JSONObject()
        if let external = etcd.external {
            fields["external"] = .object(selected(external.json, ["endpoints", "caFile", "certFile", "keyFile"]))
        }
        if let local = etcd.local?.json {
            var known = selected(
                local,
                ["imageRepository", "imageTag", "dataDir", "serverCertSANs", "peerCertSANs"]
                    + (version >= .v1beta4 ? ["extraEnvs"] : []))
            known["extraArgs"] = arguments(local["extraArgs"])
            fields["local"] = .object(known)
        }
        return .object(fields)
    }

    private func initFields(
        _ initialization: KubeadmInitConfiguration, controlPlaneTimeout: MetaDuration?
    ) -> JSONObject {
        var fields = selected(
            initialization.json,
            ["bootstrapTokens", "localAPIEndpoint"] + (version >= .v1beta3 ? ["skipPhases", "patches"] : []))
        fields["nodeRegistration"] = registration(initialization.nodeRegistration)
        if version >= .v1beta4, let timeout = controlPlaneTimeout {
            fields["timeouts"] = ["controlPlaneComponentHealthCheck": timeout.json]
        }
        return fields
    }

    private func joinFields(_ join: KubeadmJoinConfiguration, controlPlaneTimeout: MetaDuration?) -> JSONObject {
        var fields = selected(
            join.json, ["caCertPath", "controlPlane"] + (version >= .v1beta3 ? ["skipPhases", "patches"] : []))
        fields["nodeRegistration"] = registration(join.nodeRegistration)
        var discovery = selected(
            join.discovery.json,
            ["bootstrapToken", "tlsBootstrapToken"] + (version < .v1beta4 ? ["timeout"] : []))
        if let file = join.discovery.file { discovery["file"] = ["kubeConfigPath": .string(file.kubeConfigPath)] }
        fields["discovery"] = .object(discovery)
        if version >= .v1beta4 {
            var timeouts = JSONObject()
            timeouts["controlPlaneComponentHealthCheck"] = controlPlaneTimeout?.json
            // Both are what was one timeout before: kubeadm itself moves it to the first, Cluster API to the second.
            timeouts["discovery"] = join.discovery.timeout?.json
            timeouts["tlsBootstrap"] = join.discovery.timeout?.json
            if !timeouts.isEmpty { fields["timeouts"] = .object(timeouts) }
        }
        return fields
    }

    private func registration(_ registration: KubeadmNodeRegistration) -> JSONValue {
        var fields = selected(
            registration.json,
            ["name", "criSocket", "ignorePreflightErrors"] + (version >= .v1beta3 ? ["imagePullPolicy"] : [])
                + (version >= .v1beta4 ? ["imagePullSerial"] : []))
        // An empty list means no taints, none at all means kubeadm's default ones.
        if let taints = registration.taints { fields["taints"] = taints.json }
        fields["kubeletExtraArgs"] = arguments(registration.kubeletExtraArgs.json)
        return .object(fields)
    }

    /// A map until v1beta3; from v1beta4 on a list, in which an argument may come twice.
    private func arguments(_ map: JSONValue?) -> JSONValue? {
        guard let map = map?.objectValue, !map.isEmpty else { return nil }
        guard version >= .v1beta4 else { return .object(map) }
        return .array(
            map.sorted { $0.key < $1.key }.map { ["name": .string($0.key), "value": $0.value] })
    }

    private func selected(_ json: JSONValue, _ keys: [String]) -> JSONObject {
        keys.reduce(into: JSONObject()) { fields, key in fields[key] = json[key] }
    }
}

extension KeyAlgorithm {
    /// The name in kubeadm's `encryptionAlgorithm`; `nil` for its default.
    fileprivate var kubeadmName: String? { self == .rsa2048 ? nil : rawValue }
}
