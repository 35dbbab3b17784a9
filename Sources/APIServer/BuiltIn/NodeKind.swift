import JSON
import Machinery

/// `v1` Node.
enum NodeKind {
    static let definition: ResourceDefinition = {
        let names = ResourceType(
            group: "", version: "v1", kind: "Node", plural: "nodes", isNamespaced: false, shortNames: ["no"])
        var definition = ResourceDefinition.builtIn(
            names, hasStatus: true, columns: columns, selectableFields: ["spec.unschedulable"])
        // A kubelet registers its node with all it knows.
        definition.rules.keepsStatusOnCreate = true
        definition.rules.prepareForCreate = { complete(&$0) }
        definition.rules.prepareForUpdate = { object, _ in complete(&object) }
        definition.rules.validate = { NodeValidation.errors(in: $0, since: $1) }
        return definition
    }()

    /// A node without a word on what pods may use offers all it has.
    private static func complete(_ node: inout Unstructured) {
        var json = node.json
        if json.value(at: ["status", "allocatable"]) == nil, let capacity = json.value(at: ["status", "capacity"]) {
            json.set(capacity, at: ["status", "allocatable"])
        }
        // The two forms of the range of addresses say the same.
        if let ranges = json.value(at: ["spec", "podCIDRs"])?.arrayValue, let first = ranges.first {
            if json.value(at: ["spec", "podCIDR"]) == nil { json.set(first, at: ["spec", "podCIDR"]) }
        } else if let range = json.value(at: ["spec", "podCIDR"]) {
            json.set([range], at: ["spec", "podCIDRs"])
        }
        node = Unstructured(fields: json.objectValue ?? node.fields)
    }

    private static let columns: [TableColumn] = [
        .name,
        .text("Status", description: "Whether the node is ready and takes pods.") { node in
            let ready =
                switch node.conditionStatus("Ready") {
                case "True": "Ready"
                case "": "Unknown"
                default: "NotReady"
                }
            let isCordoned = node.value(at: "spec", "unschedulable")?.boolValue == true
            return isCordoned ? ready + ",SchedulingDisabled" : ready
        },
        .text("Roles", description: "The roles of the node, from its labels.") { node in roles(node.labels) },
        .age,
        TableColumn(
            "Version", description: "The version of the kubelet.", value: .path(".status.nodeInfo.kubeletVersion")),
        .text("Internal-IP", priority: 1, description: "The address inside the cluster.") { address($0, "InternalIP") },
        .text("External-IP", priority: 1, description: "The address outside the cluster.") {
            address($0, "ExternalIP")
        },
        TableColumn(
            "OS-Image", priority: 1, description: "The operating system.", value: .path(".status.nodeInfo.osImage")),
        TableColumn(
            "Kernel-Version", priority: 1, description: "The version of the kernel.",
            value: .path(".status.nodeInfo.kernelVersion")),
        TableColumn(
            "Container-Runtime", priority: 1, description: "The container runtime and its version.",
            value: .path(".status.nodeInfo.containerRuntimeVersion")),
    ]

    private static func roles(_ labels: [String: String]) -> String {
        let prefix = "node-role.kubernetes.io/"
        var roles = labels.keys.filter { $0.hasPrefix(prefix) && $0 != prefix }.map {
            String($0.dropFirst(prefix.count))
        }
        if let role = labels["kubernetes.io/role"], !role.isEmpty { roles.append(role) }
        return roles.sorted().joined(separator: ",")
    }

    private static func address(_ node: Unstructured, _ type: String) -> String {
        node.elements(at: "status", "addresses").first { $0["type"]?.stringValue == type }?["address"]?.stringValue
            ?? ""
    }
}
