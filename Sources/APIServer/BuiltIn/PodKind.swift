import JSON
import Machinery

/// `v1` Pod, as far as a cluster without kubelets needs it: objects that carry labels, a node and a status.
enum PodKind {
    static let definition: ResourceDefinition = {
        let names = ResourceType(
            group: "", version: "v1", kind: "Pod", plural: "pods", shortNames: ["po"], categories: ["all"])
        var definition = ResourceDefinition.builtIn(
            names, schema: schema, hasStatus: true, columns: columns,
            selectableFields: [
                "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName",
                "spec.hostNetwork",
                "status.phase", "status.podIP", "status.nominatedNodeName",
            ])
        definition.rules.prepareForCreate = { object in object.fields["status"] = ["phase": "Pending"] }
        return definition
    }()

    private static let columns: [TableColumn] = [
        .name,
        .text("Ready", description: "How many of its containers are ready.") { pod in
            let ready = containers(pod).filter { $0["ready"]?.boolValue == true }.count
            return "\(ready)/\(pod.count(at: "spec", "containers"))"
        },
        .text("Status", description: "What the pod is doing.") { pod in
            if pod.isBeingDeleted { return "Terminating" }
            let reason = pod.text(at: "status", "reason")
            return reason.isEmpty ? pod.text(at: "status", "phase") : reason
        },
        .count("Restarts", description: "How often its containers were started again.") { pod in
            containers(pod).reduce(0) { $0 + Int($1["restartCount"]?.integerValue ?? 0) }
        },
        .age,
        .text("IP", priority: 1, description: "The address of the pod.") { $0.text(at: "status", "podIP") },
        .text("Node", priority: 1, description: "The node it runs on.") { $0.text(at: "spec", "nodeName") },
        .text("Nominated Node", priority: 1, description: "The node it may get.") {
            $0.text(at: "status", "nominatedNodeName")
        },
        .text("Readiness Gates", priority: 1, description: "How many of its gates are open.") { pod in
            let gates = pod.elements(at: "spec", "readinessGates").compactMap { $0["conditionType"]?.stringValue }
            return gates.isEmpty ? "" : "\(gates.filter { pod.conditionStatus($0) == "True" }.count)/\(gates.count)"
        },
    ]

    private static func containers(_ pod: Unstructured) -> [JSONValue] {
        pod.elements(at: "status", "containerStatuses")
    }

    private static let schema: StaticString = #"""
        {"description": "Containers that run together on one node.", "type": "object", "properties": {
        "spec": {"description": "What is to run, and where.", "type": "object", "x-kubernetes-preserve-unknown-fields": true, "properties": {
        "nodeName": {"description": "The node it runs on.", "type": "string"},
        "containers": {"description": "The containers.", "type": "array", "items": {"type": "object", "required": ["name"], "x-kubernetes-preserve-unknown-fields": true, "properties": {
        "name": {"description": "The name, unique in the pod.", "type": "string"},
        "image": {"description": "The image it runs.", "type": "string"}
        }}}
        }},
        "status": {"description": "What the pod is now.", "type": "object", "x-kubernetes-preserve-unknown-fields": true, "properties": {
        "phase": {"description": "`Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`.", "type": "string"}
        }}
        }}
        """#
}
