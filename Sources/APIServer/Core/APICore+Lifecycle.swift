import KubernetesClient
import Machinery
import ObjectStore

extension APICore {
    /// Loads the custom resources and creates the namespaces every plane has. Writes nothing on the second start.
    public func start() async throws {
        try customResources.take(try await store.list(RangeQuery(prefix: CustomResources.prefix)).objects)
        let namespaces = NamespaceKind.definition
        for name in NamespaceKind.permanent
        where try await store.get(namespaces.key(NamespacedName(namespace: "", name: name))) == nil {
            let namespace = Unstructured(apiVersion: "v1", kind: "Namespace", metadata: ObjectMeta(name: name))
            _ = try await execute(ClientRequest(.create(namespace, name: nil), of: namespaces.names), as: .systemMaster)
        }
    }
}
