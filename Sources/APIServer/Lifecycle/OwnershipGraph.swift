import Machinery
import ObjectStore

/// Who owns whom in the whole store, and what follows from it: the decisions of garbage collection.
///
/// The graph is fed from one watch over everything, in the order of the writes. So what it shows is the store at one
/// revision: an owner that is not in it when a dependent appears does not exist, and never will, because a UID is not
/// given twice.
struct OwnershipGraph {
    /// An object as garbage collection sees it.
    struct Object {
        var uid: ObjectUID
        var key: StoreKey
        var namespace: String
        var revision: Revision
        var owners: [Owner]
        var isBeingDeleted: Bool
        var finalizers: [String]
    }

    struct Owner: Hashable {
        var uid: ObjectUID
        var groupKind: GroupKind
        /// Whether the owner, deleted in the foreground, must wait for this dependent.
        var blocksDeletion: Bool
        /// The owner was there and is gone.
        var isGone = false
    }

    /// What is to be done with a dependent.
    enum Verdict: Equatable {
        case keep
        /// Some owners are gone or going, others stay: the references to the former are to be removed.
        case disown([ObjectUID])
        case delete(DeletionPolicy)
    }

    enum DeletionPolicy: Equatable { case background, foreground, orphan }

    /// The namespaces of all objects, empty for cluster-scoped ones.
    private var namespaces: [ObjectUID: String] = [:]
    /// Objects that have owners, or whose deletion waits for their dependents.
    private var objects: [ObjectUID: Object] = [:]
    private var dependents: [ObjectUID: Set<ObjectUID>] = [:]

    subscript(uid: ObjectUID) -> Object? { objects[uid] }

    /// The dependents of an object in a stable order.
    func dependents(of uid: ObjectUID) -> [Object] {
        (dependents[uid] ?? []).sorted().compactMap { objects[$0] }
    }

    /// Takes in an object that is new or changed.
    ///
    /// - Returns: The objects to judge again, as dependents or as owners.
    mutating func set(_ object: Object) -> [ObjectUID] {
        var object = object
        let old = objects[object.uid]
        for index in object.owners.indices {
            let known = old?.owners.first { $0.uid == object.owners[index].uid }
            object.owners[index].isGone = known?.isGone ?? false
        }
        namespaces[object.uid] = object.namespace
        let oldOwners = old?.owners.map(\.uid) ?? []
        let newOwners = object.owners.map(\.uid)
        for owner in oldOwners where !newOwners.contains(owner) { removeDependent(object.uid, of: owner) }
        for owner in newOwners { dependents[owner, default: []].insert(object.uid) }
        let isOfInterest = !object.owners.isEmpty || object.waits != nil
        objects[object.uid] = isOfInterest ? object : nil
        guard isOfInterest || old != nil else { return [] }
        // The owners that wait for this object judge it anew; so do its dependents when it begins to wait for them.
        let waitingOwners = Set(oldOwners + newOwners).filter { objects[$0]?.waits != nil }.sorted()
        let affected = object.waits != nil && old?.waits != object.waits ? dependents(of: object.uid).map(\.uid) : []
        return [object.uid] + waitingOwners + affected
    }

    /// Takes in that an object is gone.
    ///
    /// - Returns: The objects to judge again.
    mutating func remove(_ uid: ObjectUID) -> [ObjectUID] {
        namespaces[uid] = nil
        let object = objects.removeValue(forKey: uid)
        var affected = (dependents[uid] ?? []).sorted()
        for dependent in affected {
            guard let index = objects[dependent]?.owners.firstIndex(where: { $0.uid == uid }) else { continue }
            objects[dependent]?.owners[index].isGone = true
        }
        for owner in object?.owners.map(\.uid) ?? [] {
            removeDependent(uid, of: owner)
            if objects[owner]?.waits != nil { affected.append(owner) }
        }
        return affected
    }

    private mutating func removeDependent(_ uid: ObjectUID, of owner: ObjectUID) {
        dependents[owner]?.remove(uid)
        if dependents[owner]?.isEmpty == true { dependents[owner] = nil }
    }

    /// What is to be done with an object because of its owners.
    ///
    /// - Parameter isServed: Whether there is a resource of a kind. An owner of a kind nobody knows may exist elsewhere:
    ///   its dependents stay.
    func verdict(on uid: ObjectUID, isServed: (GroupKind) -> Bool) -> Verdict {
        guard let object = objects[uid], !object.owners.isEmpty else { return .keep }
        // What is being deleted already needs no judgement, unless it waits for its own dependents.
        if object.isBeingDeleted, object.waits != .foreground { return .keep }
        var solid = 0
        var waiting: [ObjectUID] = []
        var gone: [ObjectUID] = []
        for owner in object.owners {
            switch state(of: owner, for: object, isServed) {
            case .solid: solid += 1
            case .waiting: waiting.append(owner.uid)
            case .gone: gone.append(owner.uid)
            }
        }
        if solid > 0 { return gone.isEmpty && waiting.isEmpty ? .keep : .disown(gone + waiting) }
        if object.isBeingDeleted { return .keep }
        // Its owners wait for it, so its own dependents must be gone before it.
        if !waiting.isEmpty, dependents[uid] != nil { return .delete(.foreground) }
        if object.finalizers.contains(DeletionPlan.orphan) { return .delete(.orphan) }
        if object.finalizers.contains(DeletionPlan.foreground) { return .delete(.foreground) }
        return .delete(.background)
    }

    private enum OwnerState { case solid, waiting, gone }

    private func state(of owner: Owner, for object: Object, _ isServed: (GroupKind) -> Bool) -> OwnerState {
        if let namespace = namespaces[owner.uid] {
            // A cluster-scoped object cannot have an owner in a namespace, so nothing can be said of such a one; an owner
            // in another namespace counts as absent.
            if !namespace.isEmpty, namespace != object.namespace { return object.namespace.isEmpty ? .solid : .gone }
            return objects[owner.uid]?.waits == .foreground ? .waiting : .solid
        }
        return owner.isGone || isServed(owner.groupKind) ? .gone : .solid
    }

    /// Whether an owner that is deleted in the foreground must still wait. Two that wait for each other need not.
    func isBlocked(_ uid: ObjectUID) -> Bool {
        (dependents[uid] ?? []).contains { dependent in
            guard let object = objects[dependent],
                object.owners.contains(where: { $0.uid == uid && $0.blocksDeletion })
            else { return false }
            return dependent != uid && !waits(dependent, for: uid)
        }
    }

    /// Whether an object waits, itself or through its dependents, for another.
    private func waits(_ uid: ObjectUID, for target: ObjectUID) -> Bool {
        var seen: Set<ObjectUID> = []
        var next = [uid]
        while let waiting = next.popLast() {
            guard seen.insert(waiting).inserted, objects[waiting]?.waits == .foreground else { continue }
            let blocking = dependents[waiting] ?? []
            if blocking.contains(target) { return true }
            next += blocking
        }
        return false
    }

    /// The objects of which an owner of this kind is missing.
    func objects(missingOwnersOf kind: GroupKind) -> [ObjectUID] {
        objects.filter { _, object in
            object.owners.contains { $0.groupKind == kind && namespaces[$0.uid] == nil }
        }.keys.sorted()
    }

    /// All objects that there may be something to do for.
    var all: [ObjectUID] { objects.keys.sorted() }
}

extension OwnershipGraph.Object {
    /// What the object's deletion waits for.
    var waits: OwnershipGraph.DeletionPolicy? {
        guard isBeingDeleted else { return nil }
        if finalizers.contains(DeletionPlan.foreground) { return .foreground }
        return finalizers.contains(DeletionPlan.orphan) ? .orphan : nil
    }
}
