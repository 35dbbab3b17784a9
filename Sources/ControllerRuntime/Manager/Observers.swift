import Machinery

/// Which keys of a controller look at which single objects.
struct Observers: Sendable {
    private var keysByObject: [ObservedObject: Set<NamespacedName>] = [:]
    private var objectsByKey: [NamespacedName: Set<ObservedObject>] = [:]
    /// The resources whose events reach the controller as progress and for observers.
    var listened: Set<ResourceKey> = []
    /// The resources of watches that were added while the controller ran.
    var watched: Set<ResourceKey> = []

    func keys(of object: ObservedObject) -> [NamespacedName] {
        keysByObject[object]?.sorted() ?? []
    }

    mutating func add(_ object: ObservedObject, for key: NamespacedName) {
        keysByObject[object, default: []].insert(key)
        objectsByKey[key, default: []].insert(object)
    }

    /// Forgets what a key looked at earlier and does not look at any more.
    mutating func keepOnly(_ objects: Set<ObservedObject>, for key: NamespacedName) {
        for object in (objectsByKey[key] ?? []).subtracting(objects) {
            keysByObject[object]?.remove(key)
            if keysByObject[object]?.isEmpty == true { keysByObject[object] = nil }
        }
        objectsByKey[key] = objects.isEmpty ? nil : objects
    }
}
