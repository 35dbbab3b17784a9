import Machinery
import ObjectStore

extension APICore {
    /// How many writes of one undertaking wait for the store at a time: it makes those that wait together durable together.
    static let concurrentWrites = 32
    /// The largest object that is stored: what fits into a request.
    static let sizeLimit = 3 << 20

    /// Refuses what a client wants to store beyond ``sizeLimit``, unless it takes the place of something as large.
    static func checkSize(of value: [UInt8], replacing current: StoredObject? = nil) throws(APIStatus) {
        guard value.count <= max(sizeLimit, current?.value.count ?? 0) else {
            // In etcd's words, by which clients know it.
            throw .tooLarge("etcdserver: request is too large")
        }
    }

    /// Stores a value.
    func put(
        _ value: [UInt8], under key: StoreKey, if preconditions: [Mutation.Precondition]
    ) async throws(StoreError) -> StoredObject {
        var mutation = Mutation(.put(key, value: value))
        mutation.preconditions = preconditions
        guard let revision = try await store.commit(mutation) else {
            throw StoreError(.corrupt, "The store answered a write with no revision.", key: key)
        }
        return StoredObject(key: key, value: value, revision: revision)
    }

    /// Lets the parts that follow a kind take in a write before its sender hears of it. The write has happened: what they
    /// cannot read is reported, and is no failure of the request.
    ///
    /// Never inlined: the optimizer of Swift 6.3 crashes on callers that wait.
    @inline(never)
    func didWrite(_ object: Unstructured, _ stored: StoredObject, _ definition: ResourceDefinition) {
        let resource = definition.names.groupResource
        do {
            try webhookConfigurations.take(object, of: resource, revision: stored.revision)
            if resource == CustomResources.groupResource {
                try customResources.take(object, revision: stored.revision)
            }
        } catch {
            reportUnreadable(stored.key, error)
        }
    }

    /// Removes an object that has not changed since it was read.
    ///
    /// - Returns: The revision of its removal.
    @discardableResult
    func remove(
        _ current: StoredObject, _ object: Unstructured, _ definition: ResourceDefinition
    ) async throws -> Revision {
        let revision = try await store.commit(
            Mutation(.delete(current.key), if: .revision(current.key, current.revision)))
        // Without a revision it was gone already, which the precondition rules out.
        let removed = revision ?? current.revision
        webhookConfigurations.remove(object.name, of: definition.names.groupResource, revision: removed)
        if definition.names.groupResource == CustomResources.groupResource {
            customResources.remove(object.name, revision: removed)
        }
        return removed
    }
}
