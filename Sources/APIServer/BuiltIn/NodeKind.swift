import JSON
import Machinery

/// `v1` Node.
enum NodeKind {
    static let definition: ResourceDefinition = {
        let names = ResourceType(
            group: "", version: "v1", kind: "Node", plural: "nodes", isNamespaced: false, shortNames: ["no"])
        var definition = ResourceDefinition.builtIn(
            names, schema: schema, hasStatus: true, columns: columns, selectableFields: ["spec.unschedulable"])
        // A kubelet registers its node with all it knows.
        definition.rules.keepsStatusOnCreate = true
        definition.rules.validate = { object, old in
            let providerID = object.text(at: "spec", "providerID")
            guard let old, !old.text(at: "spec", "providerID").isEmpty, old.text(at: "spec", "providerID") != providerID
            else { return [] }
            return [
                .forbidden("spec.providerID", "node updates may not change providerID except from \"\" to valid")
            ]
        }
        return definition
    }()

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

    private static let schema: StaticString = #"""
        {"description": "A machine of the cluster.", "type": "object", "properties": {
        "spec": {"description": "How the cluster uses the machine.", "type": "object", "x-kubernetes-preserve-unknown-fields": true, "properties": {
        "providerID": {"description": "The identity of the machine at its provider; it cannot change once it is set.", "type": "string"},
        "unschedulable": {"description": "Whether new pods are kept away.", "type": "boolean"},
        "podCIDR": {"description": "The addresses of its pods.", "type": "string"},
        "podCIDRs": {"description": "The addresses of its pods, one range a family.", "type": "array", "items": {"type": "string"}},
        "taints": {"description": "What keeps pods away that do not tolerate it.", "type": "array", "items": {"type": "object", "required": ["effect", "key"], "properties": {
        "key": {"description": "The name of the taint.", "type": "string"},
        "value": {"description": "The value of the taint.", "type": "string"},
        "effect": {"description": "`NoSchedule`, `PreferNoSchedule` or `NoExecute`.", "type": "string"},
        "timeAdded": {"description": "When the taint was added.", "type": "string", "format": "date-time"}
        }}}
        }},
        "status": {"description": "What the machine is now.", "type": "object", "x-kubernetes-preserve-unknown-fields": true, "properties": {
        "addresses": {"description": "The addresses of the machine.", "type": "array", "items": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}},
        "conditions": {"description": "Observations about the machine.", "type": "array", "items": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}},
        "nodeInfo": {"description": "The software of the machine.", "type": "object", "x-kubernetes-preserve-unknown-fields": true}
        }}
        }}
        """#
}
