import ClusterAPI
import JSON
import Machinery
import YAML

/// The ClusterConfiguration that kubeadm keeps in a cluster, from which machines that join take theirs.
struct KubeadmConfigMap: Sendable {
    static let name = NamespacedName(namespace: "kube-system", name: "kubeadm-config")
    static let key = "ClusterConfiguration"

    private static let localModeGate = "ControlPlaneKubeletLocalMode"
    private static let localModeVersion = SemanticVersion(1, 31, 0)

    let spec: KubeadmConfigSpec
    let version: SemanticVersion

    /// The document as machines of the wanted version and configuration need it.
    ///
    /// - Returns: `nil` where it is so already.
    /// - Throws: ``ControlPlaneError`` where the document cannot be read.
    func updated(_ text: String) throws(ControlPlaneError) -> String? {
        let old = try Self.parse(text)
        var document = old
        document["kubernetesVersion"] = .string(version.tag)
        convert(&document)
        if let configuration = spec.clusterConfiguration { set(configuration, in: &document) }
        return document == old ? nil : JSONValue.object(document).yaml(sortedKeys: true)
    }

    /// The document with another image of the DNS add-on; `nil` where it is so already.
    func updatedDNS(_ text: String) throws(ControlPlaneError) -> String? {
        let old = try Self.parse(text)
        var document = old
        var dns = document["dns"]?.objectValue ?? [:]
        dns["imageRepository"] = spec.clusterConfiguration?.dns?.imageRepository.map { JSONValue.string($0) }
        dns["imageTag"] = spec.clusterConfiguration?.dns?.imageTag.map { JSONValue.string($0) }
        document["dns"] = .object(dns)
        return document == old ? nil : JSONValue.object(document).yaml(sortedKeys: true)
    }

    private static func parse(_ text: String) throws(ControlPlaneError) -> JSONObject {
        do {
            if let document = try YAMLDocument.parse(text).first?.value.objectValue { return document }
        } catch {
            throw ControlPlaneError("the ConfigMap \(name), \(key): \(error.description)")
        }
        throw ControlPlaneError("the ConfigMap \(name), \(key): is no ClusterConfiguration")
    }

    // MARK: The user's part

    private func set(_ configuration: KubeadmClusterConfiguration, in document: inout JSONObject) {
        if let repository = configuration.imageRepository { document["imageRepository"] = .string(repository) }
        let gates = Self.featureGates(configuration.featureGates, for: version)
        if gates.isEmpty { document["featureGates"] = nil } else { document["featureGates"] = .object(gates) }
        document["apiServer"] = component(configuration.apiServer?.json)
        document["controllerManager"] = component(configuration.controllerManager?.json)
        document["scheduler"] = component(configuration.scheduler?.json)
        var etcd = document["etcd"]?.objectValue ?? [:]
        // etcd never moves between the machines and elsewhere.
        if etcd["local"] != nil, let local = configuration.etcd?.local {
            var fields = component(local.json).objectValue ?? [:]
            fields["dataDir"] = fields["dataDir"] ?? etcd.value(at: "local", "dataDir")
            etcd["local"] = .object(fields)
        }
        if etcd["external"] != nil, let external = configuration.etcd?.external { etcd["external"] = external.json }
        document["etcd"] = .object(etcd)
    }

    /// The user's feature gates of kubeadm, and one that machines from Kubernetes 1.31 on need: a kubelet that speaks to the API
    /// server beside it does not break the rules about versions during an upgrade.
    static func featureGates(_ given: [String: Bool], for version: SemanticVersion) -> JSONObject {
        var gates = given
        let isNew = (version.major, version.minor) >= (localModeVersion.major, localModeVersion.minor)
        if isNew, gates[localModeGate] == nil { gates[localModeGate] = true }
        return JSONObject(
            uniqueKeysWithValues: gates.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.bool($0.value)) })
    }

    // MARK: Versions of kubeadm's API

    private var isNewForm: Bool { (version.major, version.minor) >= (1, 31) }

    /// kubeadm reads an old version of its API for some releases only.
    private func convert(_ document: inout JSONObject) {
        let old = document["apiVersion"]?.stringValue ?? ""
        guard isNewForm, old != "kubeadm.k8s.io/v1beta4" else { return }
        document["apiVersion"] = "kubeadm.k8s.io/v1beta4"
        for part in ["apiServer", "controllerManager", "scheduler"] where document[part] != nil {
            document[part] = component(document[part])
        }
        if var etcd = document["etcd"]?.objectValue, etcd["local"] != nil {
            etcd["local"] = component(etcd["local"])
            document["etcd"] = .object(etcd)
        }
    }

    /// A component as the version of kubeadm's API has it: flags are a map up to v1beta3, a list from v1beta4 on.
    private func component(_ json: JSONValue?) -> JSONValue {
        var fields = json?.objectValue ?? [:]
        guard isNewForm else {
            fields["extraEnvs"] = nil
            return .object(fields)
        }
        // It moved to the configurations of machines.
        fields["timeoutForControlPlane"] = nil
        if let arguments = fields["extraArgs"]?.objectValue {
            fields["extraArgs"] = .array(
                arguments.sortedByKey().map { ["name": .string($0.key), "value": $0.value] })
        }
        return .object(fields)
    }
}

extension JSONObject {
    fileprivate func value(at path: String...) -> JSONValue? { JSONValue.object(self).value(at: path) }
}

/// Why a control plane cannot go on, in words for the person.
struct ControlPlaneError: Error, Sendable, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
