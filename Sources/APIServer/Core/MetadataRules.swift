import Effects
import JSON
import Machinery

/// What the server, not the client, says in `metadata`.
enum MetadataRules {
    /// Makes the metadata of a new object.
    static func initialize(_ object: inout Unstructured, uid: String, now: Timestamp, tracksGeneration: Bool) {
        object.uid = uid
        object.creationTimestamp = now
        object.deletionTimestamp = nil
        object.setMetadata("deletionGracePeriodSeconds", nil)
        object.setMetadata("generation", tracksGeneration ? 1 : nil)
    }

    /// Carries over what an update cannot change, whatever the client sent.
    static func carryOver(from old: Unstructured, to object: inout Unstructured) {
        if object.uid.isEmpty { object.uid = old.uid }
        object.setMetadata("creationTimestamp", old.metadata("creationTimestamp"))
        object.setMetadata("generation", old.metadata("generation"))
        for key in ["deletionTimestamp", "deletionGracePeriodSeconds"] {
            if let value = old.metadata(key) { object.setMetadata(key, value) }
        }
        object.resourceVersion = old.resourceVersion
    }

    /// Whether anything differs that `metadata.generation` counts: all but metadata and a status that is written apart.
    static func changesSpecification(
        from old: Unstructured, to new: Unstructured, countsStatus: Bool = false
    ) -> Bool {
        let uncounted = ["apiVersion", "kind", "metadata"] + (countsStatus ? [] : ["status"])
        let counted = { (object: Unstructured) in
            JSONObject(uniqueKeysWithValues: object.fields.lazy.filter { !uncounted.contains($0.key) }.map { ($0, $1) })
        }
        return counted(old) != counted(new)
    }

    /// The rules of Kubernetes' `ValidateObjectMetaUpdate`.
    static func validateUpdate(of old: Unstructured, to new: Unstructured) -> [FieldError] {
        var errors: [FieldError] = []
        let immutable = [
            "name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds",
        ]
        for key in immutable where new.metadata(key) != old.metadata(key) {
            errors.append(.invalid("metadata.\(key)", new.metadata(key) ?? .null, "field is immutable"))
        }
        let added = new.finalizers.filter { !old.finalizers.contains($0) }
        if old.isBeingDeleted, !added.isEmpty {
            let list = added.map { "\"\($0)\"" }.joined(separator: ", ")
            errors.append(
                .forbidden(
                    "metadata.finalizers",
                    "no new finalizers can be added if the object is being deleted, found new finalizers "
                        + "[]string{\(list)}"))
        }
        return errors
    }
}

extension Unstructured {
    func metadata(_ key: String) -> JSONValue? { fields["metadata"]?[key] }

    mutating func setMetadata(_ key: String, _ value: JSONValue?) {
        var metadata = fields["metadata"]?.objectValue ?? [:]
        metadata[key] = value
        fields["metadata"] = .object(metadata)
    }
}
