import ClusterAPI
import JSON
import Machinery

/// What a Machine tells its Node: who it is, the labels that belong on nodes, and that it is initialised.
enum NodeSynchronization {
    /// The merge patch that brings the node in line, `nil` where it is.
    ///
    /// The names of the labels taken over are kept in an annotation, so that one which leaves the Machine leaves the node
    /// and a user's own stays.
    static func patch(for node: Unstructured, of machine: Machine) -> JSONValue? {
        var metadata = JSONObject()
        let labels = managedLabels(of: machine)
        let tracked = trackedKeys(node.annotations[NodeAnnotation.labelsFromMachine])
        var labelChanges = JSONObject()
        for (key, value) in labels.sorted(by: { $0.key < $1.key }) where node.labels[key] != value {
            labelChanges[key] = .string(value)
        }
        for key in tracked where labels[key] == nil && node.labels[key] != nil { labelChanges[key] = .null }
        if !labelChanges.isEmpty { metadata["labels"] = .object(labelChanges) }

        var annotationChanges = JSONObject()
        for (key, value) in annotations(for: machine, labels: labels) where node.annotations[key] != value {
            annotationChanges[key] = .string(value)
        }
        if !annotationChanges.isEmpty { metadata["annotations"] = .object(annotationChanges) }

        var patch = JSONObject()
        let taints = node.value(at: "spec", "taints")?.arrayValue ?? []
        let remaining = taints.filter { $0["key"]?.stringValue != NodeTaint.uninitialized }
        if remaining.count != taints.count {
            patch["spec"] = ["taints": remaining.isEmpty ? .null : .array(remaining)]
            // A list is replaced as a whole: only the one that was read.
            metadata["resourceVersion"] = .string(node.resourceVersion)
        }
        if !metadata.isEmpty { patch["metadata"] = .object(metadata) }
        return patch.isEmpty ? nil : .object(patch)
    }

    /// The labels of a Machine that may be carried to a Node: roles, restricted ones, and those of Cluster API's own domain.
    static func managedLabels(of machine: Machine) -> [String: String] {
        machine.metadata.labels.filter { isManaged($0.key) }
    }

    static func isManaged(_ key: String) -> Bool {
        guard let slash = key.firstIndex(of: "/") else { return false }
        let domain = key[..<slash]
        return domain == NodeLabel.rolePrefix.dropLast()
            || [NodeLabel.restrictionDomain, NodeLabel.managedDomain].contains {
                domain == $0 || domain.hasSuffix(".\($0)")
            }
    }

    private static func annotations(for machine: Machine, labels: [String: String]) -> [(String, String)] {
        var result = [
            (NodeAnnotation.clusterName, machine.spec.clusterName),
            (NodeAnnotation.clusterNamespace, machine.metadata.namespace),
            (NodeAnnotation.machine, machine.metadata.name),
            (NodeAnnotation.labelsFromMachine, labels.keys.sorted().joined(separator: ",")),
        ]
        if let owner = machine.metadata.controller {
            result += [(NodeAnnotation.ownerKind, owner.kind), (NodeAnnotation.ownerName, owner.name)]
        }
        return result
    }

    private static func trackedKeys(_ text: String?) -> [String] {
        (text ?? "").split(separator: ",").map(String.init)
    }
}
