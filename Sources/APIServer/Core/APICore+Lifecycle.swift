import KubernetesClient
import Logging
import Machinery
import ObjectStore

extension APICore {
    /// Loads the custom resources and the webhooks and creates the namespaces that every plane has. Writes nothing on the second start.
    public func start() async throws {
        let definitions = try await store.list(RangeQuery(prefix: CustomResources.prefix)).objects
        customResources.take(definitions, reporting: reportUnreadable)
        for kind in WebhookConfigurations.Kind.allCases {
            takeWebhooks(try await store.list(RangeQuery(prefix: kind.prefix)).objects)
        }
        let namespaces = NamespaceKind.definition
        for name in NamespaceKind.initial
        where try await store.get(namespaces.key(NamespacedName(namespace: "", name: name))) == nil {
            let namespace = Unstructured(apiVersion: "v1", kind: "Namespace", metadata: ObjectMeta(name: name))
            _ = try await execute(ClientRequest(.create(namespace, name: nil), of: namespaces.names), as: .systemMaster)
        }
    }

    /// Takes in those of the objects that are configurations of webhooks.
    func takeWebhooks(_ objects: [StoredObject]) {
        for stored in objects {
            do {
                try webhookConfigurations.take(stored.value, under: stored.key, revision: stored.revision)
            } catch {
                reportUnreadable(stored.key, error)
            }
        }
    }

    /// Says that something in the store is not what it should be. The rest of the plane goes on without it.
    func reportUnreadable(_ key: StoreKey, _ error: any Error) {
        logger.error("stored object cannot be read", metadata: ["key": "\(key)", "error": "\(error)"])
    }
}
