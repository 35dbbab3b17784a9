/// Which lists of a kind a strategic merge patch merges element by element. It replaces all others.
///
/// Clients compute such patches by the same rules, which they know from the server's OpenAPI documents or, for
/// Kubernetes' own kinds, by heart. So the rules are those of `k8s.io/api`, and the documents are annotated from them.
public struct StrategicMergeRules: Sendable, Hashable {
    public enum List: Sendable, Hashable {
        /// Of scalars, each at most once.
        case set
        /// Of objects that the member `key` tells apart.
        case map(key: String)
    }

    private var lists: [String: List]

    /// - Parameter lists: By path: names of members joined by dots, elements of lists left out: `spec.containers.env`.
    public init(_ lists: [String: List]) {
        self.lists = lists
    }

    public subscript(path: String) -> List? { lists[path] }

    /// The rules of a built-in kind; those of the metadata for a kind without others.
    public static func builtIn(_ kind: GroupKind) -> StrategicMergeRules {
        var lists = metadata("metadata")
        switch (kind.group, kind.kind) {
        case ("", "Namespace"):
            lists["status.conditions"] = .map(key: "type")
        case ("", "Node"):
            lists["spec.podCIDRs"] = .set
            lists["status.addresses"] = .map(key: "type")
            lists["status.conditions"] = .map(key: "type")
        case ("", "Pod"):
            lists.merge(podSpec("spec")) { $1 }
            lists["status.conditions"] = .map(key: "type")
            lists["status.hostIPs"] = .map(key: "ip")
            lists["status.podIPs"] = .map(key: "ip")
        case ("", "Service"):
            lists["spec.ports"] = .map(key: "port")
            lists["status.conditions"] = .map(key: "type")
        case ("", "ServiceAccount"):
            lists["secrets"] = .map(key: "name")
        case ("admissionregistration.k8s.io", _):
            lists["webhooks"] = .map(key: "name")
            lists["webhooks.matchConditions"] = .map(key: "name")
        case ("apps", _):
            lists.merge(podSpec("spec.template.spec")) { $1 }
            lists.merge(metadata("spec.template.metadata")) { $1 }
            lists["status.conditions"] = .map(key: "type")
        default:
            break
        }
        return StrategicMergeRules(lists)
    }

    private static func metadata(_ path: String) -> [String: List] {
        ["\(path).finalizers": .set, "\(path).ownerReferences": .map(key: "uid")]
    }

    private static func podSpec(_ path: String) -> [String: List] {
        var lists: [String: List] = [
            "\(path).hostAliases": .map(key: "ip"), "\(path).imagePullSecrets": .map(key: "name"),
            "\(path).resourceClaims": .map(key: "name"), "\(path).schedulingGates": .map(key: "name"),
            "\(path).topologySpreadConstraints": .map(key: "topologyKey"), "\(path).volumes": .map(key: "name"),
        ]
        for containers in ["containers", "ephemeralContainers", "initContainers"] {
            let container = "\(path).\(containers)"
            lists[container] = .map(key: "name")
            lists["\(container).env"] = .map(key: "name")
            lists["\(container).ports"] = .map(key: "containerPort")
            lists["\(container).volumeDevices"] = .map(key: "devicePath")
            lists["\(container).volumeMounts"] = .map(key: "mountPath")
        }
        return lists
    }
}
