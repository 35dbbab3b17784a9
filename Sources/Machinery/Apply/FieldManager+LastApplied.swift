import JSON

// kubectl's own apply, which computes patches, writes the last configuration into an annotation. Server-side apply by
// kubectl takes the fields over that this annotation tells of, and keeps it up to date for a way back.

private let lastAppliedAnnotation = "kubectl.kubernetes.io/last-applied-configuration"

extension FieldManager {
    /// The fields of the live object that are what kubectl applied last; `nil` where that cannot be told.
    func fieldsLastApplied(to live: VersionedObject) -> FieldSet? {
        guard let text = live.json["metadata"]?["annotations"]?[lastAppliedAnnotation]?.stringValue, !text.isEmpty,
            let lastApplied = try? JSONValue(parsing: text, duplicateKeys: .lastWins),
            lastApplied["apiVersion"]?.stringValue == kind.apiVersion,
            lastApplied["kind"]?.stringValue == kind.kind
        else { return nil }
        do {
            try schema.validate(live.json)
            try schema.validate(lastApplied)
            let comparison = try schema.compare(lastApplied, live.json)
            return schema.fieldSet(of: lastApplied).difference(comparison.changed).difference(comparison.removed)
        } catch {
            return nil
        }
    }
}

extension JSONValue {
    /// The object with the annotation of kubectl's own apply set to a configuration, if it has one.
    func updatingLastApplied(from configuration: JSONValue) -> JSONValue {
        guard let annotations = self["metadata"]?["annotations"]?.objectValue,
            annotations[lastAppliedAnnotation]?.stringValue?.isEmpty == false
        else { return self }
        var lastApplied = configuration
        if configuration["metadata"]?["annotations"] != nil {
            lastApplied.set(.none, at: ["metadata", "annotations", lastAppliedAnnotation])
        }
        let text = String(decoding: lastApplied.serialized(sortedKeys: true).escapedForHTML, as: UTF8.self) + "\n"
        var updated = annotations
        updated[lastAppliedAnnotation] = .string(text)
        let size = updated.reduce(0) { $0 + $1.key.utf8.count + ($1.value.stringValue?.utf8.count ?? 0) }
        if size > ObjectMeta.maximumAnnotationBytes { updated[lastAppliedAnnotation] = .none }
        var object = self
        object.set(.object(updated), at: ["metadata", "annotations"])
        return object
    }
}
