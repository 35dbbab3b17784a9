package import JSON
import KubernetesAPI
package import Machinery

/// Labels and annotations that flow from an object to those that are made from it.
///
/// The owners that the API server keeps (`metadata.managedFields`) tell which labels and annotations came from here: those go
/// again when they are wanted no more, those of others stay.
package struct PropagatedMetadata: Sendable, Hashable {
    package var labels: [String: String]
    package var annotations: [String: String]

    package init(labels: [String: String], annotations: [String: String]) {
        self.labels = labels
        self.annotations = annotations
    }

    /// The merge patch of an object's labels and annotations; `nil` where nothing is to change.
    ///
    /// - Parameters:
    ///   - owners: The field managers in whose names these labels and annotations are written.
    ///   - removes: Whether what is wanted no more goes; not where it is not known what is wanted.
    package func patch(of object: Unstructured, owners: Set<String>, removes: Bool = true) -> JSONObject? {
        let owned = removes ? OwnedKeys(object.value(at: "metadata", "managedFields"), by: owners) : OwnedKeys()
        var metadata = JSONObject()
        let labels = Self.patch(from: object.labels, to: labels, removable: owned.labels)
        if !labels.isEmpty { metadata["labels"] = .object(labels) }
        let annotations = Self.patch(from: object.annotations, to: annotations, removable: owned.annotations)
        if !annotations.isEmpty { metadata["annotations"] = .object(annotations) }
        return metadata.isEmpty ? nil : ["metadata": .object(metadata)]
    }

    private static func patch(
        from current: [String: String], to wanted: [String: String], removable: Set<String>
    ) -> JSONObject {
        var changes = JSONObject()
        for (key, value) in wanted.sorted(by: { $0.key < $1.key }) where current[key] != value {
            changes[key] = .string(value)
        }
        for key in current.keys.sorted() where removable.contains(key) && wanted[key] == nil {
            changes.updateValue(.null, forKey: key)
        }
        return changes
    }
}

/// The labels and annotations that certain field managers own and nobody else.
private struct OwnedKeys {
    var labels: Set<String> = []
    var annotations: Set<String> = []

    init() {}

    init(_ managedFields: JSONValue?, by owners: Set<String>) {
        var foreign = OwnedKeys()
        for entry in managedFields?.arrayValue ?? [] {
            let metadata = entry.value(at: ["fieldsV1", "f:metadata"])
            let (labels, annotations) = (Self.keys(metadata?["f:labels"]), Self.keys(metadata?["f:annotations"]))
            if owners.contains(entry["manager"]?.stringValue ?? "") {
                self.labels.formUnion(labels)
                self.annotations.formUnion(annotations)
            } else {
                foreign.labels.formUnion(labels)
                foreign.annotations.formUnion(annotations)
            }
        }
        labels.subtract(foreign.labels)
        annotations.subtract(foreign.annotations)
    }

    private static func keys(_ fields: JSONValue?) -> [String] {
        (fields?.objectValue?.keys ?? []).filter { $0.hasPrefix("f:") }.map { String($0.dropFirst(2)) }
    }
}
