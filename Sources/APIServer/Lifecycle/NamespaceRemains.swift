import Effects
import JSON
import Machinery

/// What keeps a namespace that is being deleted, in the conditions of Kubernetes' namespace controller.
struct NamespaceRemains {
    private var resources: [String: Int] = [:]
    private var finalizers: [String: Int] = [:]

    mutating func count(_ finalizers: [String], of resource: GroupResource) {
        resources["\(resource.resource).\(resource.group)", default: 0] += 1
        for finalizer in finalizers { self.finalizers[finalizer, default: 0] += 1 }
    }

    var conditions: [NamespaceCondition] {
        [
            NamespaceCondition(
                type: "NamespaceDeletionDiscoveryFailure", isTrue: false, reason: "ResourcesDiscovered",
                message: "All resources successfully discovered"),
            NamespaceCondition(
                type: "NamespaceDeletionGroupVersionParsingFailure", isTrue: false, reason: "ParsedGroupVersions",
                message: "All legacy kube types successfully parsed"),
            NamespaceCondition(
                type: "NamespaceDeletionContentFailure", isTrue: false, reason: "ContentDeleted",
                message: "All content successfully deleted, may be waiting on finalization"),
            resources.isEmpty
                ? NamespaceCondition(
                    type: "NamespaceContentRemaining", isTrue: false, reason: "ContentRemoved",
                    message: "All content successfully removed")
                : NamespaceCondition(
                    type: "NamespaceContentRemaining", isTrue: true, reason: "SomeResourcesRemain",
                    message: "Some resources are remaining: "
                        + Self.list(resources) { "\($0) has \($1) resource instances" }),
            finalizers.isEmpty
                ? NamespaceCondition(
                    type: "NamespaceFinalizersRemaining", isTrue: false, reason: "ContentHasNoFinalizers",
                    message: "All content-preserving finalizers finished")
                : NamespaceCondition(
                    type: "NamespaceFinalizersRemaining", isTrue: true, reason: "SomeFinalizersRemain",
                    message: "Some content in the namespace has finalizers remaining: "
                        + Self.list(finalizers) { "\($0) in \($1) resource instances" }),
        ]
    }

    private static func list(_ counts: [String: Int], _ describe: (String, Int) -> String) -> String {
        counts.sorted { $0.key < $1.key }.map { describe($0.key, $0.value) }.joined(separator: ", ")
    }
}

/// One observation about the deletion of a namespace.
struct NamespaceCondition {
    var type: String
    var isTrue: Bool
    var reason: String
    var message: String
}

extension Unstructured {
    /// Sets conditions in `status`; each keeps its time where its status does not change.
    mutating func set(conditions: [NamespaceCondition], now: Timestamp) {
        var all = elements(at: "status", "conditions")
        for condition in conditions {
            let status = condition.isTrue ? "True" : "False"
            let place = all.firstIndex { $0["type"]?.stringValue == condition.type }
            let old = place.map { all[$0] }
            let isUnchanged = old?["status"]?.stringValue == status
            let new: JSONValue = [
                "type": .string(condition.type), "status": .string(status),
                "lastTransitionTime": (isUnchanged ? old?["lastTransitionTime"] : nil) ?? .string(now.rfc3339),
                "reason": .string(condition.reason), "message": .string(condition.message),
            ]
            if let place { all[place] = new } else { all.append(new) }
        }
        var status = fields["status"]?.objectValue ?? [:]
        status["conditions"] = .array(all)
        fields["status"] = .object(status)
    }
}
