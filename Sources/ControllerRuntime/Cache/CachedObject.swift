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
        self.object = object
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
