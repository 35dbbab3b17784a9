import ArgumentParser
import KubernetesClient
import Machinery

struct ProviderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "provider", abstract: "Cluster API providers of third parties.",
        subcommands: [ProviderAddCommand.self])
}

struct ProviderAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Install what a provider brings, but for the Deployment of its manager.",
        discussion: """
            FILE is the provider's components file, such as infrastructure-components.yaml. Its definitions, roles and \
            webhooks are installed or brought up to date; webhooks and conversions are pointed at --url, where the manager \
            serves them. The manager itself runs as a process with the plane's kubeconfig. Variables such as ${VAR} and \
            ${VAR:=default} take their values from the environment.
            """)

    @Argument(help: "The provider's components file, or - for standard input.", completion: .file())
    var file: String
    @Option(name: .long, help: "Where the provider's manager serves its webhooks: https://127.0.0.1:9443.")
    var url: String?
    @Option(
        name: .long, help: "The PEM certificates that sign the manager's (default: those the system trusts).",
        completion: .file())
    var caFile: String?
    @OptionGroup var managementOptions: ManagementOptions

    func validate() throws {
        if let url, ServerURL(url, schemes: ["https"]) == nil {
            throw ValidationError("--url must be of the form https://HOST[:PORT][/PATH]")
        }
        if caFile != nil, url == nil { throw ValidationError("--ca-file is for the server of --url: name it too") }
    }

    func run() async throws {
        let manifest = try ProviderManifest(
            String(decoding: try Self.read(file == "-" ? "/dev/stdin" : file), as: UTF8.self), named: file,
            environment: Process.environment)
        let plan = ProviderPlan(manifest, server: try webhookServer())
        guard plan.lacksURL.isEmpty else {
            throw CommandFailure.failed(
                "\(file) has webhooks behind Services, which this plane does not have: "
                    + "\(plan.lacksURL.joined(separator: ", ")); say with --url (and --ca-file) where the manager serves them"
            )
        }
        for note in plan.notes { Output.standardError.writeLine(note) }
        try await managementOptions.withManagementClient { managementClient, _ in
            let installer = ProviderInstaller(managementClient: managementClient)
            for object in plan.objects {
                let title = ProviderPlan.title(object)
                do {
                    if let outcome = try await installer.install(object) {
                        Output.standardOutput.writeLine("\(outcome.rawValue) \(title)")
                    } else {
                        Output.standardError.writeLine(
                            "skipped \(title): the server does not know \(object.groupVersionKind)")
                    }
                } catch let status as APIStatus {
                    throw CommandFailure.failed("cannot install \(title): \(status.message)")
                }
            }
        }
    }

    private func webhookServer() throws -> ProviderPlan.WebhookServer? {
        guard var url else { return nil }
        while url.hasSuffix("/") { url.removeLast() }
        let caBundle = try caFile.map { try Self.read($0) } ?? []
        if let caFile, !String(decoding: caBundle, as: UTF8.self).contains("-----BEGIN CERTIFICATE-----") {
            throw CommandFailure.failed("\(caFile) holds no PEM certificate")
        }
        return ProviderPlan.WebhookServer(url: url, caBundle: caBundle)
    }

    private static func read(_ path: String) throws -> [UInt8] {
        do {
            return try readFile(path, limit: 64 << 20)
        } catch {
            throw CommandFailure.failed("cannot read \(path): \(error)")
        }
    }
}
