import ArgumentParser
import Effects
import JSON
import KubernetesClient
import KubernetesHTTPClient
import Machinery
import YAML

struct GetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "List objects of a kind, or show one.",
        discussion:
            "Any kind that the server knows, by its plural, singular or short name: clusters, cl, machines, secrets.")

    @Argument(
        help: "The kind, such as clusters or machines, also as plural.group.", completion: .list(Self.commonKinds))
    var kind: String
    @Argument(help: "The object's name; none lists them all.")
    var name: String?
    @OptionGroup var namespaceOptions: NamespaceOptions
    @OptionGroup var managementOptions: ManagementOptions
    @Flag(name: [.customShort("A"), .long], help: "List over all namespaces.")
    var allNamespaces = false
    @Option(name: [.customShort("l"), .long], help: "Only objects with these labels: app=web,tier!=db.")
    var selector = ""
    @Option(name: .shortAndLong, help: "table, wide, json, yaml or name.")
    var output: Format = .table

    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable {
        case table, wide, json, yaml, name
    }

    static let commonKinds = [
        "clusters", "machines", "machinedeployments", "machinesets", "kubeadmcontrolplanes", "kubeadmconfigs",
        "devclusters",
        "devmachines", "secrets", "configmaps", "events", "namespaces",
    ]

    func validate() throws {
        if name != nil && allNamespaces {
            throw ValidationError("an object is named within one namespace: leave out --all-namespaces")
        }
        if name != nil && !selector.isEmpty {
            throw ValidationError("--selector chooses among many objects: leave out the name or the selector")
        }
    }

    func run() async throws {
        try await managementOptions.withManagementClient { managementClient, defaultNamespace in
            let resource = try await Self.resource(kind, in: managementClient)
            let namespace =
                !resource.isNamespaced || allNamespaces ? "" : namespaceOptions.namespace ?? defaultNamespace
            let request =
                if let name {
                    ClientRequest(.get(name: name), of: resource, namespace: namespace)
                } else {
                    ClientRequest(.list(ListOptions(labelSelector: selector)), of: resource, namespace: namespace)
                }
            do {
                try await show(request, resource, from: managementClient)
            } catch let status as APIStatus where status.reason == .notFound && name != nil {
                throw CommandFailure.notFound(status.message)
            }
        }
    }

    private func show(
        _ request: ClientRequest, _ resource: ResourceType, from managementClient: KubernetesHTTPClient
    ) async throws {
        switch output {
        case .table, .wide:
            let table = try await ServerTable(json: managementClient.table(request))
            guard !table.rows.isEmpty else {
                let place = request.namespace.isEmpty ? "" : " in the namespace \(request.namespace)"
                Output.standardError.writeLine("No \(resource.plural) found\(place).")
                return
            }
            let shown = table.text(
                isWide: output == .wide, showsNamespace: resource.isNamespaced && request.namespace.isEmpty)
            Output.standardOutput.write(shown.render(for: .plain))
        case .json, .yaml, .name:
            let json = try await objects(request, resource, from: managementClient)
            switch output {
            case .json: Output.standardOutput.writeLine(json.prettyPrinted())
            case .yaml: Output.standardOutput.write(json.yaml())
            default:
                for item in json["items"]?.arrayValue ?? [json] {
                    let name = item["metadata"]?["name"]?.stringValue ?? ""
                    let group = resource.group.isEmpty ? "" : ".\(resource.group)"
                    Output.standardOutput.writeLine("\(resource.singular)\(group)/\(name)")
                }
            }
        }
    }

    private func objects(
        _ request: ClientRequest, _ resource: ResourceType, from managementClient: any Client
    ) async throws -> JSONValue {
        switch try await managementClient.send(request) {
        case .object(let object): return object.json
        case .list(let list):
            return [
                "apiVersion": "v1", "kind": "List", "metadata": ["resourceVersion": ""],
                "items": .array(list.items.map(\.json)),
            ]
        case .success: return .null
        }
    }

    /// The resource that a user means by a plural, singular, kind or short name, with or without its group.
    static func resource(_ word: String, in managementClient: any Client) async throws -> ResourceType {
        let parts = word.lowercased().split(separator: ".", maxSplits: 1).map(String.init)
        let all = try await managementClient.resourceTypes()
        let found = all.filter { resource in
            let names = [resource.plural, resource.singular, resource.kind.lowercased()] + resource.shortNames
            return names.contains(parts[0]) && (parts.count == 1 || resource.group == parts[1])
        }
        guard let first = found.first else {
            throw CommandFailure.failed(
                "the server has no resource \"\(word)\": 'kubectl api-resources' lists those it has")
        }
        return first
    }
}
