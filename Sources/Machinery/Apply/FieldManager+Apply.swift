public import Effects
public import JSON

extension FieldManager {
    /// The object after an applier said what it wants.
    ///
    /// What the configuration sets the applier owns; what it set the last time and does not set now is removed, unless
    /// somebody else owns it too.
    ///
    /// - Parameters:
    ///   - configuration: The fields that the applier wants, without `managedFields`.
    ///   - live: The object as it is, in the version of the request; `nil` where it is to be created.
    ///   - manager: The applier, which must have a name.
    ///   - force: Whether fields that others own are taken from them.
    /// - Returns: The object with its owners, before defaults are filled in and the server's own fields are set. It equals
    ///   the live one where nothing changes; see also `keepingTimes(of:in:)`.
    /// - Throws: `APIStatus` with the code 409 and a cause for every field that others own and the configuration sets
    ///   otherwise; 400 for a configuration of another kind or version, or with `managedFields`; 500, as Kubernetes answers,
    ///   for one that is not what the schema says.
    public func apply(
        _ configuration: JSONValue, to live: JSONValue?, manager: String, force: Bool, at now: Timestamp
    ) throws(APIStatus) -> JSONValue {
        do {
            let result = try applied(configuration, to: live, manager: manager, force: force, at: now)
            guard manager == "kubectl" else { return result }
            return result.updatingLastApplied(from: configuration)
        } catch {
            throw error.status
        }
    }

    private func applied(
        _ configuration: JSONValue, to live: JSONValue?, manager: String, force: Bool, at now: Timestamp
    ) throws(ApplyFailure) -> JSONValue {
        let configured = try checked(configuration)
        var managed: ManagedFields
        do {
            managed = try ManagedFields(json: live?.managedFields)
        } catch {
            throw .invalid("failed to decode managed fields: \(error)")
        }
        let nothing: JSONValue = ["apiVersion": .string(kind.apiVersion), "kind": .string(kind.kind)]
        let old = versioned((live ?? nothing).withManagedFields(nil))
        do {
            try schema.validate(old.json, allowsDuplicates: true)
        } catch {
            throw .invalid("failed to create typed live object (\(name(of: old.json))): \(error)")
        }
        if managed.isEmpty, live != nil {
            managed = try updated(
                managed, from: versioned(emptyObject), to: old, manager: ManagedFields.beforeFirstApply, at: now)
        }
        do {
            return try applied(configured, to: old, managed, manager: manager, force: force, at: now)
        } catch {
            // kubectl takes over what it had applied itself, by comparing with the last configuration it wrote down.
            guard manager == "kubectl", case .conflicts(let conflicts) = error,
                let allowed = fieldsLastApplied(to: old)
            else { throw error }
            let others = conflicts.filter { !allowed.contains($0.path) }
            guard others.isEmpty else { throw .conflicts(others) }
            return try applied(configured, to: old, managed, manager: manager, force: true, at: now)
        }
    }

    /// Checks that a configuration is one of this kind.
    private func checked(_ configuration: JSONValue) throws(ApplyFailure) -> VersionedObject {
        let found = GroupVersionKind(
            apiVersion: configuration["apiVersion"]?.stringValue ?? "",
            kind: configuration["kind"]?.stringValue ?? "")
        guard found == kind else { throw .badRequest("invalid object type: \(found)") }
        if case .array? = configuration.managedFields { throw .badRequest("metadata.managedFields must be nil") }
        let object = versioned(configuration)
        do {
            try schema.validate(object.json)
        } catch {
            throw .invalid("failed to create typed patch object (\(name(of: object.json))): \(error)")
        }
        return object
    }

    private func applied(
        _ configuration: VersionedObject, to live: VersionedObject, _ managed: ManagedFields, manager: String,
        force: Bool, at now: Timestamp
    ) throws(ApplyFailure) -> JSONValue {
        let identity = identity(manager, .apply)
        let (object, managers) = try updater.apply(
            configuration, to: live, managers: managed.managers, as: identity, force: force)
        var result = ManagedFields(managers: managers)
        if var owned = result.managers[identity] {
            let set = owned.set.difference(Self.systemFields)
            // A set that stays the same need not be written anew.
            if let before = managed.managers[identity], before.set == set, before.apiVersion == owned.apiVersion {
                owned = before
            } else {
                owned.set = set
            }
            if object != nil { owned.time = now }
            result.managers[identity] = owned
        }
        result.removeEmpty()
        return (object ?? live).json.withManagedFields(result.json)
    }

    /// `default/web; apps/v1, Kind=Deployment`
    private func name(of object: JSONValue) -> String {
        let metadata = object["metadata"]
        let namespace = metadata?["namespace"]?.stringValue ?? ""
        return "\(namespace)/\(metadata?["name"]?.stringValue ?? ""); \(kind)"
    }

    /// The new object with the old one's times of owners where nothing else differs, so that doing again what was done
    /// before writes nothing.
    public static func keepingTimes(of old: JSONValue, in new: JSONValue) -> JSONValue {
        guard let oldFields = old.managedFields?.arrayValue, let newFields = new.managedFields?.arrayValue,
            oldFields.count == newFields.count, oldFields != newFields,
            zip(oldFields, newFields).allSatisfy({ $0.withoutTime == $1.withoutTime }),
            old.withManagedFields(nil) == new.withManagedFields(nil)
        else { return new }
        return new.withManagedFields(.array(oldFields))
    }
}

extension JSONValue {
    fileprivate var withoutTime: JSONValue {
        guard case .object(var entry) = self else { return self }
        entry["time"] = .none
        return .object(entry)
    }
}
