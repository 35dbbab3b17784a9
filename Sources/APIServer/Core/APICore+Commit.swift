import Machinery
import ObjectStore

extension APICore {
    /// How many writes of one undertaking wait for the store at a time: it makes those that wait together durable together.
    static let concurrentWrites = 32

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

    /// Lets the parts that follow a kind take in a write before its sender hears of it.
    func didWrite(_ object: Unstructured, _ stored: StoredObject, _ definition: ResourceDefinition) throws {
        try webhookConfigurations.take(object, of: definition.names.groupResource, revision: stored.revision)
        guard definition.names.groupResource == CustomResources.groupResource else { return }
        try customResources.take(object, revision: stored.revision)
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
