import JSON
import Machinery

/// The schemas of a custom resource's versions, and what they do to objects that come into a version.
struct CustomResourceSchemas: Sendable {
    private let byVersion: [String: StructuralSchema]
    private let storageVersion: String
    /// Whether objects of two versions may differ in more than their `apiVersion`.
    let differ: Bool

    init(_ versions: [ResourceVersion]) {
        byVersion = versions.reduce(into: [:]) { $0[$1.name] = $1.schema }
        storageVersion = versions.first(where: \.isStorage)?.name ?? ""
        differ = versions.dropFirst().contains { $0.openAPISchema != versions[0].openAPISchema }
    }

    /// Prunes an object by the schema of its version.
    ///
    /// Defaults are filled in only in the storage version. Kubernetes does that whenever it reads an object, and then
    /// converts what it read, so that no defaults of another version are ever added by a conversion.
    func complete(_ object: Unstructured) -> Unstructured {
        let version = object.groupVersionKind.version
        guard let schema = byVersion[version] else { return object }
        var json = object.json
        schema.prune(&json)
        if version == storageVersion {
            schema.applyDefaults(to: &json)
        } else {
            schema.removeNulls(from: &json)
        }
        return Unstructured(fields: json.objectValue ?? object.fields)
    }
}
