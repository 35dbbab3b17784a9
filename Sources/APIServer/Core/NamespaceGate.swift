import Machinery
import ObjectStore
import Synchronization

/// Lets objects into namespaces that exist and stay.
///
/// What it remembers of a namespace may be out of date, but the store checks it again in the moment of the write: the
/// precondition names the revision that was judged. So no object can slip into a namespace whose deletion has begun.
final class NamespaceGate: Sendable {
    private struct Namespace {
        var revision: Revision
        var isTerminating: Bool
    }

    private let known = Mutex<[String: Namespace]>([:])

    /// The condition under which an object may be created in a namespace.
    ///
    /// - Throws: `APIStatus` 404 where the namespace does not exist, 403 where it is being deleted.
    func precondition(
        for name: NamespacedName, of resource: GroupResource, in store: any ObjectStore
    ) async throws -> Mutation.Precondition {
        let key = Self.key(of: name.namespace)
        if let namespace = known.withLock({ $0[name.namespace] }), !namespace.isTerminating {
            return .revision(key, namespace.revision)
        }
        // A refusal is not for memory to decide: the namespace may be gone by now, or there again.
        let stored = try await store.get(key)
        try learn(name.namespace, from: stored)
        guard let stored else {
            throw APIStatus.notFound(GroupResource(group: "", resource: "namespaces"), name: name.namespace)
        }
        if try StoredMetadata(of: stored.value).isBeingDeleted {
            throw APIStatus.namespaceIsTerminating(name, of: resource)
        }
        return .revision(key, stored.revision)
    }

    /// Takes in what the store found when the precondition did not hold.
    func learn(_ namespace: String, from stored: StoredObject?) throws {
        let metadata = try stored.map { try StoredMetadata(of: $0.value) }
        known.withLock { known in
            guard let stored, let metadata else {
                known[namespace] = nil
                return
            }
            if let current = known[namespace], current.revision > stored.revision { return }
            known[namespace] = Namespace(revision: stored.revision, isTerminating: metadata.isBeingDeleted)
        }
    }

    static func key(of namespace: String) -> StoreKey { StoreKey("\(prefix)\(namespace)") }

    /// The namespace that lies under a key; `nil` for other objects.
    static func namespace(under key: StoreKey) -> String? {
        key.text.hasPrefix(prefix) ? String(key.text.dropFirst(prefix.count)) : nil
    }

    private static let prefix = StorageKeys.prefix(of: GroupResource(group: "", resource: "namespaces")).text
}

extension APIStatus {
    fileprivate static func namespaceIsTerminating(_ name: NamespacedName, of resource: GroupResource) -> APIStatus {
        var status = APIStatus.forbidden(
            resource, name: name.name,
            "unable to create new content in namespace \(name.namespace) because it is being terminated")
        status.details?.causes = [
            Cause(
                reason: "NamespaceTerminating", message: "namespace \(name.namespace) is being terminated",
                field: "metadata.namespace")
        ]
        return status
    }
}
