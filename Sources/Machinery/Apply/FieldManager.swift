public import Effects
public import JSON

/// Keeps who set which field of the objects of one kind, and applies what appliers want: server-side apply.
///
/// A value without state, made for a kind in one version and one of its subresources. All functions are pure.
public struct FieldManager: Sendable {
    public let kind: GroupVersionKind
    public let schema: MergeSchema
    /// Empty for the whole object.
    public let subresource: String
    public let scope: FieldScope
    public let versions: FieldVersions

    /// - Parameters:
    ///   - kind: The kind in the version of the request.
    ///   - scope: Which fields the resource, or the subresource, may set.
    ///   - versions: The other versions in which the kind is known; none unless given.
    public init(
        _ kind: GroupVersionKind, schema: MergeSchema, subresource: String = "", scope: FieldScope = .all,
        versions: FieldVersions? = nil
    ) {
        self.kind = kind
        self.schema = schema
        self.subresource = subresource
        self.scope = scope
        self.versions = versions ?? .only(kind.apiVersion, schema)
    }

    /// What is never owned: the server sets it, or it tells what the object is.
    static let systemFields = FieldSet(
        fields: "apiVersion", "kind", "metadata", "metadata.clusterName", "metadata.creationTimestamp",
        "metadata.generation", "metadata.managedFields", "metadata.name", "metadata.namespace",
        "metadata.resourceVersion", "metadata.selfLink", "metadata.uid")

    var updater: FieldUpdater { FieldUpdater(versions: versions, scope: scope) }

    func versioned(_ json: JSONValue) -> VersionedObject {
        VersionedObject(json: json, apiVersion: kind.apiVersion, schema: schema)
    }

    /// The object before anything was set.
    var emptyObject: JSONValue {
        var object = schema.emptyObject
        object["apiVersion"] = .string(kind.apiVersion)
        object["kind"] = .string(kind.kind)
        return .object(object)
    }

    func identity(_ manager: String, _ operation: ManagedFieldsEntry.Operation) -> ManagedFields.Identity {
        ManagedFields.Identity(
            manager.isEmpty ? "unknown" : manager, operation, apiVersion: kind.apiVersion, subresource: subresource)
    }

    // MARK: - Update

    /// The new object with its owners, after a create, an update, or a patch that is no apply.
    ///
    /// It never fails: where the owners cannot be worked out, those of the live object stay.
    ///
    /// - Parameters:
    ///   - live: The object as it is, in the version of the request; `nil` where the request creates it.
    ///   - new: The object that is to be stored. Its `managedFields`, if a client changed them, count instead of those of
    ///     the live object; an empty list forgets all owners.
    ///   - manager: `fieldManager` of the request, else the name of the client; "unknown" for none.
    public func update(
        from live: JSONValue?, to new: JSONValue, manager: String, at now: Timestamp
    ) -> JSONValue {
        let written = live?.managedFields
        let sent = new.managedFields
        let isUntouched = !subresource.isEmpty || sent == nil || sent?.isNull == true || sent == written
        let old = versioned((live ?? emptyObject).withManagedFields(nil))
        let object = versioned(new.withManagedFields(nil))
        // Nothing is read, reckoned and written for the many updates that change nothing of what is owned.
        if isUntouched, let written, !written.isNull {
            let isSame = try? schema.compare(old.json, object.json).filtered(scope).isEmpty
            if isSame == true { return new.withManagedFields(written) }
        }
        let managed = managedFields(sent: isUntouched ? nil : sent, written: written)
        // Owners are kept from the first write on, or not at all.
        if managed.isEmpty, let live, live["metadata"]?["uid"]?.stringValue?.isEmpty == false { return object.json }
        guard let updated = try? updated(managed, from: old, to: object, manager: manager, at: now) else {
            return new.withManagedFields(written)
        }
        return new.withManagedFields(updated.json)
    }

    /// The owners to begin with: those that a client sent, if they can be read and are not empty.
    private func managedFields(sent: JSONValue?, written: JSONValue?) -> ManagedFields {
        if ManagedFields.isReset(sent) { return ManagedFields() }
        if let sent, let managed = try? ManagedFields(json: sent), !managed.isEmpty { return managed }
        return (try? ManagedFields(json: written)) ?? ManagedFields()
    }

    func updated(
        _ managed: ManagedFields, from old: VersionedObject, to new: VersionedObject, manager: String,
        at now: Timestamp
    ) throws(ApplyFailure) -> ManagedFields {
        let (managers, written) = try updater.update(from: old, to: new, managers: managed.managers)
        var result = ManagedFields(managers: managers)
        let owned = written.difference(Self.systemFields)
        if !owned.isEmpty {
            let identity = identity(manager, .update)
            let before = result.managers[identity]?.set ?? FieldSet()
            result.managers[identity] = ManagedFields.Owned(
                set: owned.union(before), apiVersion: kind.apiVersion, isApplied: false, time: now)
        }
        result.joinOldestUpdates()
        return result
    }
}
