import JSON
import KubernetesClient
import Machinery

/// The roles that machines of newer versions need to join; kubeadm makes them only when it founds a cluster.
struct WorkloadRoles: Sendable {
    let workloadClient: any Client

    private static let rbac = "rbac.authorization.k8s.io"
    private static let bootstrappers = "system:bootstrappers:kubeadm:default-node-token"

    /// Makes what is missing; what is there stays as it is.
    func ensure(for version: SemanticVersion) async throws {
        try await create("Role", "roles", "kubeadm:kubelet-config", namespace: "kube-system", Self.readsKubeletConfig)
        try await create(
            "RoleBinding", "rolebindings", "kubeadm:kubelet-config", namespace: "kube-system",
            Self.binding("Role", "kubeadm:kubelet-config", ["system:nodes", Self.bootstrappers]))
        try await ensureNodeReaders()
        guard (version.major, version.minor) >= (1, 29) else { return }
        try await create(
            "ClusterRoleBinding", "clusterrolebindings", "kubeadm:cluster-admins",
            Self.binding("ClusterRole", "cluster-admin", ["kubeadm:cluster-admins"]))
    }

    /// Lets a machine that joins see whether its Node is there already.
    func ensureNodeReaders() async throws {
        try await create("ClusterRole", "clusterroles", "kubeadm:get-nodes", Self.readsNodes)
        try await create(
            "ClusterRoleBinding", "clusterrolebindings", "kubeadm:get-nodes",
            Self.binding("ClusterRole", "kubeadm:get-nodes", [Self.bootstrappers]))
    }

    private static let readsKubeletConfig: JSONObject = [
        "rules": [
            ["apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["kubelet-config"], "verbs": ["get"]]
        ]
    ]

    private static let readsNodes: JSONObject = [
        "rules": [["apiGroups": [""], "resources": ["nodes"], "verbs": ["get"]]]
    ]

    private static func binding(_ kind: String, _ role: String, _ groups: [String]) -> JSONObject {
        [
            "roleRef": ["apiGroup": .string(rbac), "kind": .string(kind), "name": .string(role)],
            "subjects": .array(
                groups.map { ["apiGroup": .string(rbac), "kind": "Group", "name": .string($0)] }),
        ]
    }

    private func create(
        _ kind: String, _ plural: String, _ name: String, namespace: String = "", _ fields: JSONObject
    ) async throws {
        let resource = ResourceType(
            group: Self.rbac, version: "v1", kind: kind, plural: plural, isNamespaced: !namespace.isEmpty)
        guard
            try await workloadClient.find(resource, NamespacedName(namespace: namespace, name: name)) == nil
        else { return }
        var object = Unstructured(
            apiVersion: resource.apiVersion, kind: kind, metadata: ObjectMeta(name: name, namespace: namespace))
        for field in fields { object.fields[field.key] = field.value }
        do {
            _ = try await workloadClient.create(resource, object)
        } catch let status as APIStatus where status.reason == .alreadyExists {
            return
        }
    }
}
