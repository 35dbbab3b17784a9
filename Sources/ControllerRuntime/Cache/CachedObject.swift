import JSON
public import Machinery
import Synchronization

/// One version of one object in a cache, decoded at most once for each Swift type.
package final class CachedObject: Sendable {
    package let object: Unstructured
    package let name: NamespacedName
    let uid: String
    let isBeingDeleted: Bool
    private let decoded = Mutex<(any Resource)?>(nil)

    init(_ object: Unstructured) {
        self.object = object.withoutOwnersOfMostFields
        name = object.namespacedName
        uid = object.uid
        isBeingDeleted = object.isBeingDeleted
    }

    package func value<R: Resource>(as type: R.Type) throws(ControllerRuntimeError) -> R {
        if let value = decoded.withLock({ $0 as? R }) { return value }
        let value: R
        do {
            value = try R(object)
        } catch {
            throw ControllerRuntimeError(
                .undecodable, "\(R.resourceType.groupResource) \"\(name)\" cannot be read", cause: error)
        }
        decoded.withLock { $0 = value }
        return value
    }
}

extension Unstructured {
    /// With as much of `metadata.managedFields` as tells who set which part of the metadata, which decides what leaves an object
    /// together with a template. Who set the rest is half of what an object takes in memory, and nothing here asks for it.
    fileprivate var withoutOwnersOfMostFields: Unstructured {
        guard var metadata = fields["metadata"]?.objectValue, let owners = metadata["managedFields"]?.arrayValue else {
            return self
        }
        let kept = owners.compactMap { entry -> JSONValue? in
            guard var entry = entry.objectValue, let owned = entry["fieldsV1"]?["f:metadata"] else { return nil }
            entry["fieldsV1"] = ["f:metadata": owned]
            return .object(entry)
        }
        metadata["managedFields"] = kept.isEmpty ? nil : .array(kept)
        var trimmed = self
        trimmed.fields["metadata"] = .object(metadata)
        return trimmed
    }
}

/// One change of one object, as predicates see it.
public struct ObjectChange: Sendable {
    /// Before the change; `nil` where the object is new to the cache.
    public var old: Unstructured? { oldObject?.object }
    /// After the change; `nil` where the object is gone.
    public var new: Unstructured? { newObject?.object }
    /// The object as it is, or as it was last.
    public var object: Unstructured { latest.object }
    /// Whether the object was there when the cache was filled, so that nothing need have happened to it just now.
    public var isInitial: Bool

    let oldObject: CachedObject?
    let newObject: CachedObject?
    let latest: CachedObject

    static func added(_ object: CachedObject, isInitial: Bool = false) -> ObjectChange {
        ObjectChange(isInitial: isInitial, oldObject: nil, newObject: object, latest: object)
    }

    static func modified(from old: CachedObject, to new: CachedObject) -> ObjectChange {
        ObjectChange(isInitial: false, oldObject: old, newObject: new, latest: new)
    }

    /// - Parameter last: The object as the delete event told it.
    static func deleted(_ old: CachedObject, last: CachedObject? = nil) -> ObjectChange {
        ObjectChange(isInitial: false, oldObject: old, newObject: nil, latest: last ?? old)
    }
}
