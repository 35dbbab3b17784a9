import JSON
import KubernetesClient
import Machinery
import PKI

/// What a machine's bootstrap data tells it to do, read and checked before anything is done.
public struct BootstrapPlan: Sendable {
    public enum Action: Sendable, Hashable { case initialize, join }

    public let action: Action
    /// Whether the machine runs an API server.
    public let isControlPlane: Bool
    let node: NodeRegistration
    /// Of `kubeadm init`.
    let configuration: ClusterConfiguration?
    let bootstrapTokens: [JSONValue]
    /// Of `kubeadm join`.
    let discovery: Discovery?
    private let files: BootInstructions

    /// - Parameters:
    ///   - data: The value of the bootstrap Secret.
    ///   - format: Its format: `cloud-config`, which an empty text means too, or `ignition`.
    ///   - hostname: The name of the machine.
    /// - Throws: ``SimulatorError`` with code `invalidBootstrapData` or `kubeadmFailed`.
    public init(data: [UInt8], format: String, hostname: String) throws(SimulatorError) {
        let files = try Self.instructions(data, format: format, hostname: hostname)
        self.files = files
        guard let command = files.commands.first(where: { Self.action(of: $0) != nil }),
            let action = Self.action(of: command)
        else { throw .invalid("no command is \"kubeadm init\" or \"kubeadm join\"") }
        self.action = action
        guard let path = Self.configurationPath(in: command) else {
            throw .invalid(
                "\"\(command.prefix(2).joined(separator: " "))\" has no --config: a simulated machine needs one")
        }
        guard let text = try files.text(of: path) else {
            throw .kubeadm("unable to read config from \"\(path)\": open \(path): no such file or directory")
        }
        let documents = try KubeadmFile(text, path: path)
        switch action {
        case .initialize:
            configuration = ClusterConfiguration(json: documents["ClusterConfiguration"] ?? [:])
            let initialization = documents["InitConfiguration"]
            node = try NodeRegistration(initialization?["nodeRegistration"], hostname: hostname)
            bootstrapTokens = initialization?["bootstrapTokens"]?.arrayValue ?? []
            isControlPlane = true
            discovery = nil
        case .join:
            guard let join = documents["JoinConfiguration"] else {
                throw .kubeadm("\(path): no JoinConfiguration found")
            }
            configuration = nil
            bootstrapTokens = []
            node = try NodeRegistration(join["nodeRegistration"], hostname: hostname)
            isControlPlane = join["controlPlane"]?.objectValue != nil
            discovery = try Self.discovery(join, files)
        }
    }

    private static func instructions(
        _ data: [UInt8], format: String, hostname: String
    ) throws(SimulatorError) -> BootInstructions {
        switch format {
        case "", "cloud-config": try BootInstructions(cloudConfig: data, hostname: hostname)
        case "ignition": try BootInstructions(ignition: data)
        default:
            throw .invalid("a simulated machine reads cloud-config and ignition, not \"\(format)\"")
        }
    }

    /// The certificates and keys of a control-plane machine, from its files.
    ///
    /// - Throws: ``SimulatorError/Code/kubeadmFailed`` where one is missing or cannot be used.
    func certificates(
        in directory: String, hasExternalEtcd: Bool
    ) throws(SimulatorError) -> (cluster: MachineCertificates, etcd: MachineCertificates?) {
        let cluster = try authority("\(directory)/ca")
        _ = try authority("\(directory)/front-proxy-ca")
        let etcd = hasExternalEtcd ? nil : try authority("\(directory)/etcd/ca")
        for path in ["\(directory)/sa.key", "\(directory)/sa.pub"] {
            guard try files.text(of: path) != nil else { throw .missing(path) }
        }
        return (cluster, etcd)
    }

    private func authority(_ path: String) throws(SimulatorError) -> MachineCertificates {
        guard let certificate = try files.text(of: "\(path).crt") else { throw .missing("\(path).crt") }
        guard let key = try files.text(of: "\(path).key") else { throw .missing("\(path).key") }
        do {
            _ = try CertificateAuthority(certificatePEM: certificate, privateKeyPEM: key)
            return MachineCertificates(certificate: certificate, privateKey: key)
        } catch {
            throw SimulatorError(.kubeadmFailed, "\(path).crt: \(error.message)", cause: error)
        }
    }

    private static func action(of command: [String]) -> Action? {
        guard let kubeadm = command.firstIndex(where: { $0 == "kubeadm" || $0.hasSuffix("/kubeadm") }) else {
            return nil
        }
        return switch command.dropFirst(kubeadm + 1).first {
        case "init": .initialize
        case "join": .join
        default: nil
        }
    }

    private static func configurationPath(in command: [String]) -> String? {
        for (index, word) in command.enumerated() {
            if word == "--config" { return command.dropFirst(index + 1).first }
            if word.hasPrefix("--config=") { return String(word.dropFirst("--config=".count)) }
        }
        return nil
    }

    private static func discovery(_ join: JSONValue, _ files: BootInstructions) throws(SimulatorError) -> Discovery {
        if let path = join.value(at: ["discovery", "file", "kubeConfigPath"])?.stringValue {
            return try fileDiscovery(path, join, files)
        }
        guard let found = join.value(at: ["discovery", "bootstrapToken"]) else {
            throw .kubeadm("discovery: Invalid value: \"\": bootstrapToken or file must be set")
        }
        return Discovery(
            token: found["token"]?.stringValue ?? "", endpoint: found["apiServerEndpoint"]?.stringValue ?? "",
            authorityHashes: found["caCertHashes"]?.arrayValue?.compactMap(\.stringValue) ?? [],
            skipsVerification: found["unsafeSkipCAVerification"]?.boolValue ?? false)
    }

    private static func fileDiscovery(
        _ path: String, _ join: JSONValue, _ files: BootInstructions
    ) throws(SimulatorError) -> Discovery {
        guard let text = try files.text(of: path) else {
            throw .kubeadm("couldn't read the discovery file \(path): no such file or directory")
        }
        do {
            let kubeconfig = try InlineKubeconfig(Array(text.utf8))
            return Discovery(
                token: join.value(at: ["discovery", "tlsBootstrapToken"])?.stringValue ?? kubeconfig.token,
                endpoint: kubeconfig.server.authority, authorityHashes: [], skipsVerification: false,
                authority: kubeconfig.authority)
        } catch {
            throw SimulatorError(.kubeadmFailed, "the discovery file \(path): \(error.message)", cause: error)
        }
    }
}

/// An authority in the `/etc/kubernetes/pki` of a control-plane machine, which signs what the machine shows.
struct MachineCertificates: Sendable, Hashable {
    var certificate: String
    var privateKey: String
}

extension SimulatorError {
    fileprivate static func missing(_ path: String) -> SimulatorError {
        .kubeadm("couldn't load the certificate file \(path): no such file or directory")
    }
}
