import KubernetesClient
public import Machinery

/// Reads of single objects that this key depends on: a change of the object, its creation and its deletion too, wakes the
/// key. That lasts until a reconcile of the key succeeds without looking at the object again.
///
/// The first read of a resource begins to watch it, for all controllers of the manager, and waits for the first list.
///
/// All throw ``ControllerRuntimeError/Code/notSynced`` where that list does not come.
extension ReconcileContext {
    /// - Returns: The object as the cache has it; `nil` where there is none.
    public func observe<R: Resource>(_ type: R.Type, _ name: NamespacedName) async throws -> R? {
        try await observation.begin(R.resourceType, name)
        return try cache.get(type, name)
    }

    /// - Returns: The object as the cache has it; `nil` where there is none.
    public func observe(_ resource: ResourceType, _ name: NamespacedName) async throws -> Unstructured? {
        try await observation.begin(resource, name)
        return try cache.get(resource, name)
    }

    /// An object of a kind that is known at run time only, such as a provider's.
    ///
    /// - Returns: The object as the cache has it; `nil` where there is none.
    /// - Throws: `APIStatus` with reason `NotFound` where the server has no such kind.
    public func observe(_ kind: GroupVersionKind, _ name: NamespacedName) async throws -> Unstructured? {
        try await observe(try await client.resourceType(for: kind), name)
    }

    /// Adds a watch to the controller for as long as it runs. Adding a watch of the same resource again does nothing.
    public func watch(_ watch: Watch) async throws {
        try await observation.watch(watch)
    }
}
