public import Machinery

/// What wakes a controller beside its own objects.
public struct Watch: Sendable {
    enum Mapping: Sendable {
        /// The owners that are of the controller's kind.
        case owners(onlyManaging: Bool)
        case keys(@Sendable (CachedObject, ObjectCache) throws -> [NamespacedName])
    }

    enum Source: Sendable {
        case resource(ResourceType, Predicate, Mapping?)
        /// Which changes of objects that reconciles observe wake their keys.
        case observed(ResourceType, Predicate)
        /// Begins to send what concerns the controller to the closure that it is given.
        case outside(@Sendable (ObjectCache, @escaping @Sendable (Result<[NamespacedName], any Error>) -> Void) -> Void)
    }

    let source: Source

    /// Objects with an owner of the controller's kind wake that owner.
    ///
    /// - Parameter onlyManaging: Whether only the owner marked as controller is woken.
    public static func owned<R: Resource>(
        _ type: R.Type, where predicate: Predicate = .always, onlyManaging: Bool = true
    ) -> Watch {
        .owned(R.resourceType, where: predicate, onlyManaging: onlyManaging)
    }

    public static func owned(
        _ resource: ResourceType, where predicate: Predicate = .always, onlyManaging: Bool = true
    ) -> Watch {
        Watch(source: .resource(resource, predicate, .owners(onlyManaging: onlyManaging)))
    }

    /// Objects wake the keys that `map` finds for them. Of a changed object, the keys of both its states are woken.
    ///
    /// `map` may read the caches of what the same controller watches, and must not wait for anything.
    public static func mapped<R: Resource>(
        _ type: R.Type, where predicate: Predicate = .always,
        _ map: @escaping @Sendable (R, ObjectCache) throws -> [NamespacedName]
    ) -> Watch {
        Watch(
            source: .resource(
                R.resourceType, predicate, .keys { object, cache in try map(object.value(as: R.self), cache) }))
    }

    public static func mapped(
        _ resource: ResourceType, where predicate: Predicate = .always,
        _ map: @escaping @Sendable (Unstructured, ObjectCache) throws -> [NamespacedName]
    ) -> Watch {
        Watch(source: .resource(resource, predicate, .keys { object, cache in try map(object.object, cache) }))
    }

    /// Objects are only there to be read from the cache.
    public static func cached<R: Resource>(_ type: R.Type) -> Watch {
        Watch(source: .resource(R.resourceType, .always, nil))
    }

    /// Of the objects of this kind that reconciles observe, only changes that `predicate` admits wake the keys that observe them:
    /// for kinds whose status changes all the time in ways that concern nobody here.
    public static func observed<R: Resource>(_ type: R.Type, where predicate: Predicate) -> Watch {
        Watch(source: .observed(R.resourceType, predicate))
    }

    /// Keys that `source` sends are woken.
    public static func source(_ source: EventSource<NamespacedName>) -> Watch {
        .source(source) { name, _ in [name] }
    }

    /// What `source` sends wakes the keys that `map` finds for it. `map` must not wait for anything.
    public static func source<Element>(
        _ source: EventSource<Element>, _ map: @escaping @Sendable (Element, ObjectCache) throws -> [NamespacedName]
    ) -> Watch {
        Watch(
            source: .outside { cache, receive in
                source.attach { elements in
                    receive(Result { try elements.flatMap { try map($0, cache) } })
                }
            })
    }
}
