import Effects
import KubernetesAPI
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
        record(.normal, ObjectReference(involved: object), reason, message)
    }

    /// Records something that may need attention.
    public func warning<R: Resource>(_ object: R, _ reason: String, _ message: String) {
        record(.warning, ObjectReference(involved: object), reason, message)
    }

    public func normal(_ object: Unstructured, _ reason: String, _ message: String) {
        record(.normal, ObjectReference(involved: object), reason, message)
    }

    public func warning(_ object: Unstructured, _ reason: String, _ message: String) {
        record(.warning, ObjectReference(involved: object), reason, message)
    }

    private func record(_ type: Event.EventType, _ subject: ObjectReference, _ reason: String, _ message: String) {
        broadcaster.add(
            RecordedEvent(
                type: type, subject: subject, reason: reason, message: message, component: component, time: time.now()))
    }
}

extension ObjectReference {
    /// What an Event says of the object that it is about.
    init<R: Resource>(involved object: R) {
        self.init(to: object)
        uid = object.metadata.uid
        resourceVersion = object.metadata.resourceVersion
    }

    init(involved object: Unstructured) {
        self.init(
            apiVersion: object.apiVersion, kind: object.kind, namespace: object.namespace, name: object.name,
            uid: object.uid, resourceVersion: object.resourceVersion)
    }
}

/// What a controller recorded, before it becomes an Event.
struct RecordedEvent: Sendable {
    var type: Event.EventType
    var subject: ObjectReference
    var reason: String
    var message: String
    var component: String
    var time: Timestamp
}
