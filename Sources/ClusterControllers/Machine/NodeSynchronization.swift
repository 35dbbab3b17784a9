import ClusterAPI
import JSON
import Machinery

/// What a Machine tells its Node: who it is, the labels that belong on nodes, and that it is initialised.
enum NodeSynchronization {
    /// What a Node is told that is not on its Machine.
    struct Facts: Sendable, Hashable {
        /// Whether the provider may take the machine away.
        var isInterruptible = false
        /// Whether the machine is of an old revision, so that Pods had better go elsewhere; `nil` leaves the taint as it is.
        var isOutdated: Bool?
    }

    /// The merge patch that brings the node in line, `nil` where it is.
    ///
    /// The names of the labels taken over are kept in an annotation, so that one which leaves the Machine leaves the node
    /// and a user's own stays.
    static func patch(for node: Unstructured, of machine: Machine, _ facts: Facts = Facts()) -> JSONValue? {
        var metadata = JSONObject()
        let labels = labelChanges(for: node, of: machine, facts)
        if !labels.isEmpty { metadata["labels"] = .object(labels) }
        let annotations = annotationChanges(for: node, of: machine)
        if !annotations.isEmpty { metadata["annotations"] = .object(annotations) }
        var patch = JSONObject()
        let taints = node.value(at: "spec", "taints")?.arrayValue ?? []
        let wanted = wantedTaints(taints, facts)
        if wanted != taints {
            patch["spec"] = ["taints": wanted.isEmpty ? .null : .array(wanted)]
            // A list is replaced as a whole: only the one that was read.
            metadata["resourceVersion"] = .string(node.resourceVersion)
        }
        if !metadata.isEmpty { patch["metadata"] = .object(metadata) }
        return patch.isEmpty ? nil : .object(patch)
    }

    private static func labelChanges(for node: Unstructured, of machine: Machine, _ facts: Facts) -> JSONObject {
        var changes = JSONObject()
        let labels = managedLabels(of: machine)
        for (key, value) in labels.sorted(by: { $0.key < $1.key }) where node.labels[key] != value {
            changes[key] = .string(value)
        }
        for key in trackedKeys(node.annotations[NodeAnnotation.labelsFromMachine])
        where labels[key] == nil && node.labels[key] != nil {
            changes.updateValue(.null, forKey: key)
        }
        if facts.isInterruptible, node.labels[ClusterLabel.interruptible] == nil {
            changes[ClusterLabel.interruptible] = ""
        }
        return changes
    }

    private static func annotationChanges(for node: Unstructured, of machine: Machine) -> JSONObject {
        var changes = JSONObject()
        let annotations = annotations(for: machine)
        for (key, value) in annotations where node.annotations[key] != value { changes[key] = .string(value) }
        // A Machine that nobody manages any more says so.
        for key in [NodeAnnotation.ownerKind, NodeAnnotation.ownerName]
        where node.annotations[key] != nil && !annotations.contains(where: { $0.0 == key }) {
            changes.updateValue(.null, forKey: key)
        }
        return changes
    }

    private static func wantedTaints(_ taints: [JSONValue], _ facts: Facts) -> [JSONValue] {
        var wanted = taints.filter { $0["key"]?.stringValue != NodeTaint.uninitialized }
        let isMarked = wanted.contains { $0["key"]?.stringValue == NodeTaint.outdatedRevision }
        switch facts.isOutdated {
        case true? where !isMarked:
            wanted.append(["key": .string(NodeTaint.outdatedRevision), "effect": "PreferNoSchedule"])
        case false? where isMarked:
            wanted.removeAll { $0["key"]?.stringValue == NodeTaint.outdatedRevision }
        default: break
        }
        return wanted
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

    private static func annotations(for machine: Machine) -> [(String, String)] {
        var result = [
            (NodeAnnotation.clusterName, machine.spec.clusterName),
            (NodeAnnotation.clusterNamespace, machine.metadata.namespace),
            (NodeAnnotation.machine, machine.metadata.name),
            (NodeAnnotation.labelsFromMachine, managedLabels(of: machine).keys.sorted().joined(separator: ",")),
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
