import ClusterAPI
import Foundation
import JSON
import KubernetesAPI
import Machinery
import PKI
import Testing
import YAML

@testable import KubeadmBootstrap

/// The whole texts that are made of a KubeadmConfig with every field.
///
/// To accept a change, run the tests with `SLIPWAY_UPDATE_GOLDEN=1` and review what `git diff Tests/KubeadmBootstrapTests/Golden`
/// shows against kubeadm's documented types (kubeadm.k8s.io/v1beta2, v1beta3, v1beta4) and cloud-init's modules.
@Suite("Golden texts")
struct GoldenTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    private static func spec() throws -> KubeadmConfigSpec {
        let text = try String(contentsOf: folder.appending(path: "spec.yaml"), encoding: .utf8)
        return try KubeadmConfigSpec(json: try #require(try YAMLDocument.parse(text).first).value)
    }

    private func expect(_ text: String, in name: String) throws {
        let golden = Self.folder.appending(path: name)
        if ProcessInfo.processInfo.environment["SLIPWAY_UPDATE_GOLDEN"] != nil {
            try Data(text.utf8).write(to: golden)
        }
        #expect(
            try String(contentsOf: golden, encoding: .utf8) == text,
            "\(name) differs: see how to accept a change at the head of GoldenTests.swift")
    }

    enum Machine: String, CaseIterable, Sendable {
        case initialize = "init"
        case controlPlane = "join-control-plane"
        case worker = "join-worker"
    }

    private static func configuration(of machine: Machine, _ spec: KubeadmConfigSpec, _ version: KubeadmAPIVersion)
        throws -> CloudInit.Action
    {
        let documents = KubeadmDocuments(version: version)
        let cluster = try #require(spec.clusterConfiguration)
        if machine == .initialize {
            let initialization = try #require(spec.initConfiguration)
            return .initialize(
                configuration: documents.initialization(cluster, initialization, keys: .ecdsaP256))
        }
        var join = try #require(spec.joinConfiguration)
        if machine == .worker {
            join.controlPlane = nil
            join.discovery.bootstrapToken = nil
        } else {
            join.discovery.file = nil
        }
        return .join(
            configuration: documents.join(join, controlPlaneTimeout: cluster.apiServer?.timeoutForControlPlane))
    }

    // MARK: kubeadm

    @Test(arguments: [("v1.21.14", "v1beta2"), ("v1.29.15", "v1beta3"), ("v1.34.1", "v1beta4")], Machine.allCases)
    func kubeadmReads(kubernetes: (version: String, api: String), machine: Machine) throws {
        let version = KubeadmAPIVersion(kubernetes: try SemanticVersion(parsing: kubernetes.version))
        #expect(version.rawValue == kubernetes.api)
        var spec = try Self.spec()
        spec.clusterConfiguration?.kubernetesVersion = kubernetes.version
        switch try Self.configuration(of: machine, spec, version) {
        case .initialize(let text), .join(let text):
            try expect(text, in: "kubeadm-\(machine.rawValue)-\(kubernetes.api).yaml")
        }
    }

    // MARK: The machine

    /// What the controller reads from Secrets stands in the text.
    private static func resolved(_ spec: KubeadmConfigSpec) -> KubeadmConfigSpec {
        var spec = spec
        for index in spec.files.indices where spec.files[index].contentFrom != nil {
            spec.files[index].content = "from a Secret"
            spec.files[index].contentFrom = nil
        }
        for index in spec.users.indices where spec.users[index].passwdFrom != nil {
            spec.users[index].passwd = "from a Secret"
            spec.users[index].passwdFrom = nil
        }
        return spec
    }

    private static var certificate: BootstrapFile {
        var file = BootstrapFile(path: "/etc/kubernetes/pki/ca.crt")
        file.owner = "root:root"
        file.permissions = "0640"
        file.content = "-----BEGIN CERTIFICATE-----\nQQ==\n-----END CERTIFICATE-----\n"
        return file
    }

    private static func discoveryFiles(_ machine: Machine, _ spec: KubeadmConfigSpec) -> [BootstrapFile] {
        guard machine == .worker, let file = spec.joinConfiguration?.discovery.file else { return [] }
        return DiscoveryKubeconfig(file).map { [$0.file] } ?? []
    }

    @Test(arguments: Machine.allCases)
    func cloudInitReads(machine: Machine) throws {
        var spec = Self.resolved(try Self.spec())
        let action = try Self.configuration(of: machine, spec, .v1beta4)
        if machine == .worker { spec.joinConfiguration?.controlPlane = nil }
        let cloudInit = CloudInit(
            action: action, certificateFiles: machine == .worker ? [] : [Self.certificate],
            files: spec.files + Self.discoveryFiles(machine, spec), spec: spec, users: spec.users)
        try expect(cloudInit.render(), in: "cloud-init-\(machine.rawValue).yaml")
    }

    @Test(arguments: Machine.allCases)
    func ignitionReads(machine: Machine) throws {
        var spec = Self.resolved(try Self.spec())
        spec.format = .ignition
        spec.files.removeAll { $0.encoding == .gzipBase64 }
        spec.mounts = [["etcd_disk", "/var/lib/etcd", "noatime"]]
        let ignition = Ignition(
            action: try Self.configuration(of: machine, spec, .v1beta4),
            certificateFiles: machine == .worker ? [] : [Self.certificate],
            files: spec.files + Self.discoveryFiles(machine, spec), spec: spec, users: spec.users)
        try expect(try ignition.render() + "\n", in: "ignition-\(machine.rawValue).json")
    }

    // MARK: The sample

    /// What cannot stand beside something else that is there, and what is ignored.
    private static let absent: Set<String> = [
        "KubeadmClusterConfiguration.apiVersion", "KubeadmClusterConfiguration.kind",
        "KubeadmInitConfiguration.apiVersion", "KubeadmInitConfiguration.kind", "KubeadmJoinConfiguration.apiVersion",
        "KubeadmJoinConfiguration.kind", "KubeadmEtcd.external", "KubeadmKubeConfigUser.authProvider",
        "Taint.timeAdded",
    ]

    @Test func theSampleHasEveryField() throws {
        var fields: [String: Bool] = [:]
        Self.collect(try Self.spec(), into: &fields)
        #expect(Set(fields.filter { !$0.value }.keys) == Self.absent)
        #expect(fields.count > 100)
    }

    /// The fields of our own types, and whether each has a value somewhere.
    private static func collect(_ value: Any, into fields: inout [String: Bool]) {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional, .collection:
            for child in mirror.children { collect(child.value, into: &fields) }
        case .struct:
            let type = "\(mirror.subjectType)"
            guard ["Kubeadm", "Bootstrap", "Ignition", "ContainerLinux", "Taint"].contains(where: type.hasPrefix),
                type != "BootstrapFileEncoding", type != "BootstrapFormat"
            else { return }
            for case let (label?, child) in mirror.children where label != "unknownFields" {
                let content = Mirror(reflecting: child)
                let isEmpty =
                    [.optional, .collection, .dictionary].contains(content.displayStyle) && content.children.isEmpty
                fields["\(type).\(label)"] = fields["\(type).\(label)"] == true || !isEmpty
                collect(child, into: &fields)
            }
        default: break
        }
    }
}
