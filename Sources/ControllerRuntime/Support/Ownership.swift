public import Machinery

extension [OwnerReference] {
    /// Adds an owner, or renews the reference to the one of the same group, kind and name.
    public mutating func set(_ owner: OwnerReference) {
        if let index = firstIndex(where: { $0.isSameOwner(as: owner) }) {
            self[index] = owner
        } else {
            append(owner)
        }
    }

    /// Makes `owner` the managing owner.
    ///
    /// - Throws: ``ControllerRuntimeError/Code/notOwned`` where another one is.
    public mutating func setController(_ owner: OwnerReference) throws(ControllerRuntimeError) {
        if let other = first(where: { $0.controller == true && !$0.isSameOwner(as: owner) }) {
            throw ControllerRuntimeError(
                .notOwned, "the object is already managed by \(other.groupKind) \"\(other.name)\"")
        }
        var owner = owner
        owner.controller = true
        owner.blockOwnerDeletion = true
        set(owner)
    }

    public mutating func remove(_ owner: OwnerReference) {
        removeAll { $0.isSameOwner(as: owner) }
    }

    /// Whether an object is among the owners.
    public func contains<R: Resource>(_ owner: R) -> Bool {
        contains { $0.uid == owner.metadata.uid }
    }
}

extension OwnerReference {
    /// The same group, kind and name: after a move an owner has another UID, and its version may change.
    public func isSameOwner(as other: OwnerReference) -> Bool {
        groupKind == other.groupKind && name == other.name
    }
}

extension ObjectMeta {
    /// Whether `owner` is the managing owner.
    public func isControlled<R: Resource>(by owner: R) -> Bool {
        controller?.uid == owner.metadata.uid
    }

    public func hasFinalizer(_ finalizer: String) -> Bool { finalizers.contains(finalizer) }

    /// - Returns: Whether it was missing.
    @discardableResult
    public mutating func addFinalizer(_ finalizer: String) -> Bool {
        guard !hasFinalizer(finalizer) else { return false }
        finalizers.append(finalizer)
        return true
    }

    /// - Returns: Whether it was there.
    @discardableResult
    public mutating func removeFinalizer(_ finalizer: String) -> Bool {
        guard hasFinalizer(finalizer) else { return false }
        finalizers.removeAll { $0 == finalizer }
        return true
    }
}

extension Unstructured {
    /// The owner that manages this object.
    public var controller: OwnerReference? { ownerReferences.first { $0.controller == true } }

    public func isControlled<R: Resource>(by owner: R) -> Bool {
        controller?.uid == owner.metadata.uid
    }
}
