import JSON
import Machinery

/// `apps/v1` Deployment, as kubeadm keeps one for its DNS add-on: nothing carries it out.
enum DeploymentKind {
    static let definition: ResourceDefinition = {
        let names = ResourceType(
            group: "apps", version: "v1", kind: "Deployment", plural: "deployments", shortNames: ["deploy"],
            categories: ["all"])
        var definition = ResourceDefinition.builtIn(
            names, schema: schema, hasStatus: true,
            columns: [
                .name,
                .text("Ready", description: "How many of its pods are ready.") { object in
                    let ready = object.value(at: "status", "readyReplicas")?.integerValue ?? 0
                    return "\(ready)/\(object.value(at: "spec", "replicas")?.integerValue ?? 0)"
                },
                .count("Up-to-date", description: "How many of its pods follow the newest template.") {
                    $0.number(at: "status", "updatedReplicas")
                },
                .count("Available", description: "How many of its pods are available.") {
                    $0.number(at: "status", "availableReplicas")
                },
                .age, WorkloadColumns.containers, WorkloadColumns.images, WorkloadColumns.selector,
            ])
        definition.versions[0].subresources.scale = ResourceVersion.ScalePaths(
            specReplicas: ["spec", "replicas"], statusReplicas: ["status", "replicas"])
        definition.tracksGeneration = true
        return definition
    }()

    private static let schema: StaticString = #"""
        {"description": "Pods of one template, as many as wanted, replaced step by step.", "type": "object", "properties": {
        "spec": {"description": "What is wanted.", "type": "object", "x-kubernetes-preserve-unknown-fields": true, "properties": {
        "replicas": {"description": "How many pods there are to be.", "type": "integer", "format": "int32", "minimum": 0, "default": 1}
        }},
        "status": {"description": "What there is.", "type": "object", "x-kubernetes-preserve-unknown-fields": true}
        }}
        """#
}

/// `apps/v1` DaemonSet, as kubeadm keeps one for its proxy: nothing carries it out.
enum DaemonSetKind {
    static let definition: ResourceDefinition = {
        let names = ResourceType(
            group: "apps", version: "v1", kind: "DaemonSet", plural: "daemonsets", shortNames: ["ds"],
            categories: ["all"])
        var definition = ResourceDefinition.builtIn(
            names, schema: schema, hasStatus: true,
            columns: [.name]
                + [
                    ("Desired", "desiredNumberScheduled", "How many nodes should run its pod."),
                    ("Current", "currentNumberScheduled", "How many nodes run its pod."),
                    ("Ready", "numberReady", "How many of its pods are ready."),
                    ("Up-to-date", "updatedNumberScheduled", "How many of its pods follow the newest template."),
                    ("Available", "numberAvailable", "How many of its pods are available."),
                ].map { name, field, description in
                    TableColumn.count(name, description: description) { $0.number(at: "status", field) }
                } + [
                    .text("Node Selector", description: "The labels of the nodes that run it.") {
                        WorkloadColumns.labels($0.value(at: "spec", "template", "spec", "nodeSelector"))
                    },
                    .age, WorkloadColumns.containers, WorkloadColumns.images, WorkloadColumns.selector,
                ])
        definition.tracksGeneration = true
        return definition
    }()

    private static let schema: StaticString = #"""
        {"description": "One pod of a template on every node that fits.", "type": "object", "properties": {
        "spec": {"description": "What is wanted.", "type": "object", "x-kubernetes-preserve-unknown-fields": true},
        "status": {"description": "What there is.", "type": "object", "x-kubernetes-preserve-unknown-fields": true}
        }}
        """#
}

/// The wide columns of kinds with a pod template.
private enum WorkloadColumns {
    static let containers = TableColumn.text("Containers", priority: 1, description: "The names of the containers.") {
        containerTexts($0, "name")
    }
    static let images = TableColumn.text("Images", priority: 1, description: "The images of the containers.") {
        containerTexts($0, "image")
    }
    static let selector = TableColumn.text("Selector", priority: 1, description: "The labels of the pods.") {
        labels($0.value(at: "spec", "selector", "matchLabels"))
    }

    /// `a=b,c=d`
    static func labels(_ json: JSONValue?) -> String {
        (json?.objectValue ?? [:]).map { "\($0.key)=\($0.value.stringValue ?? "")" }.sorted().joined(separator: ",")
    }

    private static func containerTexts(_ object: Unstructured, _ key: String) -> String {
        object.elements(at: "spec", "template", "spec", "containers").compactMap { $0[key]?.stringValue }
            .joined(separator: ",")
    }
}

extension Unstructured {
    fileprivate func number(at path: String...) -> Int { Int(json.value(at: path)?.integerValue ?? 0) }
}
