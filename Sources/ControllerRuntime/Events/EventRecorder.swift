import Effects
public import Machinery

/// Tells people what a controller did, as Events beside the object. Nothing here waits or fails: events are written in the
/// background, and what cannot be written is lost.
public struct EventRecorder: Sendable {
    let broadcaster: EventBroadcaster
    let component: String
    let time: any TimeSource

    /// Records something expected.
    ///
    /// - Parameters:
    ///   - reason: A word in upper camel case for machines: `ScaledUp`.
    ///   - message: A sentence for the person.
    public func normal<R: Resource>(_ object: R, _ reason: String, _ message: String) {
        record(.normal, EventSubject(object), reason, message)
    }

    /// Records something that may need attention.
    public func warning<R: Resource>(_ object: R, _ reason: String, _ message: String) {
        record(.warning, EventSubject(object), reason, message)
    }

    public func normal(_ object: Unstructured, _ reason: String, _ message: String) {
        record(.normal, EventSubject(object), reason, message)
    }

    public func warning(_ object: Unstructured, _ reason: String, _ message: String) {
        record(.warning, EventSubject(object), reason, message)
    }

    private func record(_ type: RecordedEvent.Kind, _ subject: EventSubject, _ reason: String, _ message: String) {
        broadcaster.add(
            RecordedEvent(
                type: type, subject: subject, reason: reason, message: message, component: component, time: time.now()))
    }
}

/// The object that an event is about.
struct EventSubject: Hashable, Sendable {
    var apiVersion: String
    var kind: String
    var name: NamespacedName
    var uid: String
    var resourceVersion: String

    init<R: Resource>(_ object: R) {
        apiVersion = R.resourceType.apiVersion
        kind = R.resourceType.kind
        name = object.namespacedName
        uid = object.metadata.uid
        resourceVersion = object.metadata.resourceVersion
    }

    init(_ object: Unstructured) {
        apiVersion = object.apiVersion
        kind = object.kind
        name = object.namespacedName
        uid = object.uid
        resourceVersion = object.resourceVersion
    }
}

struct RecordedEvent: Sendable {
    enum Kind: String { case normal = "Normal", warning = "Warning" }

    var type: Kind
    var subject: EventSubject
    var reason: String
    var message: String
    var component: String
    var time: Timestamp
}
