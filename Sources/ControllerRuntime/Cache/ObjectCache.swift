public import Machinery

/// Reads from what the informers know. Objects are as the last event told them, which may be older than the API's; lists
/// are in the order of namespace and name.
///
/// Of `metadata.managedFields` only the owners of metadata are kept: change objects from here by a patch, never by an update.
///
/// Every read throws ``ControllerRuntimeError`` where nobody watches the resource, where its cache is not filled yet, and
/// where an object does not fit its type: a list without the objects that cannot be read would be wrong in silence.
public struct ObjectCache: Sendable {
    let informers: InformerSet

    public func get<R: Resource>(_ type: R.Type, _ name: NamespacedName) throws(ControllerRuntimeError) -> R? {
        try object(R.resourceType, name)?.value(as: R.self)
    }

    /// - Parameters:
    ///   - namespace: Empty for all namespaces.
    ///   - labels: What the labels of an object must be, all of them.
    public func list<R: Resource>(
        _ type: R.Type, namespace: String = "", labels: [String: String] = [:]
    ) throws(ControllerRuntimeError) -> [R] {
        try values(objects(R.resourceType, namespace: namespace, labels: labels))
    }

    public func list<R: Resource>(
        _ type: R.Type, namespace: String = "", matching requirements: LabelRequirements
    ) throws(ControllerRuntimeError) -> [R] {
        try values(
            objects(R.resourceType, namespace: namespace, labels: [:]).filter { requirements.matches($0.object.labels) }
        )
    }

    /// The objects that `index` finds by `value`. The index must have been declared by a controller.
    public func list<R: Resource>(
        _ type: R.Type, by index: Index, _ value: String, namespace: String = ""
    ) throws(ControllerRuntimeError) -> [R] {
        try list(type, by: index.name, value, namespace: namespace)
    }

    /// The objects that the index of that name finds by `value`.
    public func list<R: Resource>(
        _ type: R.Type, by index: String, _ value: String, namespace: String = ""
    ) throws(ControllerRuntimeError) -> [R] {
        try values(objects(R.resourceType, by: index, value, namespace: namespace))
    }

    public func get(_ resource: ResourceType, _ name: NamespacedName) throws(ControllerRuntimeError) -> Unstructured? {
        try object(resource, name)?.object
    }

    public func list(
        _ resource: ResourceType, namespace: String = "", labels: [String: String] = [:]
    ) throws(ControllerRuntimeError) -> [Unstructured] {
        try objects(resource, namespace: namespace, labels: labels).map(\.object)
    }

    public func list(
        _ resource: ResourceType, by index: Index, _ value: String, namespace: String = ""
    ) throws(ControllerRuntimeError) -> [Unstructured] {
        try objects(resource, by: index.name, value, namespace: namespace).map(\.object)
    }

    /// Whether the cache of a resource is there and filled.
    public func hasSynced(_ resource: ResourceType) -> Bool {
        informers.informer(for: ResourceKey(resource))?.hasSynced ?? false
    }

    /// The revision that the cache of a resource has reached; 0 where nobody watches it.
    public func revision(of resource: ResourceType) -> UInt64 {
        informers.informer(for: ResourceKey(resource))?.revision ?? 0
    }

    private func synced(_ resource: ResourceType) throws(ControllerRuntimeError) -> Informer {
        guard let informer = informers.informer(for: ResourceKey(resource)) else {
            throw ControllerRuntimeError(.notWatched, "no controller watches \(resource.groupResource)")
        }
        guard informer.hasSynced else {
            let why = informer.lastFailure.map { ": \($0)" } ?? ""
            throw ControllerRuntimeError(.notSynced, "the cache of \(resource.groupResource) is not filled yet\(why)")
        }
        return informer
    }

    private func object(_ resource: ResourceType, _ name: NamespacedName) throws(ControllerRuntimeError)
        -> CachedObject?
    {
        try synced(resource).read { $0.objects[name] }
    }

    private func objects(
        _ resource: ResourceType, namespace: String, labels: [String: String]
    ) throws(ControllerRuntimeError) -> [CachedObject] {
        let informer = try synced(resource)
        let indexed = informer.read { state -> [CachedObject]? in
            let label = labels.keys.sorted().first { state.hasIndex(Index.labelName($0)) }
            return label.flatMap { state.objects(by: Index.labelName($0), labels[$0] ?? "") }
        }
        let candidates = indexed ?? informer.read { Array($0.objects.values) }.sorted { $0.name < $1.name }
        guard !namespace.isEmpty || !labels.isEmpty else { return candidates }
        return candidates.filter { candidate in
            guard namespace.isEmpty || candidate.name.namespace == namespace else { return false }
            guard !labels.isEmpty else { return true }
            let found = candidate.object.labels
            return labels.allSatisfy { found[$0.key] == $0.value }
        }
    }

    private func objects(
        _ resource: ResourceType, by index: String, _ value: String, namespace: String
    ) throws(ControllerRuntimeError) -> [CachedObject] {
        guard let found = try synced(resource).read({ $0.objects(by: index, value) }) else {
            throw ControllerRuntimeError(
                .notWatched, "no controller declares the index \(index) of \(resource.groupResource)")
        }
        return namespace.isEmpty ? found : found.filter { $0.name.namespace == namespace }
    }

    private func values<R: Resource>(_ objects: [CachedObject]) throws(ControllerRuntimeError) -> [R] {
        var values: [R] = []
        values.reserveCapacity(objects.count)
        for object in objects { values.append(try object.value(as: R.self)) }
        return values
    }
}
