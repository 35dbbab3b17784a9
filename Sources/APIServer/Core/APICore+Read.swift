import KubernetesClient
import Machinery
import ObjectStore

extension APICore {
    func get(_ name: String, _ call: Call) async throws -> CoreResponse {
        guard let stored = try await store.get(call.definition.key(call.namespacedName(name))) else {
            throw APIStatus.notFound(call.groupResource, name: name)
        }
        return .object(try encoded(stored, as: call.served), created: false)
    }

    func list(_ options: ListOptions, _ call: Call) async throws -> CoreResponse {
        let page = try await store.list(
            RangeQuery(prefix: call.definition.prefix(namespace: call.request.namespace), limit: options.limit))
        return .list(
            EncodedList(
                resource: call.served.type, items: try page.objects.map { try encoded($0, as: call.served) },
                revision: page.revision, remainingItemCount: page.next == nil ? nil : page.remainingCount))
    }

    /// A stored object in a served version.
    func encoded(_ stored: StoredObject, as served: ServedResource) throws -> EncodedObject {
        guard let object = EncodedObject(stored: stored.value, revision: stored.revision) else {
            throw APIStatus.internalError("what is stored under \(stored.key) is not an object")
        }
        return object
    }
}
