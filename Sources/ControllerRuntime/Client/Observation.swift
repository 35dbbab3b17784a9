import Effects
import Machinery
import Synchronization

/// Which single objects a reconcile looked at, so that its key is woken when one of them changes.
final class Observation: Sendable {
    let key: NamespacedName
    private let loop: any ObservingController
    private let seen = Mutex<Set<ObservedObject>>([])

    init(key: NamespacedName, loop: any ObservingController) {
        self.key = key
        self.loop = loop
    }

    var objects: Set<ObservedObject> { seen.withLock { $0 } }

    /// Begins to observe: from now on a change of the object wakes the key.
    func begin(_ resource: ResourceType, _ name: NamespacedName) async throws {
        let object = ObservedObject(resource: ResourceKey(resource), name: name)
        seen.withLock { _ = $0.insert(object) }
        loop.observe(object, for: key)
        try await loop.watchObserved(resource)
    }

    /// How long the words of conditions wait, from when they first differed; `nil` where they have waited.
    func delayOfWords(now: Timestamp) -> Duration? { loop.delayOfWords(of: key, now: now) }

    /// What was to be written has been, or differs no longer.
    func forgetWords() { loop.forgetWords(of: key) }

    /// Begins to watch all objects of a resource for the controller.
    func watch(_ watch: Watch) async throws {
        try await loop.add(watch)
    }
}

struct ObservedObject: Hashable, Sendable {
    var resource: ResourceKey
    var name: NamespacedName
}

/// The controller's side of an ``Observation``.
protocol ObservingController: Sendable {
    func observe(_ object: ObservedObject, for key: NamespacedName)
    func watchObserved(_ resource: ResourceType) async throws
    func add(_ watch: Watch) async throws
    func delayOfWords(of key: NamespacedName, now: Timestamp) -> Duration?
    func forgetWords(of key: NamespacedName)
}
