import JSON
import KubernetesAPI
import Machinery
import PKI
import YAML

/// The documents of a kubeadm configuration file (`kubeadm.k8s.io`, v1beta2 to v1beta4), by kind.
struct KubeadmFile: Sendable {
    private let documents: [String: JSONValue]

    init(_ text: String, path: String) throws(SimulatorError) {
        let parsed: [YAMLDocument]
        do {
            parsed = try YAMLDocument.parse(text)
        } catch {
            throw SimulatorError(.kubeadmFailed, "\(path) cannot be read: \(error.description)", cause: error)
        }
        var documents: [String: JSONValue] = [:]
        for document in parsed {
            let version = GroupVersion(apiVersion: document.value["apiVersion"]?.stringValue ?? "")
            guard let kind = document.value["kind"]?.stringValue else {
                throw .kubeadm("\(path), line \(document.line): invalid configuration: kind is mandatory")
            }
            // Others are configurations of the kubelet and the proxy.
            guard version.group == "kubeadm.k8s.io" else { continue }
            guard ["v1beta2", "v1beta3", "v1beta4"].contains(version.version) else {
                throw .kubeadm("\(path): your configuration file uses an unknown API version \(version.apiVersion)")
            }
            documents[kind] = document.value
        }
        self.documents = documents
    }

    subscript(kind: String) -> JSONValue? { documents[kind] }
}

/// A ClusterConfiguration with the defaults of kubeadm.
struct ClusterConfiguration: Sendable {
    let json: JSONValue

    var certificatesDirectory: String { text("certificatesDir") ?? "/etc/kubernetes/pki" }
    var clusterName: String { text("clusterName") ?? "kubernetes" }
    var controlPlaneEndpoint: String { text("controlPlaneEndpoint") ?? "" }
    var kubernetesVersion: String? { text("kubernetesVersion") }
    var imageRepository: String { text("imageRepository") ?? "registry.k8s.io" }
    var dnsDomain: String { text("networking", "dnsDomain") ?? "cluster.local" }
    var serviceSubnet: String { text("networking", "serviceSubnet") ?? "10.96.0.0/12" }
    var podSubnet: String? { text("networking", "podSubnet") }
    var hasExternalEtcd: Bool { json.value(at: ["etcd", "external"]) != nil }
    var serverNames: [String] {
        json.value(at: ["apiServer", "certSANs"])?.arrayValue?.compactMap(\.stringValue) ?? []
    }

    /// The address in the service network with a number, of its first range where there are two.
    func serviceAddress(_ number: UInt8) -> IPAddress? {
        let first = serviceSubnet.split(separator: ",").first ?? ""
        guard var bytes = first.split(separator: "/").first.flatMap({ IPAddress($0) })?.bytes, let last = bytes.last
        else { return nil }
        bytes[bytes.count - 1] = last &+ number
        return IPAddress(bytes: bytes)
    }

    /// What kubeadm uploads: the configuration with its defaults.
    func uploaded(version: String) -> JSONValue {
        var fields = json.objectValue ?? [:]
        fields["apiServer"] = fields["apiServer"] ?? [:]
        fields["certificatesDir"] = .string(certificatesDirectory)
        fields["clusterName"] = .string(clusterName)
        fields["controllerManager"] = fields["controllerManager"] ?? [:]
        fields["dns"] = fields["dns"] ?? [:]
        fields["etcd"] = hasExternalEtcd ? fields["etcd"] : ["local": localEtcd]
        fields["imageRepository"] = .string(imageRepository)
        fields["kubernetesVersion"] = .string(kubernetesVersion ?? version)
        var networking = fields["networking"]?.objectValue ?? [:]
        networking["dnsDomain"] = .string(dnsDomain)
        networking["serviceSubnet"] = .string(serviceSubnet)
        fields["networking"] = .object(networking)
        fields["scheduler"] = fields["scheduler"] ?? [:]
        return .object(fields)
    }

    private var localEtcd: JSONValue {
        var local = json.value(at: ["etcd", "local"])?.objectValue ?? [:]
        local["dataDir"] = local["dataDir"] ?? "/var/lib/etcd"
        return .object(local)
    }

    private func text(_ path: String...) -> String? {
        json.value(at: path)?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// A `nodeRegistration` of kubeadm.
struct NodeRegistration: Sendable {
    var name: String
    /// `nil` where kubeadm decides.
    var taints: [Taint]?
    /// The arguments of the kubelet without their dashes.
    var kubeletArguments: [String: String]
    var criSocket: String

    init(_ json: JSONValue?, hostname: String) throws(SimulatorError) {
        let given = json?["name"]?.stringValue ?? ""
        name = given.isEmpty ? hostname : given
        criSocket = json?["criSocket"]?.stringValue ?? "unix:///var/run/containerd/containerd.sock"
        kubeletArguments = Self.arguments(json?["kubeletExtraArgs"])
        do {
            taints = try json?["taints"].flatMap { $0.isNull ? nil : try [Taint](json: $0) }
        } catch {
            throw .kubeadm("nodeRegistration.taints: \(error)")
        }
    }

    /// The labels that the kubelet gives its node: `--node-labels a=b,c=d`.
    var labels: [String: String] {
        var labels: [String: String] = [:]
        for pair in (kubeletArguments["node-labels"] ?? "").split(separator: ",") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            labels[String(parts[0])] = parts.count == 2 ? String(parts[1]) : ""
        }
        return labels
    }

    /// A map until v1beta3, a list of names and values from v1beta4 on.
    private static func arguments(_ json: JSONValue?) -> [String: String] {
        var arguments: [String: String] = [:]
        for entry in json?.objectValue ?? [:] { arguments[entry.key] = entry.value.stringValue }
        for entry in json?.arrayValue ?? [] {
            if let name = entry["name"]?.stringValue { arguments[name] = entry["value"]?.stringValue }
        }
        return arguments
    }
}

/// How a joining machine finds the cluster and knows it.
struct Discovery: Sendable {
    /// `<id>.<secret>`
    var token: String
    /// `host:port`
    var endpoint: String
    /// `sha256:<hexadecimal>`
    var authorityHashes: [String]
    var skipsVerification: Bool
    /// A certificate of the cluster's authority, from a kubeconfig file.
    var authority: String?
}
